package io.github.hikyaku.smtp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.engine.Net;
import io.github.hikyaku.engine.TlsMode;
import io.github.hikyaku.engine.memory.SessionHarness;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.smtp.Smtp;
import io.github.hikyaku.smtp.SmtpService;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients meet that are too many, too early, too slow or up to something. */
class GuardTest {
    private static final String GREETING = "220 mx.example.org ESMTP\r\n";
    private static final String LOGIN = "AUTH PLAIN AGFsaWNlAHNlY3JldA==\r\n";

    private final TestServer server = new TestServer().onTheOpenInternet(r -> r);

    private SessionHarness connect() {
        SessionHarness session = server.connect(Smtp.mx(), TlsMode.NONE);
        assertThat(session.read()).isEqualTo(GREETING);
        return session;
    }

    private SessionHarness greeted() {
        SessionHarness session = connect();
        assertThat(session.exchange("EHLO client.example.net\r\n")).endsWith("\r\n");
        return session;
    }

    private SessionHarness loggedIn() {
        SessionHarness session = server.connect(Smtp.submissions());
        session.feed("EHLO client.example.net\r\n").feed(LOGIN);
        assertThat(session.read()).endsWith("235 2.7.0 Logged in\r\n");
        return session;
    }

    private List<String> limitsReached() {
        return server.events.stream()
                .filter(MailEvent.LimitReached.class::isInstance)
                .map(event -> ((MailEvent.LimitReached) event).limit())
                .toList();
    }

    // Too many.

    @Test
    void aClientThatConnectsTooOftenIsToldToWaitAMinute() {
        server.onTheOpenInternet(r -> r.connectionsPerMinute(3));
        for (int i = 0; i < 3; i++) {
            connect().exchange("QUIT\r\n");
        }
        SessionHarness session = server.connect(Smtp.mx());
        assertThat(session.read())
                .isEqualTo("421 4.7.0 mx.example.org Too many connections from your network; wait a minute\r\n");
        assertThat(session.isClosed()).isTrue();
        assertThat(limitsReached()).containsExactly("reception.connectionsPerMinute");

        server.now = server.now.plusSeconds(120);
        connect();
    }

    @Test
    void aNetworkThatConnectsTooOftenIsToldTheSame() {
        server.onTheOpenInternet(r -> r.connectionsPerMinutePerNet(1));
        connect();
        assertThat(server.connect(Smtp.mx()).read()).startsWith("421 4.7.0 ");
        assertThat(limitsReached()).containsExactly("reception.connectionsPerMinutePerNet");
    }

    @Test
    void commandsOfAllSessionsOfAClientCount() {
        server.onTheOpenInternet(r -> r.commandsPerMinute(5));
        SessionHarness one = greeted();
        SessionHarness other = greeted();
        one.exchange("MAIL FROM:<>\r\nRCPT TO:<bob@example.org>\r\nRCPT TO:<alice@example.org>\r\n");
        assertThat(other.exchange("MAIL FROM:<>\r\n"))
                .isEqualTo("421 4.7.0 mx.example.org Too many commands from your address; wait a minute\r\n");
        assertThat(other.isClosed()).isTrue();
        assertThat(limitsReached()).containsExactly("reception.commandsPerMinute");
    }

    private static String send(SessionHarness session) {
        session.exchange("MAIL FROM:<>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n");
        return session.isClosed() ? "" : session.exchange("Subject: x\r\n\r\n.\r\n");
    }

    @Test
    void messagesPerHourAreCountedAcrossSessions() {
        server.onTheOpenInternet(r -> r.messagesPerHour(2));
        assertThat(send(greeted())).startsWith("250 ");
        SessionHarness session = greeted();
        assertThat(send(session)).startsWith("250 ");
        assertThat(session.exchange("MAIL FROM:<>\r\n"))
                .isEqualTo(
                        "421 4.7.0 mx.example.org Too many messages from your address; send the rest in an hour\r\n");
        assertThat(server.taken).hasSize(2);
        assertThat(limitsReached()).containsExactly("reception.messagesPerHour");

        server.now = server.now.plus(Duration.ofHours(2));
        assertThat(send(greeted())).startsWith("250 ");
    }

