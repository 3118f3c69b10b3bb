package io.github.hikyaku.imap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.engine.Limits;
import io.github.hikyaku.engine.memory.SessionHarness;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Each limit, at a value of the host's choice. */
class LimitsTest {
    private final Fixture fixture = new Fixture();

    private void limit(UnaryOperator<Limits.Builder> change) {
        fixture.limits = fixture.limits.with(change);
    }

    @Test
    void maxErrors() {
        limit(l -> l.maxErrors(2));
        SessionHarness session = fixture.loggedIn();
        assertThat(session.exchange("a X\r\nb X\r\nc X\r\nd NOOP\r\n"))
                .contains("* BYE ")
                .doesNotContain("d OK");
        assertThat(session.isClosed()).isTrue();
    }

    @Test
    void maxLineLength() {
        limit(l -> l.maxLineLength(100).maxLiteralLength(100));
        SessionHarness session = fixture.loggedIn();
        assertThat(session.exchange("a LIST \"\" " + "x".repeat(120) + "\r\n")).isEqualTo("* BAD Line too long\r\n");
        assertThat(session.exchange("a NOOP\r\n")).isEqualTo("a OK NOOP completed\r\n");
    }

    @Test
    void maxLiteralLength() {
        limit(l -> l.maxLiteralLength(10));
        SessionHarness session = fixture.loggedIn();
        assertThat(session.exchange("a LIST \"\" {11}\r\n")).startsWith("a NO [TOOBIG] ");
        assertThat(session.exchange("b LIST \"\" {10}\r\n")).startsWith("+ ");
    }

    @Test
    void maxMessageSize() {
        limit(l -> l.maxMessageSize(10));
        SessionHarness session = fixture.loggedIn();
        assertThat(session.exchange("a APPEND INBOX {11}\r\n")).startsWith("a NO [TOOBIG] ");
        assertThat(session.exchange("b APPEND INBOX {10}\r\n")).startsWith("+ ");
    }

    @Test
    void maxNesting() {
        limit(l -> l.maxNesting(3));
        SessionHarness session = fixture.selected();
        assertThat(session.exchange("a SEARCH ((((ALL))))\r\n")).isEqualTo("a BAD Nested too deeply\r\n");
        assertThat(session.exchange("b SEARCH ((ALL))\r\n")).endsWith("b OK SEARCH completed\r\n");
    }

    @Test
    void loginTimeout() {
        limit(l -> l.loginTimeout(Duration.ofSeconds(5)));
        SessionHarness session = fixture.connect();
        session.feed("a NOOP\r\n").advance(Duration.ofSeconds(6));
        assertThat(session.isClosed()).isTrue();
        assertThat(session.read()).contains("* BYE ");
    }

    @Test
    void accessIdleTimeout() {
        limit(l -> l.accessIdleTimeout(Duration.ofSeconds(5)));
        SessionHarness session = fixture.loggedIn();
        session.advance(Duration.ofSeconds(3)).feed("a NOOP\r\n").advance(Duration.ofSeconds(3));
        assertThat(session.isClosed()).isFalse();
        assertThat(session.advance(Duration.ofSeconds(3)).isClosed()).isTrue();
        assertThat(session.read()).contains("* BYE ");
    }
}
