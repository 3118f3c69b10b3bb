package io.github.hikyaku.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressListTest {
    /** The entries as {@code name|route|mailbox|host}, a dash for a part that is not there. */
    private static String list(String value) {
        return AddressList.parse(value).stream()
                .map(a -> String.join("|", part(a.name()), part(a.route()), part(a.mailbox()), part(a.host())))
                .collect(Collectors.joining(" "));
    }

    private static String part(@Nullable String part) {
        return part == null ? "-" : part;
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "a@b => -|-|a|b",
                "a@b, c@d => -|-|a|b -|-|c|d",
                "<a@b> => -|-|a|b",
                "Joe <a@b> => Joe|-|a|b",
                "Joe Q. Public <a@b> => Joe Q. Public|-|a|b",
                "\"Joe, Q\" <a@b> => Joe, Q|-|a|b",
                "\"a\\\"b\" <a@b> => a\"b|-|a|b",
                "\"\" <a@b> => |-|a|b",
                "=?utf-8?q?J=C3=B6rg?= =?utf-8?q?X?= <a@b> => =?utf-8?q?J=C3=B6rg?= =?utf-8?q?X?=|-|a|b",
                "=?utf-8?q?J,X?= <a@b> => =?utf-8?q?J,X?=|-|a|b",
                "a@b (Joe (the) Man) => Joe (the) Man|-|a|b",
                "(x) a (y) @ (z) b . c => z|-|a|b.c",
                "\"a b\"@c => -|-|a b|c",
                "a . b @ c => -|-|a.b|c",
                "a@[192.0.2.1] => -|-|a|[192.0.2.1]",
                "<@x,@y:a@b> => -|@x,@y|a|b",
                "Joe <@x , @y : a@b> => Joe|@x,@y|a|b",
            })
    void readsAddresses(String value, String expected) {
        assertThat(list(value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "undisclosed-recipients:; => -|-|undisclosed-recipients|- -|-|-|-",
                "A Group: a@b, Joe <c@d>; => -|-|A Group|- -|-|a|b Joe|-|c|d -|-|-|-",
                "x@y, G:a@b;, z@w => -|-|x|y -|-|G|- -|-|a|b -|-|-|- -|-|z|w",
                "\"G: 1\": a@b ; => -|-|G: 1|- -|-|a|b -|-|-|-",
                "G: a@b => -|-|G|- -|-|a|b -|-|-|-",
                ": a@b; => -|-||- -|-|a|b -|-|-|-",
            })
    void marksGroups(String value, String expected) {
        assertThat(list(value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "`` => ``",
                ", ,, => ``",
                "a => -|-|a|",
                "<> => -|-||",
                "Joe <> => Joe|-||",
                "<a> => -|-|a|",
                "@b => -|-||b",
                "<@b> => -|-||b",
                "a@ => -|-|a|",
                "a@b <c@d> => a@b|-|c|d",
                "a@b.c d <e@f> => a@b.c d|-|e|f",
                "<a@b => -|-|a|b",
                "< <a@b>> => -|-|a|b",
                "<a@b, c@d => -|-|a|b -|-|c|d",
                "a@b> , c@d => -|-|a|b -|-|c|d",
                "<a@b@c>, d@e => -|-|a|b -|-|d|e",
                "\"Joe <a@b> => -|-|Joe <a@b>|",
                "a@b (open => open|-|a|b",
                "; a@b => -|-|a|b",
                "a b c => -|-|a b c|",
                "[list] <a@b> => [list]|-|a|b",
                "G: H: a@b; => -|-|G|- -|-|-|- -|-|H|- -|-|a|b -|-|-|-",
                "a@b c@d => -|-|a|b",
            })
    void brokenInputYieldsWhatIsReadable(String value, String expected) {
        assertThat(list(value)).isEqualTo(expected);
    }

    @Test
    void octetsAreKept() {
        assertThat(list("J\u00C3\u00B6rg <\u00C3\u00B6@b>")).isEqualTo("J\u00C3\u00B6rg|-|\u00C3\u00B6|b");
    }

    @Test
    void foldedValuesAreRead() {
        assertThat(list("Joe\r\n Public\r\n\t<a@b>,\r\n c@d\r\n")).isEqualTo("Joe Public|-|a|b -|-|c|d");
    }

    @Test
    void givesAddressesToSendTo() {
        List<ListedAddress> entries = AddressList.parse("G: \"a b\"@c, broken;");
        assertThat(entries.get(1).address()).contains(MailAddress.of("\"a b\"@c"));
        assertThat(entries.get(0).isGroupStart()).isTrue();
        assertThat(entries.get(0).address()).isEmpty();
        assertThat(entries.get(2).address()).isEmpty();
        assertThat(entries.get(3).isGroupEnd()).isTrue();
    }

    @Test
    void readsNoMoreThanTheLimit() {
        assertThat(AddressList.parse("a@b,".repeat(AddressList.MAX_ENTRIES + 5)))
                .hasSize(AddressList.MAX_ENTRIES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(", "((a)", "<", "\"", "\"a\" ", "a ", "a:", "<@a,", "@", "=?a?q?", "=?", "[", "a@b [", ",<", "a.",
                "\\", "a@b(", "<a@b("
            })
    void nastyRepetitionsTakeLinearTime(String piece) {
        String value = piece.repeat(1_000_000 / piece.length());
        Assertions.assertTimeout(Duration.ofSeconds(5), () -> AddressList.parse(value));
    }

    @Test
    void randomTextNeverFailsAndGroupsAreClosed() {
        Random random = new Random(5322);
        String alphabet = "ab.@\"\\<>[]:,;()=? \t\r\n\u00e9\u0000";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(30);
            for (int j = 0; j < length; j++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            int open = 0;
            for (ListedAddress entry : AddressList.parse(text.toString())) {
                open += entry.isGroupStart() ? 1 : entry.isGroupEnd() ? -1 : 0;
                assertThat(open).as(text.toString()).isBetween(0, 1);
            }
            assertThat(open).as(text.toString()).isZero();
        }
    }
}
