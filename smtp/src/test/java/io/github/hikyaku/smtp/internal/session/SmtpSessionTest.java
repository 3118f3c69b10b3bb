package io.github.hikyaku.smtp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.engine.Frame;
import io.github.hikyaku.engine.Net;
import io.github.hikyaku.engine.ProtocolSession;
import io.github.hikyaku.engine.TlsMode;
import io.github.hikyaku.engine.memory.SessionHarness;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.event.Peer;
import io.github.hikyaku.message.BodyType;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.sasl.SaslContext;
import io.github.hikyaku.sasl.SaslExchange;
import io.github.hikyaku.sasl.SaslMechanism;
import io.github.hikyaku.sasl.SaslStep;
import io.github.hikyaku.smtp.Smtp;
import io.github.hikyaku.smtp.submission.PopBeforeSmtp;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SmtpSessionTest {
    private static final String LOGIN = "AUTH PLAIN AGFsaWNlAHNlY3JldA==\r\n";

    @Test
    void theEnvelopeTravelsAsTyped() {
        TestServer server = new TestServer();
        SessionHarness session = server.connect(Smtp.submissions());
        session.feed("EHLO client.example.net\r\n" + LOGIN
                + "MAIL FROM:<Alice@Example.ORG> BODY=8BITMIME AUTH=alice+40example.org\r\n"
                + "RCPT TO:<Dave@Example.COM>\r\nRCPT TO:<postmaster>\r\nDATA\r\n");
        session.feed("Subject: x\r\n\r\n.\r\n");

        Mail mail = server.taken.get(0).mail();
        assertThat(mail.envelope().reversePath()).hasToString("<Alice@Example.ORG>");
        assertThat(mail.envelope().recipients())
                .extracting(Object::toString)
                .containsExactly("<Dave@Example.COM>", "<Postmaster>");
        assertThat(mail.envelope().parameters().body()).isEqualTo(BodyType.EIGHT_BIT_MIME);
        assertThat(mail.envelope().parameters().authIdentity()).isEqualTo("alice@example.org");
        assertThat(mail.envelope().parameters().smtpUtf8()).isFalse();
        assertThat(mail.origin().helo()).isEqualTo("client.example.net");
        assertThat(mail.origin().login().map(Account::id))
                .hasValueSatisfying(id -> assertThat(id).hasToString("alice"));
        assertThat(mail.origin().tlsProtocol()).contains("TLSv1.3");
        assertThat(mail.origin().submission()).isTrue();
        assertThat(mail.origin().peer().service()).isEqualTo("submissions");
        assertThat(mail.receivedAt()).isEqualTo(server.clock().instant());
    }

    @Test
    void nobodyAssertsThatSomebodyElseSubmittedFirst() {
        TestServer server = new TestServer();
        SessionHarness session = server.connect(Smtp.submissions());
        session.feed("EHLO client.example.net\r\n" + LOGIN
                + "MAIL FROM:<alice@example.org> AUTH=bob+40example.org\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n");
        session.feed("Subject: x\r\n\r\n.\r\n");

        assertThat(server.taken.get(0).envelope().parameters().authIdentity()).isEmpty();
    }

    @Test
    void whoIsVouchedForIsTheOrigin() {
        TestServer server = new TestServer();
        PopBeforeSmtp recent = PopBeforeSmtp.within(Duration.ofMinutes(1)).clock(server.clock());
        SessionHarness session = server.connect(Smtp.submission().popBeforeSmtp(recent));
        InetSocketAddress client = new InetSocketAddress("192.0.2.99", 1);
        recent.on(new MailEvent.LoggedIn(new Peer("imaps", "c", client, client), "PLAIN", "alice"));
        session.feed("EHLO client.example.net\r\nMAIL FROM:<>\r\n" + "RCPT TO:<bob@example.org>\r\nDATA\r\n");
        assertThat(session.read())
                .doesNotContain("AUTH")
                .endsWith("354 Send the message, and end it with <CRLF>.<CRLF>\r\n");
        session.feed("Subject: x\r\n\r\n.\r\n");

        Mail mail = server.taken.get(0).mail();
        assertThat(mail.origin().login().map(Account::id))
                .hasValueSatisfying(id -> assertThat(id).hasToString("alice"));
        assertThat(server.taken.get(0).text()).contains(" with ESMTP id ").contains("\r\nFrom: alice@example.org\r\n");
    }

    @Test
    void whoSpeaksForOthersIsNotVouchedFor() {
        TestServer server = new TestServer();
        PopBeforeSmtp recent = PopBeforeSmtp.within(Duration.ofMinutes(1)).clock(server.clock());
        InetSocketAddress client = new InetSocketAddress("192.0.2.99", 1);
        recent.on(new MailEvent.LoggedIn(new Peer("imaps", "c", client, client), "PLAIN", "alice"));
        SessionHarness session =
                server.connect(Smtp.submission().popBeforeSmtp(recent).xclient(Net.of("192.0.2.0/24")));

        assertThat(session.exchange("HELO client.example.net\r\nMAIL FROM:<>\r\n"))
                .endsWith("530 5.7.0 Issue STARTTLS and log in first\r\n");
    }

    @Test
    void noCommandIsQuickThatMayThrowAwayWhatLiesOnADisk() {
        TestServer server = new TestServer();
        server.quick = true;
        List<ProtocolSession> opened = new ArrayList<>();
        SessionHarness session = SessionHarness.open(TlsMode.NONE, connection -> {
            opened.add(Smtp.mx().open(connection, server));
            return opened.get(0);
        });
        Frame reset = new Frame.Line("RSET".getBytes(StandardCharsets.US_ASCII), false);
        session.feed("EHLO client.example.net\r\n").feed("MAIL FROM:<>\r\nRCPT TO:<bob@example.org>\r\n");
        assertThat(opened.get(0).isQuick(reset)).isTrue();

        session.feed("BDAT 3\r\nabc");
        assertThat(opened.get(0).isQuick(reset)).isFalse();
    }

    @Test
    void everyMessageHasItsOwnId() {
        TestServer server = new TestServer();
        SessionHarness session = server.connect(Smtp.mx());
        session.feed("HELO client.example.net\r\n");
        for (int i = 0; i < 100; i++) {
            session.feed("MAIL FROM:<>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n")
                    .feed(".\r\n");
        }
        assertThat(server.taken)
                .extracting(taken -> taken.mail().id())
                .hasSize(100)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[a-z0-9-]{3,40}"));
    }

    @Test
    void traceFieldsAreFoldedBelow78Columns() {
        TestServer server = new TestServer();
        SessionHarness session = server.connect(Smtp.mx(), TlsMode.IMPLICIT);
        for (int length = 1; length < 50; length++) {
            String name = "a".repeat(length);
            session.feed("EHLO " + name + ".example.net\r\nMAIL FROM:<>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n")
                    .feed("Subject: x\r\n\r\n.\r\n");
            String trace = server.taken.get(length - 1).text().split("(?m)^Subject:")[0];
            assertThat(trace.split("\r\n"))
                    .allSatisfy(
                            line -> assertThat(line.replace("\t", "        ")).hasSizeLessThanOrEqualTo(78));
            assertThat(trace.replace("\r\n\t", " "))
                    .matches("Received: from " + name
                            + "\\.example\\.net \\(\\[192\\.0\\.2\\.99]\\) by mx\\.example\\.org"
                            + " with ESMTPS id [a-z0-9-]+ for <bob@example\\.org> tls TLS_AES_128_GCM_SHA256;"
                            + " Wed, 4 Mar 2026 05:06:07 \\+0000\r\n");
        }
    }

    @Test
    void peersAreNamedByTheirAddressLiteral() throws UnknownHostException {
        byte[] octets = InetAddress.getByName("2001:db8::19").getAddress();
        assertThat(TraceFields.literal(Inet6Address.getByAddress("", octets, 7)))
                .isEqualTo("[IPv6:2001:db8:0:0:0:0:0:19]");
        assertThat(TraceFields.literal(InetAddress.getByName("192.0.2.1"))).isEqualTo("[192.0.2.1]");
    }

    @Test
    void repliesToAGroupOfCommandsLeaveTogether() {
        TestServer server = new TestServer();
        SessionHarness session = server.connect(Smtp.mx());
        session.exchange("HELO client.example.net\r\n");
        int before = session.writes();
        session.feed("MAIL FROM:<>\r\nRCPT TO:<bob@example.org>\r\nRCPT TO:<nobody@example.org>\r\nDATA\r\n");
        assertThat(session.writes()).isEqualTo(before + 1);
    }

    @Test
    void recipientsTooManyAreToldToTheHostOnceATransaction() {
        TestServer server = new TestServer();
        server.limits = server.limits.with(l -> l.maxRecipients(1));
        SessionHarness session = server.connect(Smtp.mx());
        String transaction = "RSET\r\nMAIL FROM:<>\r\n" + "RCPT TO:<bob@example.org>\r\n".repeat(50);
        session.feed("HELO client.example.net\r\n" + transaction + transaction);

        assertThat(session.read().split("452 4.5.3", -1)).hasSize(1 + 2 * 49);
        assertThat(server.events)
                .filteredOn(MailEvent.LimitReached.class::isInstance)
                .hasSize(2);
    }

    @Test
    void dataThatComesWithSuccessIsOneChallengeMore() {
        TestServer server = new TestServer();
        server.mechanisms = List.of(new Mutual());
        SessionHarness session = server.connect(Smtp.submission());
        assertThat(session.exchange("EHLO client.example.net\r\n")).contains("AUTH X-MUTUAL\r\n");

        assertThat(session.exchange("AUTH X-MUTUAL eA==\r\n"))
                .isEqualTo("501 5.7.0 This mechanism has no initial response\r\n");
        assertThat(session.exchange("AUTH X-MUTUAL\r\n")).isEqualTo("334 d2hvPw==\r\n");
        assertThat(session.exchange("bWU=\r\n")).isEqualTo("334 YW5kIEk=\r\n");
        assertThat(session.exchange("\r\n")).isEqualTo("235 2.7.0 Logged in\r\n");
    }

    @Test
    void whoMustLogInHasSoMuchTimeForIt() {
        TestServer server = new TestServer();
        server.limits = server.limits.with(l -> l.loginTimeout(Duration.ofSeconds(5)));
        SessionHarness talkative = server.connect(Smtp.submissions());
        talkative.feed("EHLO client.example.net\r\n");
        talkative.advance(Duration.ofSeconds(3)).feed("NOOP\r\n").advance(Duration.ofSeconds(3));
        assertThat(talkative.read()).contains("421 4.7.0 ").endsWith(" Too long without a login\r\n");
        assertThat(talkative.isClosed()).isTrue();

        SessionHarness known = server.connect(Smtp.submissions());
        known.feed("EHLO client.example.net\r\n" + LOGIN).advance(Duration.ofSeconds(6));
        assertThat(known.isClosed()).isFalse();
        SessionHarness mta = server.connect(Smtp.mx());
        assertThat(mta.advance(Duration.ofSeconds(6)).isClosed()).isFalse();
    }

    /** A mechanism in which the server speaks first and last. */
    private static final class Mutual implements SaslMechanism {
        @Override
        public String name() {
            return "X-MUTUAL";
        }

        @Override
        public boolean isPlaintext() {
            return false;
        }

        @Override
        public boolean isClientFirst() {
            return false;
        }

        @Override
        public SaslExchange start(SaslContext context) {
            return response -> response.length == 0
                    ? new SaslStep.Challenge("who?".getBytes(StandardCharsets.US_ASCII))
                    : new SaslStep.Done(
                            context.accounts().find("alice").orElseThrow(),
                            "and I".getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Every reply line of SMTP, with an enhanced status whose class is that of the code where there has to be one. */
    private static final String REPLIES =
            "((([245])\\d\\d \\3\\.\\d{1,3}\\.\\d{1,3} [^\\r\\n]+|220 [^\\r\\n]+|250[ -][^\\r\\n]+|354 [^\\r\\n]+|334 [^\\r\\n]*)\\r\\n)*";

    @Test
    void hostileInputGetsReplies() {
        String[] words = {
            "EHLO a",
            "HELO a",
            "MAIL FROM:<a@example.net>",
            "RCPT TO:<bob@example.org>",
            "DATA",
            "RSET",
            "NOOP",
            "QUIT",
            "STARTTLS",
            "AUTH PLAIN",
            "AUTH LOGIN",
            "AUTH PLAIN AGFsaWNlAHNlY3JldA==",
            "*",
            ".",
            "..",
            "\r\n",
            "\n",
            "\r",
            "\0",
            " ",
            "<>",
            ":",
            "SIZE=9999999999",
            "SMTPUTF8",
            "\u00ff\u00fe",
            "VRFY x",
            "EXPN x",
            "BDAT 5 LAST",
            "=",
            "AAAA",
            "Subject: x",
            "\r\n.\r\n",
            "x".repeat(13_000),
            "RCPT TO:<later@example.org>",
            "RCPT TO:<broken@example.org>",
            "RCPT TO:<breaks@example.org>"
        };
        Random random = new Random(5321);
        for (int run = 0; run < 2_000; run++) {
            TestServer server = new TestServer();
            SessionHarness session =
                    server.connect(run % 2 == 0 ? Smtp.mx() : Smtp.submission().plaintextAuth(true));
            StringBuilder replies = new StringBuilder(session.read());
            for (int i = 0; i < 60 && !session.isClosed(); i++) {
                String word = words[random.nextInt(words.length)];
                String piece = random.nextInt(8) == 0 ? word : word + "\r\n";
                session.feed(piece.getBytes(StandardCharsets.ISO_8859_1), 1 + random.nextInt(40));
                server.wake(random);
                replies.append(session.read());
            }
            assertThat(replies.toString()).matches(REPLIES);
            assertThat(session.failures())
                    .allMatch(e -> String.valueOf(e.getMessage()).contains("broken at "));
            session.disconnect();
            server.wake();
            assertThat(server.openMessages).isZero();
        }
    }
}
