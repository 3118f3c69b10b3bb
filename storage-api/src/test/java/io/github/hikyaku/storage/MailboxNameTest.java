package io.github.hikyaku.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.storage.MailStoreException.Kind;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailboxNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"INBOX", "inbox", "InBoX"})
    void inboxIsTheSameInAnyCase(String spelling) {
        assertThat(MailboxName.of(spelling)).isEqualTo(MailboxName.INBOX).hasSameHashCodeAs(MailboxName.INBOX);
        assertThat(MailboxName.of(spelling).isInbox()).isTrue();
        assertThat(MailboxName.of(spelling + "/Sub").toString()).isEqualTo("INBOX/Sub");
        assertThat(MailboxName.of("Sub/" + spelling).toString()).isEqualTo("Sub/" + spelling);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0131nbox", "\u0130NBOX", "INBOXES", "INBO"})
    void whatOnlyLooksLikeInboxIsNot(String name) {
        assertThat(MailboxName.of(name).isInbox()).isFalse();
        assertThat(MailboxName.of(name).toString()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b", "...", ".a", "a b", "~", "日本語", "\uD83D\uDCEC", "%", "&-", "a\\b", "CON", "e\u0301"})
    void keepsOtherNamesAsTheyAre(String name) {
        assertThat(MailboxName.of(name).toString()).isEqualTo(name);
        assertThat(MailboxName.of(name + "/" + name).segments()).containsExactly(name, name);
    }

    static Stream<String> unsafe() {
        return Stream.of(
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                ".",
                "..",
                "a/../b",
                "../a",
                "a/..",
                "a\0",
                "\r\n",
                "a\u007f",
                "a\u0085b",
                "a\t",
                "\uD800",
                "\uDC00\uD800",
                "a\uFFFF",
                "x".repeat(201),
                "é".repeat(101),
                "a/".repeat(16) + "a",
                ("x".repeat(199) + "/").repeat(5) + "x",
                "x".repeat(10_000_000));
    }

    @ParameterizedTest
    @MethodSource("unsafe")
    void unsafeNamesCannotBeMade(String name) {
        assertThatThrownBy(() -> MailboxName.of(name))
                .isInstanceOfSatisfying(
                        MailStoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NAME_INVALID));
    }

    @Test
    void theLargestNamesCanBeMade() {
        assertThat(MailboxName.of("x".repeat(200)).segments()).hasSize(1);
        assertThat(MailboxName.of("a/".repeat(15) + "a").segments()).hasSize(16);
        assertThat(MailboxName.of(("x".repeat(199) + "/").repeat(4) + "x".repeat(200))
                        .segments())
                .hasSize(5);
    }

    @Test
    void knowsItsPlaceInTheTree() {
        MailboxName name = MailboxName.of("a/b/c");
        assertThat(name.leaf()).isEqualTo("c");
        assertThat(name.parent()).contains(MailboxName.of("a/b"));
        assertThat(MailboxName.of("a").parent()).isEmpty();
        assertThat(name.isBelow(MailboxName.of("a"))).isTrue();
        assertThat(name.isBelow(name)).isFalse();
        assertThat(MailboxName.of("ab/c").isBelow(MailboxName.of("a"))).isFalse();
        assertThat(name.child("d/e")).isEqualTo(MailboxName.of("a/b/c/d/e"));
        assertThatThrownBy(() -> name.child("..")).isInstanceOf(MailStoreException.class);
    }

    @Test
    void movesAlongWithItsTree() {
        MailboxName from = MailboxName.of("a/b");
        MailboxName to = MailboxName.of("x");
        assertThat(MailboxName.of("a/b/c").moved(from, to)).isEqualTo(MailboxName.of("x/c"));
        assertThat(from.moved(from, to)).isEqualTo(to);
        assertThatThrownBy(() -> MailboxName.of("a/bc").moved(from, to)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ordersInboxFirstAndTreesTogether() {
        String[] wanted = {"INBOX", "A", "INBOX/x", "a", "a/b", "a/b/c", "a b", "a.b", "b"};
        MailboxName[] names = Arrays.stream(wanted).map(MailboxName::of).toArray(MailboxName[]::new);
        MailboxName[] sorted = names.clone();
        Collections.shuffle(Arrays.asList(sorted), new Random(1));
        Arrays.sort(sorted);
        assertThat(sorted).containsExactly(names);
    }
}
