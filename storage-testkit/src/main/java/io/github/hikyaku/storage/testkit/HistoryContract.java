package io.github.hikyaku.storage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.UidSet;
import io.github.hikyaku.storage.testkit.History.Asked;
import io.github.hikyaku.storage.testkit.History.Deposited;
import io.github.hikyaku.storage.testkit.History.Expunged;
import io.github.hikyaku.storage.testkit.History.Followed;
import io.github.hikyaku.storage.testkit.History.Stored;
import io.github.hikyaku.storage.testkit.History.Viewed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Threads use one small mailbox at once, and all that they were told can be told by a mailbox that does one thing after
 * the other. Each test takes a second, however slow the store.
 */
public abstract class HistoryContract extends StoreContract {
    private static final int THREADS = 4;
    private static final int CALLS = 50;
    private static final int MOST_ROUNDS = 60;
    private static final List<FlagUpdate.Mode> MODES = List.of(FlagUpdate.Mode.values());
    private static final Flag[] FLAGS = {Flag.SEEN, Flag.DELETED, Flag.of("$a")};

    /** For subclasses. */
    protected HistoryContract() {}

    @Test
    void whatThreadsAreToldIsExplainedByOneCallAfterTheOther() throws Exception {
        // Of ten calls: two deposits, three changes of flags, an expunge, a view, a status, two changes since.
        run(new int[] {0, 0, 1, 1, 1, 2, 3, 4, 5, 5});
    }

    @Test
    void conditionalChangesAreExplainedByOneCallAfterTheOther() throws Exception {
        run(new int[] {0, 1, 1, 1, 1, 1, 1, 1, 2, 5});
    }

    private void run(int[] mix) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(700);
        for (int round = 0; round == 0 || round < MOST_ROUNDS && System.nanoTime() < deadline; round++) {
            Mailbox mailbox = create("round" + round);
            MailboxStatus start = mailbox.status();
            History history = new History();
            AtomicLong lastUid = new AtomicLong();
            List<Crowd.Task> tasks = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                Random random = new Random(round * 100L + thread);
                tasks.add(() -> {
                    Caller caller = new Caller(mailbox, history, random, mix, lastUid);
                    for (int i = 0; i < CALLS && System.nanoTime() < deadline; i++) {
                        caller.anything();
                    }
                });
            }
            Crowd.run(tasks);
            assertThat(HistoryChecker.check(start, history.calls()))
                    .as(says(
                            Mailbox.class,
                            "Changes are atomic: #view, #status and #changesSince show all of a change or nothing, and"
                                    + " who asks after a changing call has returned sees it."))
                    .isEmpty();
        }
    }

    /** One of the threads. */
    private static final class Caller {
        private final Mailbox mailbox;
        private final History history;
        private final Random random;
        private final int[] mix;
        private final AtomicLong lastUid;
        private long known;

        Caller(Mailbox mailbox, History history, Random random, int[] mix, AtomicLong lastUid) {
            this.mailbox = mailbox;
            this.history = history;
            this.random = random;
            this.mix = mix;
            this.lastUid = lastUid;
        }

        void anything() throws Exception {
            switch (mix[random.nextInt(mix.length)]) {
                case 0 -> deposit();
                case 1 -> store();
                case 2 -> expunge();
                case 3 ->
                    known = history.call(mailbox::view, Viewed::new).status().highestModSeq();
                case 4 -> known = history.call(mailbox::status, Asked::new).highestModSeq();
                default -> {
                    long since = known;
                    known = history.call(
                                    () -> mailbox.changesSince(since),
                                    (span, changes) -> new Followed(span, since, changes))
                            .status()
                            .highestModSeq();
                }
            }
        }

        private void deposit() throws Exception {
            Set<Flag> flags = random.nextBoolean() ? Set.of() : Set.of(anyFlag());
            Instant date = DATE.plusSeconds(random.nextInt(1000));
            byte[] octets = bytes(message("x".repeat(random.nextInt(50))));
            Deposit.Receipt receipt = history.call(
                    () -> {
                        try (Deposit deposit = mailbox.deposit(flags, date)) {
                            deposit.write(octets, 0, octets.length);
                            return deposit.commit();
                        }
                    },
                    (span, made) -> new Deposited(span, flags, date, octets.length, made));
            lastUid.accumulateAndGet(receipt.uid(), Math::max);
        }

        private void store() throws Exception {
            UidSet uids = someUids();
            FlagUpdate update = new FlagUpdate(MODES.get(random.nextInt(MODES.size())), Set.of(anyFlag()));
            long unchangedSince = random.nextBoolean() ? known : Long.MAX_VALUE;
            history.call(
                    () -> mailbox.store(uids, update, unchangedSince),
                    (span, outcome) -> new Stored(span, uids, update, unchangedSince, outcome));
        }

        private void expunge() throws Exception {
            // Now and then all that is old, so that the mailbox stays small.
            UidSet uids = random.nextInt(3) == 0 ? UidSet.range(1, Math.max(1, lastUid.get() - 6)) : someUids();
            history.call(() -> mailbox.expunge(uids), (span, removed) -> new Expunged(span, uids, removed));
        }

        private UidSet someUids() {
            long first = Math.max(1, lastUid.get() - random.nextInt(6));
            return UidSet.range(first, first + random.nextInt(3));
        }

        private Flag anyFlag() {
            return FLAGS[random.nextInt(FLAGS.length)];
        }
    }
}
