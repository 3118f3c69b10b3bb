package io.github.hikyaku.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.account.AccountsUnavailableException;
import io.github.hikyaku.engine.TlsMode;
import io.github.hikyaku.engine.memory.SessionHarness;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.sasl.SaslContext;
import io.github.hikyaku.sasl.SaslExchange;
import io.github.hikyaku.sasl.SaslMechanism;
import io.github.hikyaku.sasl.SaslStep;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.UidSet;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Pop3SessionTest {
    private final Fixture fixture = new Fixture();

    @BeforeEach
    void twoMessages() {
        fixture.deposit("Subject: one\r\n\r\nfirst\r\n");
        fixture.deposit("Subject: two\r\n\r\n.dot\r\n..\r\nlast\r\n");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void greets() {
        assertThat(fixture.connect().read()).isEqualTo("+OK pop.example.org POP3 server ready\r\n");
    }

    @Test
    void letsInByUserAndPass() {
        SessionHarness session = fixture.connect();
        session.read();
        assertThat(session.exchange("user bob@example.org\r\n")).startsWith("+OK");
        assertThat(session.exchange("pass secret\r\n")).isEqualTo("+OK 2 messages, 55 octets\r\n");
        assertThat(fixture.events)
                .contains(new MailEvent.LoggedIn(
                        ((MailEvent.LoggedIn) fixture.events.get(0)).peer(), "PASS", "bob@example.org"));
    }

    @Test
    void answersPipelinedCommandsInOneWrite() {
        SessionHarness session = fixture.loggedIn();
        int before = session.writes();
        assertThat(session.exchange("STAT\r\nNOOP\r\nDELE 1\r\nSTAT\r\n"))
                .isEqualTo("+OK 2 55\r\n+OK Still here\r\n+OK Message 1 deleted\r\n+OK 1 32\r\n");
        assertThat(session.writes() - before).isEqualTo(1);
    }

    @Test
    void listsOneOrAll() {
        SessionHarness session = fixture.loggedIn();
        assertThat(session.exchange("LIST\r\n")).isEqualTo("+OK 2 messages\r\n1 23\r\n2 32\r\n.\r\n");
        assertThat(session.exchange("LIST 2\r\n")).isEqualTo("+OK 2 32\r\n");
        assertThat(session.exchange("DELE 1\r\nLIST\r\n")).endsWith("+OK 1 messages\r\n2 32\r\n.\r\n");
        assertThat(session.exchange("LIST 1\r\nLIST 3\r\nLIST 0\r\nLIST 99999999999\r\nLIST x\r\n"))
                .isEqualTo("-ERR No such message\r\n".repeat(3) + "-ERR LIST takes 1 number\r\n".repeat(2));
    }

    @Test
    void keepsUniqueIdsOverSessions() {
        String first = fixture.loggedIn().exchange("UIDL\r\nQUIT\r\n");
        assertThat(first).containsPattern("1 \\d+\\.1\r\n2 \\d+\\.2\r\n\\.\r\n");
        fixture.inbox().expunge(UidSet.of(1));
        String second = fixture.loggedIn().exchange("UIDL 1\r\n");
        assertThat(second)
                .isEqualTo("+OK 1 "
                        + first.lines().skip(2).findFirst().orElseThrow().substring(2) + "\r\n");
    }

    @Test
    void doublesTheDotsThatOpenLines() {
        assertThat(fixture.loggedIn().exchange("RETR 2\r\n"))
                .isEqualTo("+OK 32 octets\r\nSubject: two\r\n\r\n..dot\r\n...\r\nlast\r\n.\r\n");
    }

    @Test
    void endsTheLastLineOfAMessageThatDoesNot() {
        fixture.deposit("Subject: three\r\n\r\nno end");
        assertThat(fixture.loggedIn().exchange("RETR 3\r\n")).endsWith("\r\n\r\nno end\r\n.\r\n");
    }

    @Test
    void sendsAnEmptyMessage() {
        fixture.deposit("");
        assertThat(fixture.loggedIn().exchange("RETR 3\r\n")).isEqualTo("+OK 0 octets\r\n.\r\n");
    }

    @Test
    void stuffsAcrossTheBordersOfItsParts() {
        String lines = ".\r\n".repeat(200_000);
        fixture.deposit(lines);
        assertThat(fixture.loggedIn().exchange("RETR 3\r\n"))
                .isEqualTo("+OK 600000 octets\r\n" + "..\r\n".repeat(200_000) + ".\r\n");
    }

    @Test
    void showsTheTopOfAMessage() {
        SessionHarness session = fixture.loggedIn();
        assertThat(session.exchange("TOP 2 0\r\n")).isEqualTo("+OK Top follows\r\nSubject: two\r\n\r\n.\r\n");
        assertThat(session.exchange("TOP 2 2\r\n")).endsWith("\r\n\r\n..dot\r\n...\r\n.\r\n");
        assertThat(session.exchange("TOP 2 999\r\n")).endsWith("last\r\n.\r\n");
        assertThat(session.exchange("TOP 2\r\nTOP 2 -1\r\n"))
                .isEqualTo(
                        "-ERR TOP takes 2 numbers\r\n" + "-ERR TOP takes a message number and a number of lines\r\n");
    }

    @Test
    void deletesOnlyAtQuit() {
        fixture.loggedIn().feed("DELE 1\r\n").disconnect();
        assertThat(fixture.inbox().status().messages()).isEqualTo(2);
        assertThat(fixture.loggedIn().exchange("DELE 1\r\nRSET\r\nSTAT\r\nQUIT\r\n"))
                .contains("+OK 2 55\r\n");
        assertThat(fixture.inbox().status().messages()).isEqualTo(2);
        SessionHarness session = fixture.loggedIn();
        assertThat(session.exchange("DELE 1\r\nRETR 1\r\nDELE 1\r\nQUIT\r\n"))
                .isEqualTo("+OK Message 1 deleted\r\n-ERR No such message\r\n-ERR No such message\r\n+OK Goodbye\r\n");
        assertThat(session.isClosed()).isTrue();
        assertThat(fixture.inbox().view().uids()).containsExactly(2);
    }

    @Test
    void silenceEndsASessionWithoutUpdate() {
        SessionHarness session = fixture.loggedIn();
        session.feed("DELE 1\r\n").advance(Duration.ofMinutes(31));
        assertThat(session.isClosed()).isTrue();
        assertThat(fixture.inbox().status().messages()).isEqualTo(2);
    }

    @Test
    void oneSessionAtATimeHasTheMaildrop() {
        SessionHarness first = fixture.loggedIn();
        SessionHarness second = fixture.connect();
        assertThat(second.exchange("USER bob@example.org\r\nPASS secret\r\n"))
                .endsWith("-ERR [IN-USE] Another session has the maildrop\r\n");
        first.disconnect();
        assertThat(second.exchange("USER bob@example.org\r\nPASS secret\r\n")).endsWith("octets\r\n");
    }

    @Test
    void theMaildropIsFreeAgainWhateverFailsInALogin() {
        MailStore sound = fixture.store;
        MailStore withoutAccount = new BrokenStore(null);
        MailStore withoutInbox = new BrokenStore(sound.open(Fixture.BOB));
        SessionHarness session = fixture.connect();
        session.read();
        for (MailStore broken : List.of(withoutAccount, withoutInbox)) {
            fixture.store = broken;
            assertThat(session.exchange("USER bob@example.org\r\nPASS secret\r\n"))
                    .endsWith("-ERR [SYS/TEMP] Internal error, try again later\r\n");
        }
        fixture.store = sound;
        assertThat(session.exchange("USER bob@example.org\r\nPASS secret\r\n")).endsWith("octets\r\n");
    }

    @Test
    void saysGoodbyeEvenIfTheAccountCannotBeReleased() {
        MailStoreException failure = new MailStoreException(MailStoreException.Kind.UNAVAILABLE, "told to fail");
        fixture.store = new BrokenStore(fixture.store.open(Fixture.BOB), "close", failure);
        SessionHarness session = fixture.loggedIn();
        session.read();
        assertThat(session.exchange("QUIT\r\n")).isEqualTo("+OK Goodbye\r\n");
        assertThat(session.isClosed()).isTrue();
        assertThat(fixture.events).last().isInstanceOf(MailEvent.InternalError.class);
    }

    @Test
    void theViewStaysWhileOthersDeliverAndExpunge() {
        SessionHarness session = fixture.loggedIn();
        fixture.deposit("Subject: three\r\n\r\n");
        fixture.inbox().expunge(UidSet.of(1));
        assertThat(session.exchange("STAT\r\nRETR 1\r\n"))
                .isEqualTo("+OK 2 55\r\n-ERR The message was removed by another program\r\n");
    }

    @Test
    void authPlainWithInitialResponse() {
        SessionHarness session = fixture.connect();
        session.read();
        assertThat(session.exchange("AUTH PLAIN " + base64("\0bob@example.org\0secret") + "\r\n"))
                .isEqualTo("+OK 2 messages, 55 octets\r\n");
    }

    @Test
    void authPlainByChallenge() {
        SessionHarness session = fixture.connect();
        session.read();
        assertThat(session.exchange("AUTH PLAIN\r\n")).isEqualTo("+ \r\n");
        assertThat(session.exchange(base64("\0bob@example.org\0secret") + "\r\n"))
                .startsWith("+OK 2");
    }

    @Test
    void authLogin() {
        SessionHarness session = fixture.connect();
        session.read();
        assertThat(session.exchange("AUTH LOGIN\r\n")).isEqualTo("+ " + base64("Username:") + "\r\n");
        assertThat(session.exchange(base64("bob@example.org") + "\r\n")).isEqualTo("+ " + base64("Password:") + "\r\n");
        assertThat(session.exchange(base64("secret") + "\r\n")).startsWith("+OK 2");
    }

    @Test
    void dataThatComesWithSuccessIsOneChallengeMore() {
        fixture.mechanisms = List.of(new Mutual());
        SessionHarness session = fixture.connect();
        session.read();
        assertThat(session.exchange("AUTH X-MUTUAL\r\n")).isEqualTo("+ " + base64("who?") + "\r\n");
        assertThat(session.exchange(base64("me") + "\r\n")).isEqualTo("+ " + base64("and I") + "\r\n");
        assertThat(session.exchange("*\r\nSTAT\r\n")).isEqualTo("-ERR Cancelled\r\n-ERR Log in first\r\n");
        session.exchange("AUTH X-MUTUAL\r\n" + base64("me") + "\r\n");
        assertThat(session.exchange("\r\n")).isEqualTo("+OK 2 messages, 55 octets\r\n");
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
                            context.accounts().find("bob").orElseThrow(), "and I".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void authCanBeCancelledAndBroken() {
        SessionHarness session = fixture.connect();
        session.read();
        assertThat(session.exchange("AUTH PLAIN\r\n*\r\n")).isEqualTo("+ \r\n-ERR Cancelled\r\n");
        assertThat(session.exchange("AUTH PLAIN\r\n%%%\r\n")).isEqualTo("+ \r\n-ERR The response is not base64\r\n");
        assertThat(session.exchange("AUTH PLAIN =\r\n")).startsWith("-ERR [AUTH]");
        assertThat(session.exchange("AUTH NTLM\r\n")).startsWith("-ERR [AUTH] No such mechanism");
    }

    @Test
    void aWrongPasswordAndAnUnknownUserAreToldTheSame() {
        SessionHarness session = fixture.connect();
        session.read();
        assertThat(session.exchange("USER bob@example.org\r\nPASS nope\r\nUSER eve\r\nPASS nope\r\n"))
                .isEqualTo(("+OK Password?\r\n-ERR [AUTH] Wrong name or password\r\n").repeat(2));
    }

    @Test
    void aDirectoryThatIsDownIsNotTheUsersFault() {
        SessionHarness session = fixture.connect();
        session.read();
        fixture.accounts = new FailingAccounts(new AccountsUnavailableException("down", null));
        assertThat(session.exchange("USER bob\r\nPASS x\r\n")).contains("-ERR [SYS/TEMP] The user directory");
        fixture.accounts = new FailingAccounts(new IllegalStateException("a bug"));
        assertThat(session.exchange("USER bob\r\nPASS x\r\n"))
                .contains("-ERR [SYS/TEMP] Internal error")
                .doesNotContain("a bug");
        assertThat(session.failures()).hasSize(1);
    }

    @Test
    void aFullErrorBudgetEndsTheSession() {
        SessionHarness session = fixture.connect();
        String replies = session.exchange("XYZZY\r\n".repeat(25));
        assertThat(replies).endsWith("-ERR Unknown command\r\n-ERR Too many errors\r\n");
        assertThat(replies.split("Unknown")).hasSize(21);
        assertThat(session.isClosed()).isTrue();
    }

    @Test
    void wantsTlsBeforeSecrets() {
        fixture.plaintextAuth = false;
        SessionHarness session = fixture.connect();
        session.read();
        assertThat(session.exchange("USER bob@example.org\r\n")).startsWith("-ERR [AUTH] Use STLS first");
        assertThat(session.exchange("AUTH PLAIN AGJvYgB4\r\n")).startsWith("-ERR [AUTH]");
        assertThat(session.exchange("CAPA\r\n"))
                .contains("\r\nSTLS\r\n")
                .doesNotContain("USER\r\n" + "SASL")
                .doesNotContain("SASL");
        assertThat(session.exchange("STLS\r\n")).isEqualTo("+OK Begin TLS\r\n");
        assertThat(session.exchange("CAPA\r\n"))
                .doesNotContain("STLS")
                .contains("\r\nUSER\r\nSASL ")
                .contains(" PLAIN");
        assertThat(session.exchange("STLS\r\n")).isEqualTo("-ERR TLS is on\r\n");
        assertThat(session.exchange("USER bob@example.org\r\nPASS secret\r\n")).endsWith("octets\r\n");
    }

    @Test
    void aSecretThatNobodyAskedForIsNotToldToTheHost() {
        fixture.plaintextAuth = false;
        SessionHarness session = fixture.connect();
        session.feed("AUTH PLAIN\r\nAGJvYgBzZWNyZXQ=\r\nUSER bob\r\nPASS secret\r\n");
        assertThat(fixture.events.toString().toUpperCase(Locale.ROOT))
                .doesNotContain("AGJVYG")
                .doesNotContain("SECRET");
    }

    @Test
    void plaintextBehindStlsEndsTheSession() {
        SessionHarness session = fixture.connect();
        session.feed("STLS\r\nUSER bob@example.org\r\n");
        assertThat(session.isClosed()).isTrue();
    }

    @Test
    void forgetsTheUserAtStls() {
        SessionHarness session = fixture.connect();
        session.exchange("USER bob@example.org\r\n");
        session.exchange("STLS\r\n");
        assertThat(session.exchange("PASS secret\r\n")).isEqualTo("-ERR USER comes first\r\n");
    }

    @Test
    void hasNoStlsWithoutCertificate() {
        SessionHarness session = fixture.connect(TlsMode.NONE);
        session.read();
        assertThat(session.exchange("CAPA\r\nSTLS\r\n"))
                .doesNotContain("\r\nSTLS\r\n")
                .endsWith("-ERR There is no TLS here\r\n");
    }

    @Test
    void tellsItsCapabilities() {
        assertThat(fixture.loggedIn().exchange("CAPA\r\n"))
                .startsWith("+OK")
                .contains(
                        "\r\nTOP\r\nUIDL\r\nRESP-CODES\r\nAUTH-RESP-CODE\r\nPIPELINING\r\nEXPIRE NEVER\r\nUTF8 USER\r\n")
                .endsWith("IMPLEMENTATION Hikyaku\r\n.\r\n");
    }

    @Test
    void knowsWhereACommandIsAllowed() {
        SessionHarness session = fixture.connect();
        session.read();
        assertThat(session.exchange("STAT\r\nUTF8\r\n")).isEqualTo("-ERR Log in first\r\n+OK UTF-8 it is\r\n");
        session.exchange("USER bob@example.org\r\nPASS secret\r\n");
        assertThat(session.exchange("USER x\r\nUTF8\r\nSTLS\r\n")).isEqualTo("-ERR Not after the login\r\n".repeat(3));
    }

    @Test
    void refusesBareLfAndControlCharactersAndLongLines() {
        SessionHarness session = fixture.connect();
        session.read();
        assertThat(session.exchange("CAPA\n")).startsWith("-ERR Not a command");
        assertThat(session.exchange("CA\0PA\r\n")).startsWith("-ERR Not a command");
        assertThat(session.exchange("USER \u00ff\r\n")).startsWith("-ERR Not a command");
        assertThat(session.exchange("USER " + "x".repeat(100_000) + "\r\n")).isEqualTo("-ERR Line too long\r\n");
        assertThat(session.exchange("USER bob\r\n")).startsWith("+OK");
    }

    @Test
    void closesWhoDoesNotLogIn() {
        SessionHarness session = fixture.connect();
        session.feed("CAPA\r\n").advance(Duration.ofSeconds(61));
        assertThat(session.isClosed()).isTrue();
        assertThat(session.read()).endsWith("-ERR Too long without a login\r\n");
    }

    @Test
    void aPasswordMayHoldSpaces() {
        SessionHarness session = fixture.connect();
        session.read();
        assertThat(session.exchange("USER bob@example.org\r\nPASS secret \r\n"))
                .endsWith("[AUTH] Wrong name or password\r\n");
    }

    @Test
    void obeysTheLimitsItIsGiven() {
        fixture.limits = fixture.limits.with(l -> l.maxErrors(2)
                .maxLineLength(20)
                .loginTimeout(Duration.ofSeconds(5))
                .accessIdleTimeout(Duration.ofSeconds(3)));
        assertThat(fixture.connect().exchange("X\r\nX\r\nX\r\n")).endsWith("-ERR Too many errors\r\n");
        assertThat(fixture.connect().exchange("USER " + "x".repeat(16) + "\r\n"))
                .endsWith("-ERR Line too long\r\n");
        assertThat(fixture.connect().advance(Duration.ofSeconds(4)).isClosed()).isTrue();
        SessionHarness talkative = fixture.connect();
        talkative.advance(Duration.ofSeconds(2)).feed("CAPA\r\n").advance(Duration.ofSeconds(2));
        assertThat(talkative.isClosed()).isFalse();
        assertThat(talkative.feed("CAPA\r\n").advance(Duration.ofSeconds(2)).isClosed())
                .isTrue();
    }
}
