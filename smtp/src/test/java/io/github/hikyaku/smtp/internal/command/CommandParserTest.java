package io.github.hikyaku.smtp.internal.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.address.ForwardPath;
import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.address.ReversePath;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandParserTest {
    private static CommandLine line(String text) throws Refusal {
        return CommandLine.of(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "QUIT,QUIT,''",
                "quit,QUIT,''",
                "quit \t ,QUIT,''",
                "MAIL FROM:<>,MAIL,FROM:<>",
                "Mail  FROM:<> ,MAIL,' FROM:<>'",
                "NOOP a b,NOOP,a b",
                "'','',''",
                "' ','',''",
                "' NOOP','',NOOP",
                "NOOP\tx,NOOP\tX,''",
                "ma\u0131l x,MA\u0131L,x"
            })
    void aLineIsCutAtItsFirstSpace(String text, String verb, String argument) throws Refusal {
        assertThat(line(text)).isEqualTo(new CommandLine(verb, argument));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NO\0OP", "NOOP\r", "\rNOOP", "NOOP \r\r", "A\nB"})
    void aLineWithOctetsThatNoLineMayHaveIsRefused(String text) {
        assertThatThrownBy(() -> line(text)).isInstanceOf(Refusal.class).hasMessageStartingWith("500 5.5.2 ");
    }

    @Test
    void octetsThatAreNotUtf8AreRefused() {
        byte[] overlong = {'N', 'O', 'O', 'P', ' ', (byte) 0xc0, (byte) 0xaf};
        assertThatThrownBy(() -> CommandLine.of(overlong)).hasMessageStartingWith("500 5.5.2 ");
    }

    @Test
    void mailHasAPathAndParameters() throws Refusal {
        assertThat(CommandParser.mail("FROM:<a@example.org>  SIZE=12 body=8BITMIME X-Y"))
                .isEqualTo(new Arguments.MailFrom(
                        ReversePath.of(MailAddress.of("a@example.org")),
                        List.of(
                                new Parameter("SIZE", "12"),
                                new Parameter("BODY", "8BITMIME"),
                                new Parameter("X-Y", null))));
        assertThat(CommandParser.mail("from:<>")).isEqualTo(new Arguments.MailFrom(ReversePath.NULL, List.of()));
    }

    @Test
    void rcptTakesPostmasterWithoutADomain() throws Refusal {
        assertThat(CommandParser.rcpt("TO:<pOsTmAsTeR>").path()).isEqualTo(ForwardPath.POSTMASTER);
        assertThat(CommandParser.rcpt("to:<\"a b>c\"@example.org>").path())
                .isEqualTo(ForwardPath.of(MailAddress.of("\"a b>c\"@example.org")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "FROM",
                "FROM:",
                "FROM :<a@example.org>",
                "FROM:<a@example.org",
                "FROM:<a@example.org>>",
                "FROM:<a@example.org> SIZE=",
                "FROM:<a@example.org> =",
                "FROM:<a@example.org>\tSIZE=1",
                "FROM:<a@example.org> S\u0130ZE=1",
                "FROM:<a b@example.org>",
                "FROM:<Postmaster>"
            })
    void whatIsNotTheArgumentOfMailIsA501(String argument) {
        assertThatThrownBy(() -> CommandParser.mail(argument))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith("501 5.");
    }

    @ParameterizedTest
    @CsvSource({"PLAIN,PLAIN,", "plain abcd,PLAIN,abcd", "SCRAM-SHA-256 =,SCRAM-SHA-256,="})
    void authHasAMechanismAndPerhapsAResponse(String argument, String mechanism, String response) throws Refusal {
        assertThat(CommandParser.auth(argument)).isEqualTo(new Arguments.AuthStart(mechanism, response));
    }

    @ParameterizedTest
    @CsvSource({"abc,abc", "a+2Bb+3Dc,a+b=c", "+C3+A4,\u00e4", "<>,<>", "'',''"})
    void xtextIsDecoded(String text, String decoded) {
        assertThat(Xtext.decode(text)).contains(decoded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"+", "+2", "+2b", "+GG", "a=b", "a b", "\u00e4", "+FF", "a+"})
    void whatIsNotXtextIsNotDecoded(String text) {
        assertThat(Xtext.decode(text)).isEmpty();
    }

    @Test
    void anyOctetsAreEitherParsedOrRefused() {
        Random random = new Random(20260304);
        String[] seeds = {
            "MAIL FROM:<a@example.org> SIZE=12 AUTH=a+2Bb",
            "RCPT TO:<@x,@y:\"q\\\"\"@[IPv6:::1]> NOTIFY=NEVER",
            "AUTH PLAIN =",
            "EHLO [192.0.2.1]"
        };
        for (int i = 0; i < 50_000; i++) {
            byte[] octets = seeds[i % seeds.length].getBytes(StandardCharsets.US_ASCII);
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
            }
            try {
                CommandLine line = CommandLine.of(octets);
                switch (line.verb()) {
                    case "MAIL" -> CommandParser.mail(line.argument());
                    case "RCPT" -> CommandParser.rcpt(line.argument());
                    case "AUTH" -> CommandParser.auth(line.argument());
                    default -> CommandParser.greeting(line.argument());
                }
            } catch (Refusal refused) {
                assertThat(refused.reply().code()).isIn(500, 501);
            }
        }
    }
}
