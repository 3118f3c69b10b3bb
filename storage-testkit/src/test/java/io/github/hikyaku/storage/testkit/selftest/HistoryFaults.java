package io.github.hikyaku.storage.testkit.selftest;

import static io.github.hikyaku.storage.testkit.selftest.BrokenStoresTest.fault;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagOutcome;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.MailboxChanges;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.UidSet;
import io.github.hikyaku.storage.testkit.selftest.Delegating.Box;
import io.github.hikyaku.storage.testkit.selftest.Delegating.Delivery;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Stores whose calls do not happen one after the other: stale and torn reads, lost updates. */
final class HistoryFaults {
    private static final String CONTRACT = "whatThreadsAreToldIsExplainedByOneCallAfterTheOther";

    private HistoryFaults() {}

    static Stream<Arguments> all() {
        return Stream.of(
                fault(
                        "shows what was there a little before",
                        CONTRACT,
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            private final AtomicReference<MailboxView> before = new AtomicReference<>(mailbox.view());

                            @Override
                            public MailboxView view() {
                                return before.getAndSet(super.view());
                            }
                        })),
                fault(
                        "tells a status that is kept for a while",
                        CONTRACT,
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            private final AtomicReference<MailboxStatus> kept = new AtomicReference<>(mailbox.status());
                            private final AtomicInteger asked = new AtomicInteger();

                            @Override
                            public MailboxStatus status() {
                                if (asked.incrementAndGet() % 3 == 0) {
                                    kept.set(super.status());
                                }
                                return kept.get();
                            }
                        })),
                fault(
                        "reads flags, then writes them, one message after the other",
                        CONTRACT,
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public FlagOutcome store(UidSet uids, FlagUpdate update, long unchangedSince) {
                                MailboxView view = mailbox.view();
                                int row = view.row(uids.first(0));
                                if (row < 0) {
                                    return super.store(uids, update, unchangedSince);
                                }
                                Set<Flag> flags = update.applyTo(view.flags(row));
                                pause();
                                return super.store(
                                        UidSet.of(view.uid(row)),
                                        new FlagUpdate(FlagUpdate.Mode.REPLACE, flags),
                                        unchangedSince);
                            }
                        })),
                fault(
                        "changes flags message by message",
                        CONTRACT,
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public FlagOutcome store(UidSet uids, FlagUpdate update, long unchangedSince) {
                                for (long uid : mailbox.view().uids()) {
                                    if (uids.contains(uid)) {
                                        super.store(UidSet.of(uid), update, unchangedSince);
                                        pause();
                                    }
                                }
                                return super.store(uids, update, unchangedSince);
                            }
                        })),
                fault(
                        "looks at UNCHANGEDSINCE before it takes its lock",
                        "conditionalChangesAreExplainedByOneCallAfterTheOther",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public FlagOutcome store(UidSet uids, FlagUpdate update, long unchangedSince) {
                                MailboxView view = mailbox.view();
                                for (int row = 0; row < view.size(); row++) {
                                    if (uids.contains(view.uid(row)) && view.modSeq(row) > unchangedSince) {
                                        return super.store(uids, update, unchangedSince);
                                    }
                                }
                                pause();
                                return super.store(uids, update, Long.MAX_VALUE);
                            }
                        })),
                fault(
                        "takes the messages of a view, and then its status",
                        CONTRACT,
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public MailboxView view() {
                                MailboxView view = super.view();
                                pause();
                                MailboxView.Builder torn = MailboxView.builder(mailbox.status(), view.size());
                                for (int row = 0; row < view.size(); row++) {
                                    torn.add(
                                            view.uid(row),
                                            view.flags(row),
                                            view.octets(row),
                                            view.internalDate(row),
                                            view.modSeq(row));
                                }
                                return torn.build();
                            }
                        })),
                fault(
                        "takes what changed, and then what vanished",
                        CONTRACT,
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public MailboxChanges changesSince(long modSeq) {
                                MailboxChanges changes = super.changesSince(modSeq);
                                pause();
                                UidSet vanished = super.changesSince(modSeq).vanished();
                                return new MailboxChanges(
                                        changes.status(), changes.touched(), vanished, changes.complete());
                            }
                        })),
                fault(
                        "counts messages after it looked at the clock",
                        CONTRACT,
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public MailboxStatus status() {
                                MailboxStatus before = super.status();
                                pause();
                                MailboxStatus after = super.status();
                                return new MailboxStatus(
                                        before.uidValidity(),
                                        before.uidNext(),
                                        before.highestModSeq(),
                                        after.messages(),
                                        after.unseen(),
                                        after.deleted(),
                                        after.recent(),
                                        after.octets());
                            }
                        })),
                fault(
                        "says it expunged what it saw before",
                        CONTRACT,
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public UidSet expunge(UidSet uids) {
                                UidSet there = uids.intersect(mailbox.view().uids());
                                pause();
                                super.expunge(uids);
                                return there;
                            }
                        })),
                fault(
                        "expunges in the background",
                        CONTRACT,
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public UidSet expunge(UidSet uids) {
                                UidSet there = uids.intersect(mailbox.view().uids());
                                CompletableFuture.runAsync(() -> {
                                    pause();
                                    super.expunge(uids);
                                });
                                return there;
                            }
                        })),
                fault(
                        "gives a receipt with the MODSEQ of another change",
                        CONTRACT,
                        () -> Delegating.withDeposits(deposit -> new Delivery(deposit) {
                            @Override
                            public Receipt commit() {
                                Receipt receipt = super.commit();
                                return new Receipt(receipt.uidValidity(), receipt.uid(), receipt.modSeq() + 1);
                            }
                        })));
    }

    /** Time enough for another thread to do something. */
    private static void pause() {
        LockSupport.parkNanos(200_000);
    }
}