    @Test
    void recipientsPerHourBeyondTheLimitAreForLaterAndTheOthersGetTheirMail() {
        server.onTheOpenInternet(r -> r.recipientsPerHour(1));
        SessionHarness session = greeted();
        assertThat(session.exchange(
                        "MAIL FROM:<>\r\nRCPT TO:<bob@example.org>\r\nRCPT TO:<alice@example.org>\r\nDATA\r\n"))
                .contains("250 2.1.5 ")
                .contains("451 4.7.0 Too many recipients from your address; send to this one in an hour\r\n")
                .endsWith("354 Send the message, and end it with <CRLF>.<CRLF>\r\n");
        assertThat(session.exchange(".\r\n")).startsWith("250 ");
        assertThat(limitsReached()).containsExactly("reception.recipientsPerHour");
    }

    @Test
    void whoHasLoggedInIsNotCountedByAddress() {
        server.onTheOpenInternet(r ->
                r.commandsPerMinute(4).messagesPerHour(1).recipientsPerHour(1).maxIdleCommands(3));
        SessionHarness session = loggedIn();
        for (int i = 0; i < 20; i++) {
            assertThat(send(session)).startsWith("250 ");
            assertThat(session.exchange("NOOP\r\nNOOP\r\nNOOP\r\nNOOP\r\n")).endsWith("250 2.0.0 Ok\r\n");
        }
        assertThat(limitsReached()).isEmpty();
    }

    @Test
    void behindAProxyEachClientCountsForItself() {
        server.onTheOpenInternet(r -> r.connectionsPerMinute(2));
        SmtpService service = Smtp.mx().xclient(Net.of("192.0.2.99"));
        for (int i = 0; i < 10; i++) {
            SessionHarness session = server.connect(service, TlsMode.NONE);
            assertThat(session.read()).isEqualTo(GREETING);
            session.exchange("EHLO proxy.example.net\r\n");
            String client = i < 8 ? "203.0.113." + i : "203.0.113.0";
            assertThat(session.exchange("XCLIENT ADDR=" + client + "\r\n"))
                    .isEqualTo(
                            i < 9
                                    ? GREETING
                                    : "421 4.7.0 mx.example.org Too many connections from your network;"
                                            + " wait a minute\r\n");
        }
        assertThat(limitsReached()).containsExactly("reception.connectionsPerMinute");
    }

    @Test
    void exemptClientsMaySendAsMuchAsTheyLike() {
        TestServer trusting = new TestServer();
        trusting.limits = trusting.limits.with(l -> l.reception(r -> r.commandsPerMinute(1)
                .connectionsPerMinute(1)
                .messagesPerHour(1)
                .recipientsPerHour(1)));
        for (int i = 0; i < 100; i++) {
            SessionHarness session = trusting.connect(Smtp.mx());
            session.exchange("EHLO client.example.net\r\n");
            assertThat(send(session)).startsWith("250 ");
        }
    }

    // Too early.

    @Test
    void whoTalksBeforeTheGreetingIsTurnedAway() {
        server.onTheOpenInternet(r -> r.greetingDelay(Duration.ofSeconds(2)));
        SessionHarness session = server.connect(Smtp.mx());
        assertThat(session.exchange("HELO bot\r\nMAIL FROM:<>\r\n")).isEmpty();
        session.advance(Duration.ofSeconds(2));
        assertThat(session.read()).isEqualTo("554 5.5.1 You did not wait for a reply before you went on\r\n");
        assertThat(session.isClosed()).isTrue();
        assertThat(limitsReached()).containsExactly("reception.allowEarlyTalk");
    }

    @Test
    void theGreetingComesAfterADelayToWhoCanWait() {
        server.onTheOpenInternet(r -> r.greetingDelay(Duration.ofSeconds(2)));
        SessionHarness session = server.connect(Smtp.mx());
        session.advance(Duration.ofMillis(1999));
        assertThat(session.read()).isEmpty();
        session.advance(Duration.ofMillis(1));
        assertThat(session.read()).isEqualTo(GREETING);
        assertThat(session.exchange("EHLO client.example.net\r\n")).startsWith("250-mx.example.org\r\n");
    }

    @Test
    void usersAndExemptClientsAreGreetedAtOnce() {
        server.onTheOpenInternet(r -> r.greetingDelay(Duration.ofSeconds(2)));
        assertThat(server.connect(Smtp.submission()).read()).isEqualTo(GREETING);

        TestServer trusting = new TestServer();
        trusting.limits = trusting.limits.with(l -> l.reception(r -> r.greetingDelay(Duration.ofSeconds(2))));
        assertThat(trusting.connect(Smtp.mx()).read()).isEqualTo(GREETING);
    }

