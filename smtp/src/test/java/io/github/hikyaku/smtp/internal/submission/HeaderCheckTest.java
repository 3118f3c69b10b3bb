package io.github.hikyaku.smtp.internal.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.account.InMemoryAccounts;
import io.github.hikyaku.address.AddressParser;
import io.github.hikyaku.message.BodyType;
import io.github.hikyaku.message.Envelope;
import io.github.hikyaku.message.MailParameters;
import io.github.hikyaku.mime.HeaderSection;
import io.github.hikyaku.mime.MimeLimits;
import io.github.hikyaku.smtp.internal.command.Refusal;
import io.github.hikyaku.smtp.submission.HeaderFault;
import io.github.hikyaku.smtp.submission.SenderPolicy;
import io.github.hikyaku.smtp.submission.SubmissionRules;
import io.github.hikyaku.smtp.submission.Treatment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the rules make of header sections; whole messages are in the transcripts. */
class HeaderCheckTest {
    private static final InMemoryAccounts ACCOUNTS =
            Accounts.inMemory().user("alice@example.org", "secret").alias("sales@example.org", "alice@example.org");
    private static final String COMPLETE = "Date: Wed, 4 Mar 2026 06:00:00 +0100\r\nMessage-ID: <x@example.org>\r\n";

    private SubmissionRules rules = SubmissionRules.standard();
    private Optional<Account> login = ACCOUNTS.find("alice@example.org");
    private String reversePath = "<alice@example.org>";
    private boolean smtpUtf8;

    private SubmittedHeader check(String header) throws Refusal {
        Envelope envelope = new Envelope(
                AddressParser.utf8().reversePath(reversePath),
                List.of(),
                MailParameters.of(BodyType.EIGHT_BIT_MIME, smtpUtf8));
        HeaderSection section =
                HeaderSection.parse((header + "\r\n").getBytes(StandardCharsets.UTF_8), MimeLimits.DEFAULT);
        return new HeaderCheck(rules, login, envelope, new Domains("mx.example.org", ACCOUNTS, login), "mx.example.org")
                .check(section, false, "id", Instant.parse("2026-03-04T05:06:07Z"));
    }

    @Test
    void aMessageThatIsCompleteStaysAsItIs() throws Refusal {
        SubmittedHeader outcome = check(COMPLETE + "From: alice@example.org\r\nTo: bob@example.net\r\n");

        assertThat(outcome).isEqualTo(SubmittedHeader.UNCHANGED);
    }

    @ParameterizedTest
    @CsvSource({
        "<alice@example.org>, alice@example.org",
        "<sales@example.org>, sales@example.org",
        "<boss@example.org>, alice@example.org",
        "<>, alice@example.org"
    })
    void fromIsTheReversePathWhereThatIsTheUsersOwn(String path, String from) throws Refusal {
        reversePath = path;

        assertThat(check(COMPLETE).added()).isEqualTo("From: " + from + "\r\n");
    }

    @Test
    void withoutALoginTheReversePathIsAllThatIsKnown() throws Refusal {
        login = Optional.empty();
        reversePath = "<app@example.net>";
        assertThat(check(COMPLETE).added()).isEqualTo("From: app@example.net\r\n");
        assertThat(check(COMPLETE + "From: a@example.net, b@example.net\r\n").added())
                .isEqualTo("Sender: app@example.net\r\n");
        assertThat(check(COMPLETE + "From: somebody@example.net\r\n").added()).isEmpty();

        reversePath = "<>";
        assertThatThrownBy(() -> check(COMPLETE)).hasMessage("554 5.6.0 The message has no field From");
        assertThatThrownBy(() -> check(COMPLETE + "From: a@example.net, b@example.net\r\n"))
                .hasMessage("554 5.6.0 The message has no field Sender");
    }

    @Test
    void anAddressThatTheHeaderSectionCannotHoldIsNotPutThere() throws Refusal {
        login = Optional.empty();
        reversePath = "<b\u00f6b@example.net>";
        assertThatThrownBy(() -> check(COMPLETE)).hasMessage("554 5.6.0 The message has no field From");
        smtpUtf8 = true;
        assertThat(check(COMPLETE).added()).isEqualTo("From: b\u00f6b@example.net\r\n");
    }

