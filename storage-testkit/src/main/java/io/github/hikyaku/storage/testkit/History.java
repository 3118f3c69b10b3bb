package io.github.hikyaku.storage.testkit;

import io.github.hikyaku.storage.Deposit.Receipt;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagOutcome;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.MailboxChanges;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.UidSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;

/** What threads asked of a mailbox and what it answered, each call with its place in the order of all calls and returns. */
final class History {
    /**
     * The places of a call and of its return.
     *
     * @param called when it was called
     * @param returned when it had returned; calls whose spans overlap may have happened in either order
     */
    record Span(long called, long returned) {}

    /** One call. */
    sealed interface Call {
        Span span();
    }

    record Deposited(Span span, Set<Flag> flags, Instant date, long octets, Receipt receipt) implements Call {}

    record Stored(Span span, UidSet uids, FlagUpdate update, long unchangedSince, FlagOutcome outcome) implements Call {
        /** The MODSEQ that this call gave out if it changed something, else that of an earlier change; 0 without rows. */
        long newest() {
            MailboxView current = outcome.current();
            long newest = 0;
            for (int row = 0; row < current.size(); row++) {
                newest = Math.max(newest, current.modSeq(row));
            }
            return newest;
        }
    }

    record Expunged(Span span, UidSet uids, UidSet removed) implements Call {}

    record Viewed(Span span, MailboxView view) implements Call {}

    record Asked(Span span, MailboxStatus status) implements Call {}

    record Followed(Span span, long since, MailboxChanges changes) implements Call {}

    private final AtomicLong ticks = new AtomicLong();
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();

    /** Makes a call and notes it. */
    <T> T call(Callable<T> call, BiFunction<Span, T, Call> note) throws Exception {
        long called = ticks.incrementAndGet();
        T answer = call.call();
        calls.add(note.apply(new Span(called, ticks.incrementAndGet()), answer));
        return answer;
    }

    List<Call> calls() {
        return new ArrayList<>(calls);
    }
}
