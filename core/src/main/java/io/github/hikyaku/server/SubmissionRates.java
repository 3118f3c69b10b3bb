package io.github.hikyaku.server;

import io.github.hikyaku.engine.SubmissionLimits;
import io.github.hikyaku.internal.LatestMap;
import io.github.hikyaku.storage.AccountId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How much each account of a server has submitted within the last hour. The window slides by minutes: what was sent
 * counts for 60 minutes and until that minute is over. Safe for use by many threads. Remembers the {@link #MAX_ACCOUNTS}
 * accounts that sent last.
 */
public final class SubmissionRates {
    /** Accounts that are remembered; when there are more the one that has been silent longest is forgotten. */
    public static final int MAX_ACCOUNTS = 50_000;

    private static final int MINUTES = 61;

    /**
     * A limit that would be passed.
     *
     * @param limit its name, such as {@code submission.messagesPerHour}
     * @param allowed how much it allows
     * @param retryAfter after how long it would not be passed, if nothing is sent meanwhile
     */
    public record Excess(String limit, int allowed, Duration retryAfter) {}

    private final SubmissionLimits limits;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<AccountId, Window> windows = new LatestMap<>(MAX_ACCOUNTS);

    /** Nobody has sent anything. */
    public SubmissionRates(SubmissionLimits limits, InstantSource clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /** What keeps an account from sending one more message to so many recipients now, if anything does. Counts nothing. */
    public Optional<Excess> check(AccountId account, int recipients) {
        lock.lock();
        try {
            Window window = windows.get(account);
            return excess(window == null ? new Window() : window, recipients);
        } finally {
            lock.unlock();
        }
    }

    /** Counts one message to so many recipients, unless that passes a limit. */
    public Optional<Excess> take(AccountId account, int recipients) {
        lock.lock();
        try {
            Window window = windows.computeIfAbsent(account, key -> new Window());
            Optional<Excess> excess = excess(window, recipients);
            if (excess.isEmpty()) {
                window.messages.add(1);
                window.recipients.add(recipients);
            }
            return excess;
        } finally {
            lock.unlock();
        }
    }

    private Optional<Excess> excess(Window window, int recipients) {
        Instant now = clock.instant();
        window.advance(Math.floorDiv(now.getEpochSecond(), 60));
        int messages = limits.messagesPerHour();
        if (window.messages.sum + 1 > messages) {
            Duration wait = window.messages.until(1, messages, now);
            return Optional.of(new Excess("submission.messagesPerHour", messages, wait));
        }
        int addressees = limits.recipientsPerHour();
        if (window.recipients.sum + recipients > addressees) {
            Duration wait = window.recipients.until(recipients, addressees, now);
            return Optional.of(new Excess("submission.recipientsPerHour", addressees, wait));
        }
        return Optional.empty();
    }

    /** What one account has sent. */
    private static final class Window {
        private final Counts messages = new Counts();
        private final Counts recipients = new Counts();

        void advance(long minute) {
            messages.advance(minute);
            recipients.advance(minute);
        }
    }

    /** Numbers by minute, in a ring, and their sum. */
    private static final class Counts {
        private final int[] ring = new int[MINUTES];
        private long newest = Long.MIN_VALUE;
        private long sum;

        /** A clock that is set back counts on in the newest minute. */
        void advance(long minute) {
            if (newest == Long.MIN_VALUE || minute - newest >= MINUTES) {
                Arrays.fill(ring, 0);
                sum = 0;
                newest = minute;
                return;
            }
            while (newest < minute) {
                newest++;
                sum -= ring[slot(newest)];
                ring[slot(newest)] = 0;
            }
        }

        void add(int count) {
            ring[slot(newest)] += count;
            sum += count;
        }

        /** How long until so many more are within the limit. */
        Duration until(int more, int limit, Instant now) {
            long left = sum;
            for (long minute = newest - MINUTES + 1; minute <= newest; minute++) {
                left -= ring[slot(minute)];
                if (left + more <= limit) {
                    return Duration.between(now, Instant.ofEpochSecond((minute + MINUTES) * 60));
                }
            }
            return Duration.ofHours(1); // more than an hour has room for
        }

        private static int slot(long minute) {
            return (int) Math.floorMod(minute, (long) MINUTES);
        }
    }
}