    @ParameterizedTest
    @EnumSource(HeaderFault.class)
    void whatPassesIsNotTouched(HeaderFault fault) {
        String header = switch (fault) {
            case NO_DATE -> "Message-ID: <x@example.org>\r\nFrom: alice@example.org\r\n";
            case BAD_DATE -> "Message-ID: <x@example.org>\r\nDate: x\r\nFrom: alice@example.org\r\n";
            case NO_MESSAGE_ID -> "Date: 4 Mar 2026 06:00:00\r\nFrom: alice@example.org\r\n";
            case BAD_MESSAGE_ID -> "Date: 4 Mar 2026 06:00\r\nMessage-ID: 1\r\nFrom: alice@example.org\r\n";
            case NO_FROM -> COMPLETE;
            case NO_SENDER -> COMPLETE + "From: sales@example.org, alice@example.org\r\n";
            case EMPTY_ADDRESS_LIST -> COMPLETE + "From: alice@example.org\r\nTo:\r\n";
            case BAD_ADDRESS -> COMPLETE + "From: alice@example.org\r\nTo: a b\r\n";
            case UNQUALIFIED_ADDRESS -> COMPLETE + "From: alice@example.org\r\nTo: alice, bob, a@b\r\n";
            case DUPLICATE_FIELD -> COMPLETE + "From: alice@example.org\r\n" + "Subject: x\r\n".repeat(2);
            case LONG_LINE -> COMPLETE + "From: alice@example.org\r\nX: " + "a ".repeat(999) + "\r\n";
            case EIGHT_BIT -> COMPLETE + "From: \u00fc <alice@example.org>\r\n";
            case CONTROL_CHARACTER -> COMPLETE + "From: alice@example.org\r\nX: \u0007\r\n";
            case NOT_A_FIELD -> COMPLETE + "no field\r\nFrom: alice@example.org\r\n";
            case NO_HEADER_SECTION -> COMPLETE + "From: alice@example.org\r\n";
        };
        rules = rules.on(fault, Treatment.PASS);

        assertThatCode(() -> assertThat(check(header)).isEqualTo(SubmittedHeader.UNCHANGED))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: boss@example.org\r\n",
                "From: boss\r\n",
                "From: alice@example.org\r\nFrom: boss@example.org\r\n",
                "From: alice@example.org boss@example.org\r\n",
                "From: alice@example.org\r\nSender: boss@example.org\r\n",
                "From : boss@example.org\r\n",
                "FROM:\r\n boss@example.org\r\n",
                "From: (alice@example.org) boss@example.org\r\n",
                "From: alice@example.org <boss@example.org>\r\n",
                "From: Group: alice@example.org, boss@example.org;\r\n",
                "From: =?utf-8?q?boss=40example.org?=\r\n"
            })
    void whateverPassesNobodySendsAsSomebodyElse(String header) {
        for (HeaderFault fault : HeaderFault.values()) {
            rules = rules.on(fault, Treatment.PASS);
        }
        assertThatThrownBy(() -> check(COMPLETE + header)).isInstanceOf(Refusal.class);
    }

    @Test
    void repeatedFieldsCountOnceWhereThatIsTheRule() throws Refusal {
        rules = rules.on(HeaderFault.DUPLICATE_FIELD, Treatment.FIX);

        assertThat(check(COMPLETE + "From: alice@example.org\r\nFrom: boss@example.org\r\nDate: x\r\n")
                        .changes())
                .hasSize(2);
    }

    @Test
    void fieldsOfTheHostsChoiceAreTakenOut() throws Refusal {
        rules = rules.remove("X-Secret").keep("bcc");
        assertThat(check(COMPLETE + "From: alice@example.org\r\nBcc: bob@example.net\r\nx-secret: \u00fc\r\n")
                        .changes())
                .hasToString("[RemoveField[name=x-secret, occurrence=1]]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mx.example.org; spf=pass",
                "MX.example.org(c); spf=pass",
                "\"mx.example\\.org\" 1; spf=pass",
                "(a (nested) comment) mx.example.org; spf=pass",
                "(a \\) comment) mx.example.org; spf=pass",
                "(a)\r\n\t(b) mx.example.org; none"
            })
    void nobodyClaimsThatThisServerHasAuthenticatedHim(String results) throws Refusal {
        String from = "From: alice@example.org\r\n";

        assertThat(check(COMPLETE + from + "Authentication-Results: " + results + "\r\n")
                        .changes())
                .hasSize(1);
        assertThat(check(COMPLETE + from + "Authentication-Results: not." + results + "\r\n")
                        .changes())
                .isEmpty();
    }

    @Test
    void hostileHeaderSectionsTakeNoTime() {
        String[] unit = {"(", "@", "<", "\"", "=?a?= ", "a@", "[", ",", ":;", "a ", "=?", "\\", "\r\n ", "a,", "<a@b>"};
        rules = rules.senders(SenderPolicy.any());
        long begin = System.nanoTime();
        for (String name : List.of("From", "To", "Message-ID", "Date", "Authentication-Results", "X")) {
            for (String text : unit) {
                String header = name + ": <a" + text.repeat(200_000 / text.length()) + "\r\n";
                assertThatCode(() -> tryCheck(header)).doesNotThrowAnyException();
            }
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void nothingButARefusalIsThrown() {
        String[] words = {
            "From: ",
            "To: ",
            "Date: ",
            "Message-ID: ",
            "Sender: ",
            "\r\n",
            "\r\n ",
            "alice",
            "@",
            "example.org",
            "<",
            ">",
            "(",
            ")",
            "\"",
            ",",
            ";",
            ":",
            "\0",
            "\u00fc",
            " ",
            "Bcc: x\r\n",
            "x".repeat(999),
            "=?utf-8?q?=40?=",
            "\t",
            "[",
            "]"
        };
        Random random = new Random(6409);
        for (int run = 0; run < 20_000; run++) {
            for (HeaderFault fault : HeaderFault.values()) {
                Treatment[] all = Treatment.values();
                Treatment treatment = all[random.nextInt(all.length)];
                if (fault.isRepairable() || treatment != Treatment.FIX) {
                    rules = rules.on(fault, treatment);
                }
            }
            StringBuilder header = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                header.append(words[random.nextInt(words.length)]);
            }
            assertThatCode(() -> tryCheck(header + "\r\n")).doesNotThrowAnyException();
        }
    }

    private void tryCheck(String header) {
        try {
            check(header);
        } catch (Refusal expected) {
            assertThat(expected.reply().isPositive()).isFalse();
        }
    }
}
