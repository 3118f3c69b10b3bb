package io.github.hikyaku.pipeline;

import java.time.Duration;

/**
 * The way in for mail: what a receiving protocol asks during a session. Safe for use by many threads.
 *
 * <p>The receiver tells the host of commands and recipients that are refused and recipients that are accepted, and of
 * messages that it refuses by itself, as too big or with more hops than {@code Limits.maxHops}; the intake tells of what
 * its stages refuse and of what becomes of the messages it is given.
 */
public interface MailIntake {
    /** A client has connected. */
    IntakeSession open();

    /** For how long it can hold a message back whose time has not come (RFC 4865); zero if it cannot. */
    default Duration longestHold() {
        return Duration.ZERO;
    }
}
