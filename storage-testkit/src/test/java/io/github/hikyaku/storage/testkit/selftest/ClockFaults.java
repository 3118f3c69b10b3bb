package io.github.hikyaku.storage.testkit.selftest;

import static io.github.hikyaku.storage.testkit.selftest.BrokenStoresTest.fault;

import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.MailboxChanges;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.UidMapping;
import io.github.hikyaku.storage.UidSet;
import io.github.hikyaku.storage.testkit.selftest.Delegating.Box;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Stores that spoil MODSEQs, or the changes since one. */
final class ClockFaults {
    private ClockFaults() {}

    static Stream<Arguments> all() {
        return Stream.of(
                fault(
                        "tells changed rows without their size",
                        "changesSinceAreRowsAsInTheView",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public MailboxChanges changesSince(long modSeq) {
                                MailboxChanges changes = super.changesSince(modSeq);
                                MailboxView touched = changes.touched();
                                MailboxView.Builder rows = MailboxView.builder(changes.status(), touched.size());
                                for (int row = 0; row < touched.size(); row++) {
                                    rows.add(
                                            touched.uid(row),
                                            touched.flags(row),
                                            0,
                                            touched.internalDate(row),
                                            touched.modSeq(row));
                                }
                                return new MailboxChanges(
                                        changes.status(), rows.build(), changes.vanished(), changes.complete());
                            }
                        })),
                fault(
                        "stamps two arrivals with one MODSEQ",
                        "everyChangeHasAModSeqOfItsOwn",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public MailboxView view() {
                                MailboxView view = super.view();
                                MailboxView.Builder rows = MailboxView.builder(view.status(), view.size());
                                for (int row = 0; row < view.size(); row++) {
                                    rows.add(
                                            view.uid(row),
                                            view.flags(row),
                                            view.octets(row),
                                            view.internalDate(row),
                                            view.modSeq(row) | 1);
                                }
                                return rows.build();
                            }
                        })),
                fault(
                        "moves the clock for a deposit that is aborted",
                        "whatChangesNothingLeavesTheClock",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public Deposit deposit(Set<Flag> flags, Instant internalDate) {
                                super.expunge(UidSet.of(super.deposit(flags, internalDate)
                                        .commit()
                                        .uid()));
                                return super.deposit(flags, internalDate);
                            }
                        })),
                fault(
                        "remembers little of what vanished and says it is all",
                        "fromEveryFormerModSeqTheChangesLeadHere",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public MailboxChanges changesSince(long modSeq) {
                                MailboxChanges changes = super.changesSince(modSeq);
                                UidSet late = super.changesSince(Math.max(
                                                modSeq, changes.status().highestModSeq() - 3))
                                        .vanished();
                                return new MailboxChanges(changes.status(), changes.touched(), late, true);
                            }
                        })),
                fault("does not take a move for an expunge", "whatMovedWithinTheMailboxVanishedAndArrived", () -> {
                    AtomicReference<UidSet> moved = new AtomicReference<>(UidSet.EMPTY);
                    return Delegating.withMailboxes(mailbox -> new Box(mailbox) {
                        @Override
                        public UidMapping move(UidSet uids, MailboxName to) {
                            UidMapping mapping = super.move(uids, to);
                            moved.set(moved.get().union(mapping.sources()));
                            return mapping;
                        }

                        @Override
                        public MailboxChanges changesSince(long modSeq) {
                            MailboxChanges changes = super.changesSince(modSeq);
                            UidSet.Builder vanished = UidSet.builder();
                            changes.vanished().stream()
                                    .filter(uid -> !moved.get().contains(uid))
                                    .forEach(vanished::add);
                            return new MailboxChanges(
                                    changes.status(), changes.touched(), vanished.build(), changes.complete());
                        }
                    });
                }));
    }
}
