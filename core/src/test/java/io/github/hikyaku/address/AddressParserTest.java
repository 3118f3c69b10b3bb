package io.github.hikyaku.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.hikyaku.address.AddressSyntaxException.Kind;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressParserTest {
    private static AddressSyntaxException failure(String text) {
        AddressSyntaxException e = catchThrowableOfType(
                AddressSyntaxException.class, () -> AddressParser.ascii().address(text));
        assertThat(e).as(text).isNotNull();
        assertThat(e.getMessage()).endsWith(".");
        return e;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@b",
                "alice@example.org",
                "a.b.c@xn--fsq.example",
                "!#$%&'*+-/=?^_`{|}~@x.y",
                "\"\"@x",
                "\"a b\"@x",
                "\"a\\\"b\"@x",
                "\"\\\\\"@x",
                "\"@\"@x",
                "a@[192.0.2.1]",
                "a@[IPv6:::1]",
                "a@[ipv6:2001:db8::192.0.2.1]",
                "a@[X-tag:anything%here]"
            })
    void acceptsAndGivesBackAsTyped(String text) {
        assertThat(AddressParser.ascii().address(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "@b",
                "a@",
                "a b@c",
                ".a@b",
                "a.@b",
                "a..b@c",
                "a@b.",
                "a@.b",
                "a@b..c",
                "a@-b",
                "a@b-",
                "a@b_c",
                "\"a@b",
                "\"a\"b@c",
                "\"\t\"@c",
                "\"\\",
                "a@[",
                "a@[1.2.3]",
                "a@[1.2.3.256]",
                "a@[1.2.3.4",
                "a@[::1]",
                "a@[IPv6:1:2:3:4:5:6:7]",
                "a@[IPv6:1::2::3]",
                "a@[tag:]",
                "a@[tag-:x]",
                "a@b c",
                "a@b>",
                "(c)a@b",
                "a@b(c)"
            })
    void refuses(String text) {
        assertThat(failure(text).kind()).isEqualTo(Kind.SYNTAX);
    }

    @Test
    void limitsOctetsAndNotCharacters() {
        String label = "d".repeat(63);
        assertThat(AddressParser.ascii().address("a".repeat(64) + "@b")).isNotNull();
        assertThat(failure("a".repeat(65) + "@b").kind()).isEqualTo(Kind.TOO_LONG);
        assertThat(failure("a@" + label + "d").kind()).isEqualTo(Kind.TOO_LONG);
        String domain = label + "." + label + "." + label + "." + "d".repeat(60);
        assertThat(AddressParser.ascii().address("a@" + domain).toString()).hasSize(254);
        assertThat(failure("ab@" + domain).kind()).isEqualTo(Kind.TOO_LONG);
        assertThat(AddressParser.utf8().address("é".repeat(32) + "@b")).isNotNull();
        AddressSyntaxException e = catchThrowableOfType(
                AddressSyntaxException.class, () -> AddressParser.utf8().address("é".repeat(33) + "@b"));
        assertThat(e.kind()).isEqualTo(Kind.TOO_LONG);
    }

    @Test
    void limitsAPathTogetherWithItsSourceRoute() {
        AddressParser parser = AddressParser.ascii();
        String longest = "<" + "@a.example,".repeat(22) + "@b:c@d.ex>";
        assertThat(parser.forwardPath(longest)).hasToString("<c@d.ex>");
        assertThat(longest).hasSizeBetween(250, 256);
        String tooLong = longest.replace("c@", "c".repeat(257 - longest.length() + 1) + "@");
        assertThat(catchThrowableOfType(AddressSyntaxException.class, () -> parser.forwardPath(tooLong))
                        .kind())
                .isEqualTo(Kind.TOO_LONG);
        assertThat(catchThrowableOfType(AddressSyntaxException.class, () -> parser.reversePath(tooLong))
                        .kind())
                .isEqualTo(Kind.TOO_LONG);
    }

    @Test
    void nonAsciiNeedsSmtpUtf8() {
        assertThat(failure("émile@example.org").kind()).isEqualTo(Kind.NOT_ASCII);
        assertThat(failure("a@bücher.example").kind()).isEqualTo(Kind.NOT_ASCII);
        MailAddress address = AddressParser.utf8().address("伝書@飛脚.example");
        assertThat(address.isInternationalized()).isTrue();
        assertThat(address.localPartValue()).isEqualTo("伝書");
        assertThat(MailAddress.of("a@b").isInternationalized()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uFFFD@b", "\u0085@b", "\uD800@b", "a@\uDC00", "\"\uD800\"@b"})
    void refusesWhatIsNotUtf8(String text) {
        AddressSyntaxException e = catchThrowableOfType(
                AddressSyntaxException.class, () -> AddressParser.utf8().address(text));
        assertThat(e.kind()).isEqualTo(Kind.SYNTAX);
    }

    @Test
    void readsReversePaths() {
        AddressParser parser = AddressParser.ascii();
        assertThat(parser.reversePath("<>")).isEqualTo(ReversePath.NULL).hasToString("<>");
        assertThat(parser.reversePath("<a@b>")).isEqualTo(ReversePath.of(MailAddress.of("a@b")));
        ReversePath routed = parser.reversePath("<@x.example,@[192.0.2.1]:a@b>");
        assertThat(routed.sourceRoute()).containsExactly("x.example", "[192.0.2.1]");
        assertThat(routed).hasToString("<a@b>");
    }

    @Test
    void readsForwardPaths() {
        AddressParser parser = AddressParser.ascii();
        assertThat(parser.forwardPath("<PostMaster>")).isEqualTo(ForwardPath.POSTMASTER);
        assertThat(ForwardPath.POSTMASTER.addressAt("b.example")).isEqualTo(MailAddress.of("postmaster@b.example"));
        assertThat(parser.forwardPath("<postmaster@b>")).isEqualTo(ForwardPath.of(MailAddress.of("postmaster@b")));
        assertThat(parser.forwardPath("<@x:a@b>").address()).isEqualTo(MailAddress.of("a@b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a@b",
                "<a@b",
                "<@x>",
                "<@x:>",
                "<@x a@b>",
                "<@x,:a@b>",
                "<a>",
                "< a@b>",
                "<a@b >",
                "<<a@b>>",
                "<a@b>x"
            })
    void refusesOtherPaths(String text) {
        assertThat(catchThrowableOfType(
                        AddressSyntaxException.class,
                        () -> AddressParser.ascii().reversePath(text)))
                .isNotNull();
        assertThat(catchThrowableOfType(
                        AddressSyntaxException.class,
                        () -> AddressParser.ascii().forwardPath(text)))
                .isNotNull();
    }

    @Test
    void aForwardPathIsNeverNull() {
        assertThat(catchThrowableOfType(
                        AddressSyntaxException.class,
                        () -> AddressParser.ascii().forwardPath("<>")))
                .isNotNull();
    }

    @Test
    void tellsWhereAPathEnds() {
        String arguments = "MAIL FROM:<a@b> SIZE=1";
        AddressParser.Parsed<ReversePath> parsed = AddressParser.ascii().reversePath(arguments, 10);
        assertThat(arguments.substring(parsed.end())).isEqualTo(" SIZE=1");
    }

    @Test
    void checksDomains() {
        assertThat(AddressParser.ascii().domain("mx.example.org")).isEqualTo("mx.example.org");
        assertThat(AddressParser.ascii().domain("[IPv6:::1]")).isEqualTo("[IPv6:::1]");
        assertThat(catchThrowableOfType(
                        AddressSyntaxException.class,
                        () -> AddressParser.ascii().domain("a b")))
                .isNotNull();
    }

    @Test
    void anythingElseFailsInOrder() {
        Random random = new Random(5321);
        String alphabet = "a.@\"\\<>[]:,IPv61 é\u0000-\uD800";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder("<");
            int length = random.nextInt(20);
            for (int j = 0; j < length; j++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String path = text.append('>').toString();
            try {
                ReversePath parsed = AddressParser.utf8().reversePath(path);
                // what is accepted survives its own wire form
                assertThat(AddressParser.utf8().reversePath(parsed.toString()).address())
                        .isEqualTo(parsed.address());
            } catch (AddressSyntaxException expected) {
                assertThat(expected.position()).isBetween(0, path.length());
            }
        }
    }
}