    @Test
    void aClientThatIsGoneDuringTheDelayLeavesNothing() {
        server.onTheOpenInternet(r -> r.greetingDelay(Duration.ofSeconds(2)));
        SessionHarness session = server.connect(Smtp.mx());
        session.disconnect().advance(Duration.ofSeconds(5));
        assertThat(session.failures()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HELO bot\r\nMAIL FROM:<>\r\n",
                "EHLO bot\r\nMAIL FROM:<>\r\n",
                "EHLO bot\r\nM",
                "NOOP\r\nEHLO bot\r\n"
            })
    void whoDoesNotWaitForTheReplyToItsGreetingIsTurnedAway(String commands) {
        SessionHarness session = connect();
        assertThat(session.exchange(commands))
                .isEqualTo("554 5.5.1 You did not wait for a reply before you went on\r\n");
        assertThat(session.isClosed()).isTrue();
        assertThat(limitsReached()).containsExactly("reception.allowEarlyTalk");
    }

    @Test
    void whoWasNotOfferedPipeliningMustNotUseIt() {
        SessionHarness session = connect();
        assertThat(session.exchange("HELO client.example.net\r\n")).isEqualTo("250 mx.example.org\r\n");
        assertThat(session.exchange("MAIL FROM:<>\r\nRCPT TO:<bob@example.org>\r\n"))
                .isEqualTo("554 5.5.1 You did not wait for a reply before you went on\r\n");
    }

    @Test
    void whoWasOfferedPipeliningMay() {
        assertThat(greeted().exchange("MAIL FROM:<>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n"))
                .endsWith("354 Send the message, and end it with <CRLF>.<CRLF>\r\n");
        assertThat(connect().exchange("QUIT\r\nNOOP\r\n")).isEqualTo("221 2.0.0 Bye\r\n");
    }

    @Test
    void earlyTalkMayBeAllowed() {
        server.onTheOpenInternet(r -> r.allowEarlyTalk(true));
        assertThat(connect().exchange("HELO client.example.net\r\nNOOP\r\n"))
                .isEqualTo("250 mx.example.org\r\n250 2.0.0 Ok\r\n");
    }

    // Too slow.

    @Test
    void anOctetAMinuteDoesNotHoldASession() {
        SessionHarness session = greeted();
        for (int minute = 0; minute < 5; minute++) {
            assertThat(session.isClosed()).isFalse();
            session.feed("N").advance(Duration.ofMinutes(1));
        }
        assertThat(session.read()).isEqualTo("421 4.4.2 mx.example.org Nothing came for too long\r\n");
        assertThat(session.isClosed()).isTrue();
    }

    private SessionHarness inData() {
        SessionHarness session = greeted();
        assertThat(session.exchange("MAIL FROM:<>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n"))
                .contains("354 ");
        return session;
    }

    @Test
    void mailDataThatTricklesEndsWithTheTimeOfATransaction() {
        server.onTheOpenInternet(r -> r.transactionTime(Duration.ofMinutes(10)));
        SessionHarness session = inData();
        for (int minute = 0; minute < 10; minute++) {
            assertThat(session.isClosed()).isFalse();
            session.feed("x").advance(Duration.ofMinutes(1));
        }
        assertThat(session.read()).isEqualTo("421 4.7.0 mx.example.org The transaction takes too long\r\n");
        assertThat(session.isClosed()).isTrue();
        assertThat(limitsReached()).containsExactly("reception.transactionTime");
        assertThat(server.openMessages).isZero();
    }

    @Test
    void aSlowLinkThatKeepsUpLives() {
        server.onTheOpenInternet(r -> r.transactionTime(Duration.ofMinutes(10)).minDataRate(100));
        SessionHarness session = inData();
        String minute = ("x".repeat(98) + "\r\n").repeat(60);
        for (int i = 0; i < 60; i++) {
            session.feed(minute).advance(Duration.ofMinutes(1));
        }
        assertThat(session.exchange("\r\n.\r\n")).startsWith("250 ");
        assertThat(limitsReached()).isEmpty();
    }

    @Test
    void octetsBeyondTheSizeOfAMessageGiveNoMoreTime() {
        server.onTheOpenInternet(r -> r.transactionTime(Duration.ofMinutes(10)).minDataRate(100));
        server.limits = server.limits.with(l -> l.maxMessageSize(1000));
        SessionHarness session = inData();
        String minute = ("x".repeat(98) + "\r\n").repeat(600);
        for (int i = 0; i < 12 && !session.isClosed(); i++) {
            session.feed(minute).advance(Duration.ofMinutes(1));
        }
        assertThat(session.read()).startsWith("421 4.7.0 ");
    }

