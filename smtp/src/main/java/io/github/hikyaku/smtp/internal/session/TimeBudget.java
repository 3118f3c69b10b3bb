package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.engine.Connection;
import io.github.hikyaku.engine.ReceptionLimits;
import io.github.hikyaku.smtp.internal.session.CommandTable.State;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a session and its transactions may last. Silence, and lines that do not end, are the idle time-out's; here are
 * clients that keep it from acting by an octet now and then.
 */
final class TimeBudget {
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration OWN_FAULT = Duration.ofMinutes(1);

    private final SmtpSession session;
    private final ReceptionLimits limits;
    private Connection.@Nullable Timer timer;

    /** How long the transaction has been given so far. */
    private Duration given = Duration.ZERO;

    private long octets;

    private boolean running;

    /** The timer was armed for an earlier transaction, so this one began later. */
    private boolean armedForAnother;

    TimeBudget(SmtpSession session) {
        this.session = session;
        this.limits = session.limits().reception();
    }

    void sessionBegan() {
        session.connection().schedule(limits.sessionTime(), () -> {
            session.limitReached("reception.sessionTime", limits.sessionTime().toString());
            session.leave("4.3.2", "This session has lasted long enough; connect again");
        });
    }

    /** The timer of a transaction that is over is left as it is: one for each message would cost more than it is worth. */
    void transactionBegan() {
        running = true;
        octets = 0;
        given = limits.transactionTime();
        if (timer == null) {
            arm(given);
        } else {
            armedForAnother = true;
        }
    }

    void transactionEnded() {
        running = false;
    }

    /** Somebody else's budget counts from now on. */
    void over() {
        if (timer != null) {
            timer.cancel();
        }
    }

    /** A run of octets comes, which may be a chunk without a transaction. */
    void runBegan() {
        if (!running) {
            transactionBegan();
        }
    }

    /** So much of a run came. */
    void received(int count, boolean last) {
        octets += count;
        if (last && session.state() != State.TRANSACTION) {
            transactionEnded();
        }
    }

    private void arm(Duration time) {
        timer = session.connection().schedule(time, this::check);
    }

    private void check() {
        timer = null;
        if (!running || armedForAnother) {
            boolean again = running;
            armedForAnother = false;
            if (again) {
                arm(given);
            }
            return;
        }
        long counting = Math.min(octets, session.limits().maxMessageSize()); // the rest is thrown away
        Duration earned = limits.transactionTime().plusSeconds(counting / limits.minDataRate());
        Duration left = earned.minus(given);
        if (session.isWaiting()) {
            left = OWN_FAULT; // for the host's stages or the store
        }
        if (left.compareTo(LEAST) >= 0) {
            given = given.plus(left);
            arm(left);
            return;
        }
        session.expel(
                "reception.transactionTime",
                octets + " octets in " + given.toSeconds() + " s",
                session.guard().goodbye("The transaction takes too long"));
    }
}
