package io.github.hikyaku.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlagTest {
    @Test
    void systemFlagsAreKnownInAnyCase() {
        assertThat(Flag.of("\\sEEN"))
                .isSameAs(Flag.SYSTEM.stream()
                        .filter(Flag.SEEN::equals)
                        .findFirst()
                        .orElseThrow());
        assertThat(Flag.of("\\sEEN").name()).isEqualTo("\\Seen");
        assertThat(Flag.of("\\Draft").isSystem()).isTrue();
    }

    @Test
    void keywordsKeepTheirSpellingAndAreComparedWithoutCase() {
        Flag flag = Flag.of("$Forwarded");
        assertThat(flag.name()).isEqualTo("$Forwarded");
        assertThat(flag).isEqualTo(Flag.of("$FORWARDED")).hasSameHashCodeAs(Flag.of("$forwarded"));
        assertThat(flag.compareTo(Flag.of("$forwarded"))).isZero();
        assertThat(flag.isSystem()).isFalse();
        assertThat(Set.of(flag)).contains(Flag.of("$forwardeD"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\Recent",
                "\\",
                "\\Anything",
                "\\*",
                "",
                " ",
                "a b",
                "a(",
                "a)",
                "{",
                "%",
                "*",
                "\"",
                "a\\b",
                "]",
                "a\u007f",
                "\t",
                "é",
                "\0"
            })
    void whatIsNeitherIsRefused(String name) {
        assertThatThrownBy(() -> Flag.of(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aKeywordHasAtMostAHundredCharacters() {
        assertThat(Flag.of("k".repeat(100)).name()).hasSize(100);
        assertThatThrownBy(() -> Flag.of("k".repeat(101))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void updatesAddRemoveAndReplace() {
        Set<Flag> current = Set.of(Flag.SEEN, Flag.of("k"));
        assertThat(FlagUpdate.add(Flag.SEEN, Flag.DRAFT).applyTo(current))
                .containsExactlyInAnyOrder(Flag.SEEN, Flag.DRAFT, Flag.of("k"));
        assertThat(FlagUpdate.remove(Flag.of("K"), Flag.DRAFT).applyTo(current)).containsExactly(Flag.SEEN);
        assertThat(FlagUpdate.replace(Flag.DRAFT).applyTo(current)).containsExactly(Flag.DRAFT);
        assertThat(FlagUpdate.add(Flag.SEEN).applyTo(current)).isSameAs(current);
        assertThat(FlagUpdate.remove(Flag.DRAFT).applyTo(current)).isSameAs(current);
    }
}