    @Test
    void recipientsWithoutEndDoNotHoldATransaction() {
        server.onTheOpenInternet(r -> r.transactionTime(Duration.ofMinutes(10)));
        SessionHarness session = greeted();
        session.exchange("MAIL FROM:<>\r\n");
        for (int i = 0; i < 10; i++) {
            assertThat(session.isClosed()).isFalse();
            session.exchange("RCPT TO:<bob@example.org>\r\n");
            session.advance(Duration.ofMinutes(1));
        }
        assertThat(session.isClosed()).isTrue();
    }

    @Test
    void theTimeOfATransactionEndsWithIt() {
        server.onTheOpenInternet(r -> r.transactionTime(Duration.ofMinutes(10)));
        SessionHarness session = greeted();
        for (int i = 0; i < 10; i++) {
            assertThat(send(session)).startsWith("250 ");
            session.advance(Duration.ofMinutes(3));
        }
        assertThat(session.isClosed()).isFalse();
    }

    @Test
    void aLaterTransactionIsLimitedToo() {
        server.onTheOpenInternet(r -> r.transactionTime(Duration.ofMinutes(10)));
        SessionHarness session = greeted();
        send(session);
        session.advance(Duration.ofMinutes(4));
        session.exchange("MAIL FROM:<>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n");
        for (int minute = 0; minute < 10; minute++) {
            session.feed("x").advance(Duration.ofMinutes(1));
        }
        assertThat(session.isClosed()).isFalse();
        for (int minute = 0; minute < 10; minute++) {
            session.feed("x").advance(Duration.ofMinutes(1));
        }
        assertThat(session.isClosed()).isTrue();
        assertThat(session.read()).endsWith("421 4.7.0 mx.example.org The transaction takes too long\r\n");
    }

    @Test
    void aChunkThatNobodyWantsIsLimitedToo() {
        server.onTheOpenInternet(r -> r.transactionTime(Duration.ofMinutes(10)));
        SessionHarness session = greeted();
        session.feed("BDAT 1000000\r\n");
        for (int minute = 0; minute < 10; minute++) {
            assertThat(session.isClosed()).isFalse();
            session.feed("x").advance(Duration.ofMinutes(1));
        }
        assertThat(session.isClosed()).isTrue();
        assertThat(limitsReached()).containsExactly("reception.transactionTime");
    }

    @Test
    void whileThisSideTakesItsTimeTheClientIsNotBlamed() {
        server.onTheOpenInternet(r -> r.transactionTime(Duration.ofMinutes(1)));
        SessionHarness session = greeted();
        session.exchange("MAIL FROM:<>\r\nRCPT TO:<later@example.org>\r\n");
        session.advance(Duration.ofMinutes(4));
        assertThat(session.isClosed()).isFalse();
        server.wake();
        assertThat(session.read()).startsWith("250 2.1.5 ");
    }

    @Test
    void aSessionEndsOneDayBetweenTwoMessages() {
        server.onTheOpenInternet(r -> r.sessionTime(Duration.ofMinutes(10)).transactionTime(Duration.ofHours(1)));
        SessionHarness idle = greeted();
        SessionHarness busy = inData();
        for (int i = 0; i < 4; i++) {
            idle.exchange("NOOP\r\n");
            idle.advance(Duration.ofMinutes(3));
            busy.feed("x\r\n").advance(Duration.ofMinutes(3));
        }
        assertThat(idle.read())
                .endsWith("421 4.3.2 mx.example.org This session has lasted long enough; connect again\r\n");
        assertThat(idle.isClosed()).isTrue();
        assertThat(busy.isClosed()).isFalse();
        assertThat(busy.exchange("\r\n.\r\n"))
                .isEqualTo("250 2.0.0 Taken\r\n421 4.3.2 mx.example.org This session has lasted long enough;"
                        + " connect again\r\n");
        assertThat(limitsReached()).containsExactly("reception.sessionTime", "reception.sessionTime");
    }

