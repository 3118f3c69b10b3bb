package io.github.hikyaku.storage.testkit.selftest;

import static io.github.hikyaku.storage.testkit.selftest.BrokenStoresTest.fault;

import io.github.hikyaku.storage.AccountListener;
import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagOutcome;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxChanges;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.Registration;
import io.github.hikyaku.storage.UidMapping;
import io.github.hikyaku.storage.UidSet;
import io.github.hikyaku.storage.testkit.selftest.Delegating.Account;
import io.github.hikyaku.storage.testkit.selftest.Delegating.Box;
import io.github.hikyaku.storage.testkit.selftest.Delegating.Delivery;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Stores that spoil changes, or what is told of them. */
final class ChangeFaults {
    private ChangeFaults() {}

    static Stream<Arguments> all() {
        return Stream.of(
                fault(
                        "ignores UNCHANGEDSINCE",
                        "aMessageChangedAfterUnchangedSinceIsLeftAlone",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {
                            @Override
                            public FlagOutcome store(UidSet uids, FlagUpdate update, long unchangedSince) {
                                return super.store(uids, update, Long.MAX_VALUE);
                            }
                        })),
                fault(
                        "stamps what stays the same",
                        "aMessageWhoseFlagsStayTheSameKeepsItsModSeq",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {
                            @Override
                            public FlagOutcome store(UidSet uids, FlagUpdate update, long unchangedSince) {
                                super.store(uids, FlagUpdate.add(Flag.of("stamp")), unchangedSince);
                                super.store(uids, FlagUpdate.remove(Flag.of("stamp")), Long.MAX_VALUE);
                                return super.store(uids, update, Long.MAX_VALUE);
                            }
                        })),
                fault(
                        "says it removed what it was asked to",
                        "onlyWhatThisCallRemovedIsReturned",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {
                            @Override
                            public UidSet expunge(UidSet uids) {
                                super.expunge(uids);
                                return uids;
                            }
                        })),
                fault(
                        "takes the clock from the messages that are there",
                        "anExpungeMovesTheClock",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {
                            @Override
                            public MailboxStatus status() {
                                MailboxView view = mailbox.view();
                                long highest = 1;
                                for (int i = 0; i < view.size(); i++) {
                                    highest = Math.max(highest, view.modSeq(i));
                                }
                                return ChangeFaults.status(
                                        super.status(), super.status().uidNext(), highest);
                            }
                        })),
                fault(
                        "takes UIDNEXT from the messages that are there",
                        "aUidIsNeverGivenOutAgain",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {
                            @Override
                            public MailboxStatus status() {
                                MailboxView view = mailbox.view();
                                long next = view.size() == 0 ? 1 : view.uid(view.size() - 1) + 1;
                                return ChangeFaults.status(
                                        super.status(), next, super.status().highestModSeq());
                            }
                        })),
                fault(
                        "tells no vanished UIDs",
                        "whatWasExpungedVanished",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {
                            @Override
                            public MailboxChanges changesSince(long modSeq) {
                                MailboxChanges changes = super.changesSince(modSeq);
                                return new MailboxChanges(changes.status(), changes.touched(), UidSet.EMPTY, true);
                            }
                        })),
                fault(
                        "tells all messages as changed",
                        "touchedAreTheMessagesThatChangedAndNoOthers",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {
                            @Override
                            public MailboxChanges changesSince(long modSeq) {
                                return super.changesSince(0);
                            }
                        })),
                fault(
                        "takes status and changes one after the other",
                        "anObserverThatFollowsNeverSeesHalfAChangeAndKnowsAllInTheEnd",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {
                            @Override
                            public MailboxChanges changesSince(long modSeq) {
                                MailboxStatus status = mailbox.status();
                                pause();
                                MailboxChanges changes = super.changesSince(modSeq);
                                MailboxView.Builder touched = MailboxView.builder(
                                        status, changes.touched().size());
                                for (int i = 0; i < changes.touched().size(); i++) {
                                    touched.add(
                                            changes.touched().uid(i),
                                            changes.touched().flags(i),
                                            changes.touched().octets(i),
                                            changes.touched().internalDate(i),
                                            changes.touched().modSeq(i));
                                }
                                return new MailboxChanges(
                                        status, touched.build(), changes.vanished(), changes.complete());
                            }
                        })),
                fault(
                        "changes flags message by message",
                        "anObserverThatFollowsNeverSeesHalfAChangeAndKnowsAllInTheEnd",
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
                        "reads flags, then writes them",
                        "noFlagUpdateIsLost",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {
                            @Override
                            public FlagOutcome store(UidSet uids, FlagUpdate update, long unchangedSince) {
                                MailboxView view = mailbox.view();
                                FlagUpdate all = new FlagUpdate(FlagUpdate.Mode.REPLACE, update.applyTo(view.flags(0)));
                                pause();
                                return super.store(uids, all, unchangedSince);
                            }
                        })),
                fault(
                        "takes away before it puts there",
                        "aMovedMessageIsNeverInNeitherMailbox",
                        () -> Delegating.withAccounts(account -> new Account(account) {
                            @Override
                            public Mailbox open(MailboxName name) {
                                return new Box(super.open(name)) {
                                    @Override
                                    public UidMapping move(UidSet uids, MailboxName to) {
                                        MailboxName hidden = MailboxName.of("hidden");
                                        try {
                                            account.create(hidden, Set.of());
                                        } catch (MailStoreException e) {
                                            // was made before
                                        }
                                        UidMapping out = super.move(uids, hidden);
                                        pause();
                                        return account.open(hidden).move(out.targets(), to);
                                    }
                                };
                            }
                        })),
                fault(
                        "signals before the change is seen",
                        "whoLooksAtEverySignalMissesNothing",
                        ChangeFaults::signallingTooEarly),
                fault(
                        "signals its own handle alone",
                        "changesByAnotherHandleAreSignalled",
                        () -> Delegating.withAccounts(account -> new Account(account) {
                            @Override
                            public Registration watch(AccountListener listener) {
                                listener.namesChanged();
                                listener.mailboxChanged(MailboxName.of("elsewhere"));
                                return () -> {};
                            }
                        })));
    }

    /** Time enough for another thread to look. */
    private static void pause() {
        LockSupport.parkNanos(1_000_000);
    }

    private static MailboxStatus status(MailboxStatus s, long uidNext, long highestModSeq) {
        return new MailboxStatus(
                s.uidValidity(), uidNext, highestModSeq, s.messages(), s.unseen(), s.deleted(), s.recent(), s.octets());
    }

    private static MailStore signallingTooEarly() {
        List<AccountListener> listeners = new CopyOnWriteArrayList<>();
        return Delegating.withAccounts(account -> new Account(account) {
            @Override
            public Registration watch(AccountListener listener) {
                listeners.add(listener);
                return () -> listeners.remove(listener);
            }

            @Override
            public Mailbox open(MailboxName name) {
                return new Box(super.open(name)) {
                    @Override
                    public Deposit deposit(Set<Flag> flags, Instant date) {
                        return new Delivery(super.deposit(flags, date)) {
                            @Override
                            public Receipt commit() {
                                listeners.forEach(listener -> listener.mailboxChanged(name));
                                // Long, since only the last one counts.
                                LockSupport.parkNanos(30_000_000);
                                return super.commit();
                            }
                        };
                    }
                };
            }
        });
    }
}
