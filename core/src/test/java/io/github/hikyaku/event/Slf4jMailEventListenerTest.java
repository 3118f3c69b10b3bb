package io.github.hikyaku.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class Slf4jMailEventListenerTest {
    private static final Peer PEER = new Peer(
            "submission", "c7", new InetSocketAddress("127.0.0.1", 587), new InetSocketAddress("127.0.0.9", 40_000));

    private static final List<MailEvent> EVERY = List.of(
            new MailEvent.ServerStarted("mx.example", Duration.ofMillis(3)),
            new MailEvent.ServerStopped("mx.example"),
            new MailEvent.ListenerOpened("mx", new InetSocketAddress("127.0.0.1", 25)),
            new MailEvent.ConnectionOpened(PEER),
            new MailEvent.ConnectionRefused(PEER, "maxConnections"),
            new MailEvent.ConnectionClosed(PEER, 1, 2),
            new MailEvent.TlsEstablished(PEER, "TLSv1.3", "TLS_AES_128_GCM_SHA256"),
            new MailEvent.TlsFailed(PEER, new IllegalStateException("x")),
            new MailEvent.LoggedIn(PEER, "PLAIN", "alice@example.org"),
            new MailEvent.LoginRefused(PEER, "PLAIN", "alice", "wrong secret"),
            new MailEvent.CommandRefused(PEER, "FOO", "500 5.5.1 Unknown"),
            new MailEvent.LimitReached(PEER, "maxErrors", "x"),
            new MailEvent.RecipientAccepted(PEER, "<>", "<a@b.example>"),
            new MailEvent.RecipientRefused(PEER, "<>", "<a@b.example>", "550 5.1.1 No"),
            new MailEvent.MessageAccepted(PEER, "id", "<>", List.of("<a@b.example>"), 10),
            new MailEvent.MessageRefused(PEER, "id", "<>", "550 5.7.1 No", Optional.of("filter")),
            new MailEvent.MessageDiscarded(PEER, "id", "filter"),
            new MailEvent.MessageFiled("id", "<a@b.example>", "a@b.example", "INBOX", 9),
            new MailEvent.MessageJudged(PEER, "id", "filter", "quarantine into Junk"),
            new MailEvent.FilingFailed("id", "<a@b.example>", "a@b.example", new IllegalStateException("x")),
            new MailEvent.InternalError(Optional.of(PEER), "stage filter", new IllegalStateException("x")),
            new MailEvent.StageRefused(PEER, "filter", "connect", "550 5.7.1 No"),
            new MailEvent.FilterUnavailable(PEER, Optional.of("id"), "filter", true, new IllegalStateException("x")),
            new MailEvent.ClientNamed(PEER, PEER));

    @Test
    void hasALineOfItsOwnForEveryEvent() {
        assertThat(EVERY).hasSameSizeAs(MailEvent.class.getPermittedSubclasses());
        for (MailEvent event : EVERY) {
            assertThat(EventText.of(event))
                    .isNotBlank()
                    .doesNotContain("\n")
                    .doesNotContain(event.getClass().getSimpleName());
        }
    }

    @Test
    void saysWhoWhatAndWhy() {
        assertThat(EventText.of(EVERY.get(15)))
                .isEqualTo("submission c7 127.0.0.9:40000: id from <> refused by stage filter: 550 5.7.1 No");
        assertThat(EventText.of(EVERY.get(9)))
                .isEqualTo("submission c7 127.0.0.9:40000: login as \"alice\" with PLAIN refused: wrong secret");
    }

    @Test
    void writesAddressesForPeople() {
        MailEvent six = new MailEvent.ListenerOpened("mx", new InetSocketAddress("::1", 25));

        assertThat(EventText.of(six)).isEqualTo("mx listens on [0:0:0:0:0:0:0:1]:25");
    }

    @Test
    void escapesWhatCouldForgeALine() {
        MailEvent event = new MailEvent.LoginRefused(PEER, "PLAIN", "a\r\nmx stopped\u0007\u2028", "no such user");

        assertThat(EventText.of(event)).contains("a\\r\\nmx stopped\\u0007\\u2028\"");
    }

    @Test
    void cutsWhatIsTooLong() {
        MailEvent event = new MailEvent.LoginRefused(PEER, "PLAIN", "a".repeat(10_000), "no such user");

        assertThat(EventText.of(event)).hasSize(2_001).endsWith("\u2026");
    }

    @Test
    void keepsErrorsOfThisProgramApartFromThoseOfPeers() {
        assertThat(EventText.level(EVERY.get(20))).isEqualTo(Level.ERROR);
        assertThat(EventText.level(EVERY.get(19))).isEqualTo(Level.WARN);
        assertThat(EventText.level(EVERY.get(14))).isEqualTo(Level.INFO);
        assertThat(EventText.level(EVERY.get(7))).isEqualTo(Level.DEBUG);
        assertThat(EventText.stackTrace(EVERY.get(7))).isNull();
        assertThat(EventText.stackTrace(EVERY.get(20))).isNotNull();
    }

    @Test
    void tellsEveryListenerWhateverTheOthersThrow() {
        List<MailEvent> heard = new ArrayList<>();
        MailEventListener all = MailEventListener.all(List.of(
                event -> {
                    throw new ExpectedException();
                },
                event -> {
                    throw new ExpectedError();
                },
                heard::add));

        all.on(EVERY.get(0));
        assertThat(heard).containsExactly(EVERY.get(0));
    }

    /** Without a stack trace, which the log of a green build does not need. */
    private static final class ExpectedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ExpectedException() {
            super("expected by this test", null, false, false);
        }
    }

    /** As what is not written yet throws in some languages. */
    private static final class ExpectedError extends Error {
        private static final long serialVersionUID = 1L;

        ExpectedError() {
            super("expected by this test", null, false, false);
        }
    }
}