    @Test
    void aProxyThatSpeaksForManyHasOneSession() {
        server.onTheOpenInternet(r -> r.sessionTime(Duration.ofMinutes(1)));
        SessionHarness proxy = server.connect(Smtp.mx().xclient(Net.of("192.0.2.0/24")), TlsMode.NONE);
        for (int i = 1; i <= 3; i++) {
            proxy.feed("XCLIENT ADDR=203.0.113." + i + "\r\n");
        }
        proxy.feed("HELO client.example.net\r\n").feed("MAIL FROM:<>\r\n").advance(Duration.ofMinutes(1));
        assertThat(limitsReached()).containsExactly("reception.sessionTime");
    }

    @Test
    void aClientWhoseAddressNobodyKnowsIsNotTakenForItsProxy() {
        server.onTheOpenInternet(r -> r);
        SessionHarness proxy = server.connect(Smtp.mx().xclient(Net.of("192.0.2.0/24")), TlsMode.NONE);
        proxy.feed("XCLIENT ADDR=[UNAVAILABLE]\r\n");
        assertThat(proxy.exchange("EHLO client.example.net\r\nMAIL FROM:<>\r\n"))
                .endsWith("554 5.5.1 You did not wait for a reply before you went on\r\n");
    }

    // Up to something.

    @Test
    void repliesToErrorsComeLaterAndLater() {
        SessionHarness session = greeted();
        for (int i = 0; i < 5; i++) {
            assertThat(session.exchange("MAIL nonsense\r\n")).startsWith("501 ");
        }
        assertThat(limitsReached()).isEmpty();
        for (int i = 1; i <= 4; i++) {
            assertThat(session.exchange("MAIL nonsense\r\n")).isEmpty();
            session.advance(Duration.ofMillis(500L * i - 1));
            assertThat(session.read()).isEmpty();
            session.advance(Duration.ofMillis(1));
            assertThat(session.read()).startsWith("501 ");
        }
        assertThat(limitsReached()).containsExactly("reception.tarpitAfter");
        assertThat(session.exchange("NOOP\r\n")).as("what is no error").isEqualTo("250 2.0.0 Ok\r\n");
    }

    @Test
    void aReplyIsNeverPutOffBeyondTheMostAndKeepsItsPlace() {
        server.onTheOpenInternet(
                r -> r.tarpitAfter(1).tarpitStep(Duration.ofHours(1)).tarpitMax(Duration.ofSeconds(3)));
        SessionHarness session = greeted();
        assertThat(session.exchange("MAIL nonsense\r\nMAIL nonsense\r\nNOOP\r\nQUIT\r\n"))
                .startsWith("501 ")
                .hasLineCount(1);
        session.advance(Duration.ofSeconds(3));
        assertThat(session.read()).startsWith("501 ").endsWith("250 2.0.0 Ok\r\n221 2.0.0 Bye\r\n");
        assertThat(session.isClosed()).isTrue();
    }

    @Test
    void aShutdownDoesNotWaitForLong() {
        server.onTheOpenInternet(r -> r.tarpitAfter(1));
        SessionHarness session = greeted();
        session.exchange("MAIL nonsense\r\nMAIL nonsense\r\n");
        session.shutdown().advance(Duration.ofSeconds(1));
        assertThat(session.read()).startsWith("501 ").endsWith("421 4.3.2 mx.example.org The server shuts down\r\n");
        assertThat(session.isClosed()).isTrue();
    }

    @Test
    void aUserOfThisServerIsNotPutOff() {
        SessionHarness session = loggedIn();
        for (int i = 0; i < 19; i++) {
            assertThat(session.exchange("MAIL nonsense\r\n")).startsWith("501 ");
        }
        assertThat(session.exchange("MAIL nonsense\r\n")).startsWith("421 4.7.0 ");
    }

