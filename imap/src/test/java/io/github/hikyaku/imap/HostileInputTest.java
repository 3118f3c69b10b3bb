package io.github.hikyaku.imap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.account.AccountsUnavailableException;
import io.github.hikyaku.engine.memory.SessionHarness;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.UidSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HostileInputTest {
    /** A trailing delimiter is no part of a new name; a rat, an invisible sign and a tilde are characters as others are. */
    private static final Set<String> ALLOWED = Set.of("x/", "&2D3cAA-", "&IGI-x", "~root");

    private final Fixture fixture = new Fixture();

    @TestFactory
    Stream<DynamicTest> namesThatAreNoneMakeNoMailbox() throws IOException {
        try (InputStream in = HostileInputTest.class.getResourceAsStream("/mutf7-bad.txt")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines().filter(line -> !line.startsWith("# ") && !ALLOWED.contains(line)).toList().stream()
                            .map(line -> DynamicTest.dynamicTest(line, () -> makesNoMailbox(unescape(line))));
        }
    }

    private static String unescape(String line) {
        return line.replace("\\u0000", "\0")
                .replace("\\u00e9", "\u00e9")
                .replace("\\u000d", "\r")
                .replace("\\u000a", "\n");
    }

    private static void makesNoMailbox(String wire) {
        Fixture own = new Fixture();
        SessionHarness session = own.loggedIn();
        assertThat(session.exchange("a CREATE {" + wire.length() + "+}\r\n" + wire + "\r\n"))
                .matches("a (BAD|NO \\[CANNOT\\]) [ -~]+\r\n");
        assertThat(own.account().list()).hasSize(1);
        assertThat(session.failures()).isEmpty();
    }

    @Test
    void aHugeTagIsRefused() {
        SessionHarness session = fixture.loggedIn();
        assertThat(session.exchange("x".repeat(1_000_000) + " NOOP\r\n")).isEqualTo("* BAD Line too long\r\n");
        assertThat(session.exchange("x".repeat(1_000) + " NOOP\r\n")).isEqualTo("* BAD Tag too long\r\n");
        assertThat(session.exchange("b NOOP\r\n")).isEqualTo("b OK NOOP completed\r\n");
    }

    @Test
    void deepNestingIsRefused() {
        SessionHarness session = fixture.selected();
        assertThat(session.exchange("a SEARCH " + "(".repeat(10_000) + "ALL" + ")".repeat(10_000) + "\r\n"))
                .isEqualTo("a BAD Nested too deeply\r\n");
        assertThat(session.exchange("b SEARCH " + "NOT ".repeat(10_000) + "ALL\r\n"))
                .isEqualTo("b BAD Nested too deeply\r\n");
    }

    @Test
    void aThousandSelectionsOfALargeHeaderAreNotHeldAtOnce() {
        String field = "X-Large: " + "x".repeat(900_000) + "\r\n";
        fixture.deposit(field + "\r\n");
        SessionHarness session = fixture.selected();
        String item = " BODY.PEEK[HEADER.FIELDS.NOT (A)]";
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        long before = runtime.totalMemory() - runtime.freeMemory();
        session.stall().feed("a FETCH 1 (UID" + item.repeat(900) + ")\r\n");
        System.gc();
        assertThat(runtime.totalMemory() - runtime.freeMemory() - before).isLessThan(100L << 20);
        session.disconnect();
    }

    @Test
    void tooManyErrorsEndTheSession() {
        SessionHarness session = fixture.connect();
        String replies = session.exchange("a FROBNICATE\r\n".repeat(30));
        assertThat(replies).endsWith("a BAD Unknown command\r\n* BYE Too many errors\r\n");
        assertThat(replies.split("Unknown")).hasSize(fixture.limits.maxErrors() + 2);
        assertThat(session.isClosed()).isTrue();
        assertThat(fixture.events)
                .anyMatch(e -> e instanceof MailEvent.LimitReached limit
                        && limit.limit().equals("maxErrors"));
    }

    @Test
    void guessingPasswordsEndsTheSessionWhateverComesBetween() {
        SessionHarness session = fixture.connect();
        String replies = session.exchange("a LOGIN bob@example.org x\r\nb NOOP\r\n".repeat(30));
        assertThat(replies).endsWith("* BYE Too many errors\r\n");
        assertThat(session.isClosed()).isTrue();
    }

    @Test
    void errorsOfALongSessionAreForgiven() {
        SessionHarness session = fixture.loggedIn();
        assertThat(session.exchange("a FROBNICATE\r\nb NOOP\r\n".repeat(50))).endsWith("b OK NOOP completed\r\n");
        assertThat(session.isClosed()).isFalse();
    }

    @Test
    void whoDoesNotLogInIsClosed() {
        SessionHarness session = fixture.connect();
        session.feed("a NOOP\r\n")
                .advance(Duration.ofSeconds(59))
                .feed("b NOOP\r\n")
                .advance(Duration.ofSeconds(2));
        assertThat(session.read()).endsWith("* BYE Too long without a login\r\n");
        assertThat(session.isClosed()).isTrue();
    }

    @Test
    void silenceEndsASession() {
        SessionHarness session = fixture.selected();
        session.exchange("a IDLE\r\n");
        session.advance(Duration.ofMinutes(29));
        assertThat(session.isClosed()).isFalse();
        session.advance(Duration.ofMinutes(2));
        assertThat(session.read()).isEqualTo("* BYE Too long without a command\r\n");
        assertThat(session.isClosed()).isTrue();
    }

    @Test
    void aShutdownIsSaid() {
        SessionHarness session = fixture.selected();
        assertThat(session.shutdown().read()).isEqualTo("* BYE The server is shutting down\r\n");
        assertThat(session.isClosed()).isTrue();
    }

    @Test
    void plaintextBehindStartTlsEndsTheSession() {
        SessionHarness session = fixture.connect();
        session.feed("a STARTTLS\r\nb LOGIN bob@example.org secret\r\n");
        assertThat(session.isClosed()).isTrue();
        assertThat(fixture.events).noneMatch(e -> e instanceof MailEvent.LoggedIn);
    }

    @Test
    void aDirectoryThatIsDownIsNotTheUsersFault() {
        SessionHarness session = fixture.connect();
        session.read();
        fixture.accounts = new FailingAccounts(new AccountsUnavailableException("down", null));
        assertThat(session.exchange("a LOGIN bob x\r\n")).startsWith("a NO [UNAVAILABLE] ");
        assertThat(session.exchange("b AUTHENTICATE PLAIN AGEAYg==\r\n")).startsWith("b NO [UNAVAILABLE] ");
        fixture.accounts = new FailingAccounts(new IllegalStateException("a bug"));
        assertThat(session.exchange("c LOGIN bob x\r\n"))
                .isEqualTo("c NO [SERVERBUG] Internal error\r\n* BYE Internal error\r\n");
        assertThat(session.failures()).hasSize(1);
        assertThat(session.isClosed()).isTrue();
    }

    @Test
    void everyFailureOfTheStoreHasItsResponse() {
        for (MailStoreException.Kind kind : MailStoreException.Kind.values()) {
            Fixture own = new Fixture();
            SessionHarness session = own.loggedIn();
            own.store = new FailingStore(kind);
            SessionHarness failing = own.connect();
            failing.read();
            assertThat(failing.exchange("a LOGIN bob@example.org secret\r\n"))
                    .matches("a NO \\[[A-Z]+\\] [ -~]+\r\n")
                    .doesNotContain("details");
            assertThat(session.exchange("a NOOP\r\n")).isEqualTo("a OK NOOP completed\r\n");
        }
    }

    @Test
    void anAppendThatIsCutOffLeavesNothing() {
        SessionHarness session = fixture.loggedIn();
        session.feed("a APPEND INBOX {100+}\r\nSubject: x\r\n");
        session.disconnect();
        assertThat(fixture.inbox().status().messages()).isZero();
    }

    @Test
    void aMessageThatGoesWhileItIsFetchedEndsInAResponse() {
        for (int i = 0; i < 300; i++) {
            fixture.deposit("Subject: " + i + "\r\n\r\n" + "x".repeat(10_000) + "\r\n");
        }
        SessionHarness session = fixture.selected();
        session.stall().feed("a FETCH 1:* BODY.PEEK[]\r\n");
        fixture.inbox().expunge(UidSet.range(250, 260));
        String replies = session.unstall().read();
        assertThat(replies).endsWith("a NO [EXPUNGEISSUED] Some of the messages are gone\r\n");
        assertThat(replies).contains("* 249 FETCH ", "* 261 FETCH ").doesNotContain("* 255 FETCH ");
    }

    @Test
    void manySectionsOfOneMessageAreAllTold() {
        fixture.deposit("A: b\r\n\r\n0123456789\r\n");
        String items = IntStream.range(0, 100)
                .mapToObj(i -> "BODY.PEEK[TEXT]<" + i % 10 + ".1> BODY.PEEK[HEADER.FIELDS (A)]")
                .collect(Collectors.joining(" "));
        String reply = fixture.selected().exchange("a FETCH 1 (" + items + ")\r\n");
        assertThat(reply)
                .endsWith(
                        "BODY[TEXT]<9> {1}\r\n9 BODY[HEADER.FIELDS (A)] {8}\r\nA: b\r\n\r\n)\r\na OK FETCH completed\r\n");
        assertThat(reply.split("HEADER")).hasSize(101);
    }

    @Test
    void octetsInAnyPiecesAreTheSame() {
        Random random = new Random(5);
        String dialogue =
                "a LOGIN {15}\r\nbob@example.org {6+}\r\nsecret\r\nb APPEND INBOX {5+}\r\na:b\r\n\r\nc SELECT INBOX\r\n"
                        + "d FETCH 1 BODY[]\r\ne LOGOUT\r\n";
        String whole = fixture.connect().exchange(dialogue);
        for (int i = 0; i < 50; i++) {
            SessionHarness session = new Fixture().connect();
            session.feed(dialogue.getBytes(StandardCharsets.ISO_8859_1), 1 + random.nextInt(7));
            assertThat(session.read().replaceAll("UIDVALIDITY \\d+|UID \\d+", "V"))
                    .isEqualTo(whole.replaceAll("UIDVALIDITY \\d+|UID \\d+", "V"));
        }
    }

    @Test
    void randomCommandsNeverFailAndAlwaysEnd() {
        Random random = new Random(6);
        List<String> words = List.of(
                "a",
                "b",
                "UID",
                "FETCH",
                "STORE",
                "SEARCH",
                "SELECT",
                "INBOX",
                "1:*",
                "*",
                "1",
                "0",
                "FLAGS",
                "(FLAGS)",
                "(\\Seen)",
                "BODY[]",
                "BODY[1]<0.5>",
                "+FLAGS",
                "COPY",
                "MOVE",
                "EXPUNGE",
                "NOOP",
                "LIST",
                "\"\"",
                "\"*\"",
                "STATUS",
                "(MESSAGES)",
                "APPEND",
                "{3+}\r\nabc",
                "{5}\r\n",
                "CREATE",
                "DELETE",
                "RENAME",
                "x",
                "IDLE",
                "DONE",
                "\r\n",
                "\r\n",
                "\r\n",
                "TEXT",
                "ENVELOPE",
                "BODYSTRUCTURE",
                "(",
                ")",
                "OR",
                "NOT",
                "UNSELECT",
                "CLOSE",
                "\u00ff",
                "\0",
                "ALL",
                "FULL");
        for (int i = 0; i < 300; i++) {
            Fixture own = new Fixture();
            own.deposit("Subject: x\r\n\r\ny\r\n");
            SessionHarness session = own.selected();
            for (int n = 0; n < 200 && !session.isClosed(); n++) {
                session.feed(words.get(random.nextInt(words.size())) + (random.nextBoolean() ? " " : "\r\n"));
            }
            assertThat(session.failures()).isEmpty();
            for (String line : session.read().split("\r\n")) {
                assertThat(line).doesNotContain("Exception");
            }
        }
    }
}