    @Test
    void whatIsNoSmtpEndsSoon() {
        SessionHarness session = greeted();
        for (int i = 0; i < 10; i++) {
            session.exchange("XYZZY\r\n");
            session.advance(Duration.ofSeconds(10));
        }
        assertThat(session.isClosed()).isFalse();
        session.read();
        assertThat(session.exchange("XYZZY\r\n")).isEqualTo("421 4.7.0 mx.example.org This is no SMTP\r\n");
        assertThat(limitsReached()).contains("reception.maxUnknownCommands");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP", "RSET", "HELP", "VRFY bob", "EHLO client.example.net", "HELO client.example.net"})
    void commandsThatLeadToNothingAreLimited(String command) {
        server.onTheOpenInternet(r -> r.maxIdleCommands(10));
        SessionHarness session = greeted();
        for (int i = 1; i < 10; i++) {
            assertThat(session.exchange(command + "\r\n")).startsWith("2");
        }
        assertThat(session.exchange(command + "\r\n"))
                .isEqualTo("421 4.7.0 mx.example.org Too many commands and no message\r\n");
        assertThat(limitsReached()).containsExactly("reception.maxIdleCommands");
    }

    @Test
    void aMessageStartsTheCountAnew() {
        server.onTheOpenInternet(r -> r.maxIdleCommands(10));
        SessionHarness session = greeted();
        for (int i = 0; i < 50; i++) {
            session.exchange("NOOP\r\nRSET\r\n");
            assertThat(send(session)).startsWith("250 ");
        }
    }

    @Test
    void whoGuessesRecipientsLearnsNoMoreAfterTwenty() {
        server.onTheOpenInternet(r -> r.tarpitStep(Duration.ZERO));
        SessionHarness session = greeted();
        session.exchange("MAIL FROM:<>\r\n");
        for (int i = 0; i < 20; i++) {
            assertThat(session.exchange("RCPT TO:<x" + i + "@example.org>\r\n")).startsWith("550 5.1.1 ");
        }
        String hidden = "451 4.7.1 Too many of your recipients were refused; try this one later\r\n";
        for (int i = 0; i < 10; i++) {
            assertThat(session.exchange("RCPT TO:<bob@example.org>\r\n")).isEqualTo(hidden);
            assertThat(session.exchange("RCPT TO:<y@example.org>\r\n")).isEqualTo(hidden);
        }
        assertThat(session.exchange("RCPT TO:<bob@example.org>\r\n"))
                .isEqualTo("421 4.7.0 mx.example.org Too many of your recipients were refused\r\n");
        assertThat(session.isClosed()).isTrue();
        assertThat(limitsReached()).containsExactly("reception.maxRefusedRecipients");
    }

    @Test
    void whoGuessesInManySessionsLearnsNoMoreEither() {
        server.onTheOpenInternet(r -> r.refusedRecipientsPerHour(30));
        for (int i = 0; i < 30; i++) {
            SessionHarness session = greeted();
            assertThat(session.exchange("MAIL FROM:<>\r\nRCPT TO:<x" + i + "@example.org>\r\n"))
                    .contains("550 5.1.1 ");
        }
        SessionHarness session = greeted();
        assertThat(session.exchange("MAIL FROM:<>\r\nRCPT TO:<bob@example.org>\r\n"))
                .contains("451 4.7.1 ");
        assertThat(limitsReached()).containsExactly("reception.refusedRecipientsPerHour");

        server.now = server.now.plus(Duration.ofHours(2));
        assertThat(send(greeted())).startsWith("250 ");
    }

    @Test
    void aListWithDeadAddressesMayBeSentToByAUser() {
        SessionHarness session = loggedIn();
        session.exchange("MAIL FROM:<alice@example.org>\r\n");
        for (int i = 0; i < 200; i++) {
            assertThat(session.exchange("RCPT TO:<x" + i + "@example.org>\r\n")).startsWith("550 5.1.1 ");
        }
    }

    // And the others.

    @Test
    void anHonestServerNeverNotices() {
        SessionHarness session = greeted();
        for (int i = 0; i < 1000; i++) {
            if (i % 50 == 49) {
                session = greeted();
            }
            assertThat(session.exchange("MAIL FROM:<carol@example.net>\r\nRCPT TO:<bob@example.org>\r\n"
                            + "RCPT TO:<alice@example.org>\r\nRCPT TO:<gone" + i % 3 + "@example.org>\r\nDATA\r\n"))
                    .contains("550 5.1.1 ")
                    .endsWith("354 Send the message, and end it with <CRLF>.<CRLF>\r\n");
            assertThat(session.exchange("Subject: x\r\n\r\n.\r\n")).startsWith("250 ");
            server.now = server.now.plusSeconds(10);
        }
        assertThat(limitsReached()).isEmpty();
    }

    @Test
    void everyServiceForOtherServersIsGuardedAndNamed() {
        SmtpService inbound = Smtp.mx().name("inbound");
        SessionHarness session = server.connect(inbound, TlsMode.NONE);
        session.read();
        session.exchange("HELO x\r\nNOOP\r\n");
        assertThat(server.events)
                .filteredOn(MailEvent.LimitReached.class::isInstance)
                .singleElement()
                .asString()
                .contains("service=inbound");
    }
}
