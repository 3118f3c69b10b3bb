package io.github.hikyaku.storage.testkit.selftest;

import static io.github.hikyaku.storage.testkit.selftest.BrokenStoresTest.fault;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.QuotaLimits;
import io.github.hikyaku.storage.QuotaUsage;
import io.github.hikyaku.storage.UidMapping;
import io.github.hikyaku.storage.UidSet;
import io.github.hikyaku.storage.memory.MemoryMailStore;
import io.github.hikyaku.storage.testkit.selftest.Delegating.Account;
import io.github.hikyaku.storage.testkit.selftest.Delegating.Box;
import io.github.hikyaku.storage.testkit.selftest.Delegating.Delivery;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Stores that hold an account to its limits badly. */
final class QuotaFaults {
    private QuotaFaults() {}

    static Stream<Arguments> all() {
        return Stream.of(
                fault(
                        "checks the room, then takes it",
                        "howeverManyThreadsTryTheLimitIsMetExactly",
                        () -> unchecked(true, false)),
                fault(
                        "checks the room when octets come, and not at commit",
                        "depositsThatWereWrittenBeforeTheRoomWasGoneDoNotExceedIt",
                        () -> unchecked(false, false)),
                fault(
                        "takes room twice while a deposit is under way",
                        "whatFitsIsNotRefusedHoweverManyThreadsTry",
                        QuotaFaults::pessimistic),
                fault(
                        "wants room for a move",
                        "whatNeedsNoMoreRoomIsNeverRefused",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public UidMapping move(UidSet uids, MailboxName to) {
                                UidMapping mapping = super.copy(uids, to);
                                super.expunge(mapping.sources());
                                return mapping;
                            }
                        })),
                fault(
                        "copies what fits",
                        "aCopyThatDoesNotFitCopiesNothing",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public UidMapping copy(UidSet uids, MailboxName to) {
                                for (long uid : mailbox.view().uids()) {
                                    if (uids.contains(uid)) {
                                        super.copy(UidSet.of(uid), to);
                                    }
                                }
                                return new UidMapping(1, new long[0], new long[0]);
                            }
                        })),
                fault("keeps limits with the handle", "theLimitsAreToldByEveryHandle", () -> unchecked(false, true)),
                fault(
                        "takes what is negative for no limit",
                        "aNegativeLimitIsAMistake",
                        () -> Delegating.withAccounts(account -> new Account(account) {
                            @Override
                            public void limit(OptionalLong octets, OptionalLong messages) {
                                super.limit(
                                        octets.orElse(0) < 0 ? OptionalLong.empty() : octets,
                                        messages.orElse(0) < 0 ? OptionalLong.empty() : messages);
                            }
                        })),
                fault(
                        "does not count messages",
                        "theNumberOfMessagesIsLimitedToo",
                        () -> Delegating.withAccounts(account -> new Account(account) {
                            @Override
                            public void limit(OptionalLong octets, OptionalLong messages) {
                                super.limit(octets, OptionalLong.empty());
                            }
                        })),
                fault(
                        "lets the last octets in whatever they are",
                        "aDepositFitsUpToTheLimitAndNotBeyond",
                        () -> Delegating.withAccounts(account -> new Account(account) {
                            @Override
                            public void limit(OptionalLong octets, OptionalLong messages) {
                                super.limit(
                                        octets.isPresent() ? OptionalLong.of(octets.getAsLong() + 1) : octets,
                                        messages);
                            }
                        })),
                fault(
                        "does not give the room of an aborted deposit back",
                        "aDepositInPiecesIsHeldToTheLimitToo",
                        () -> {
                            AtomicLong lost = new AtomicLong();
                            return Delegating.withAccounts(account -> new Account(account) {
                                @Override
                                public Mailbox open(MailboxName name) {
                                    return new Box(super.open(name)) {
                                        @Override
                                        public Deposit deposit(Set<Flag> flags, Instant internalDate) {
                                            return new Delivery(super.deposit(flags, internalDate)) {
                                                @Override
                                                public void write(byte[] octets, int offset, int length) {
                                                    super.write(octets, offset, length);
                                                    lost.addAndGet(length);
                                                    OptionalLong limit =
                                                            account.quota().octetLimit();
                                                    if (limit.isPresent() && lost.get() > limit.getAsLong()) {
                                                        throw new MailStoreException(
                                                                MailStoreException.Kind.OVER_QUOTA, "lost");
                                                    }
                                                }
                                            };
                                        }
                                    };
                                }
                            });
                        }),
                fault(
                        "gives nothing back for a mailbox that is deleted",
                        "roomComesBackWithAllThatGoes",
                        () -> Delegating.withAccounts(account -> new Account(account) {
                            @Override
                            public void delete(MailboxName name) {
                                super.rename(name, MailboxName.of("deleted"));
                            }
                        })),
                fault(
                        "takes messages away to meet a limit",
                        "aLimitBelowWhatIsUsedTakesNothingAway",
                        () -> Delegating.withAccounts(account -> new Account(account) {
                            @Override
                            public void limit(OptionalLong octets, OptionalLong messages) {
                                super.limit(octets, messages);
                                Mailbox inbox = account.open(MailboxName.INBOX);
                                while (octets.isPresent() && account.quota().octets() > octets.getAsLong()) {
                                    inbox.expunge(UidSet.of(inbox.view().uid(0)));
                                }
                            }
                        })),
                fault("limits one account like another", "eachAccountIsHeldToItsOwn", () -> {
                    MemoryMailStore kept = MemoryMailStore.create();
                    return new Delegating.Store(kept, kept.features()) {
                        @Override
                        public MailAccount open(AccountId id) {
                            return new Account(super.open(id)) {
                                @Override
                                public void limit(OptionalLong octets, OptionalLong messages) {
                                    super.limit(octets, messages);
                                    ((QuotaLimits) kept.open(new AccountId("fuga@example.com")))
                                            .limit(octets, messages);
                                }
                            };
                        }
                    };
                }),
                fault(
                        "forgets limits",
                        "theLimitsSurvive",
                        Reopening.store(kept -> ((QuotaLimits) kept.open(new AccountId("hoge@example.com")))
                                .limit(OptionalLong.empty(), OptionalLong.empty()))));
    }

    /** A store that refuses where two deposits could collide, though there is room for both. */
    private static MailStore pessimistic() {
        AtomicInteger committing = new AtomicInteger();
        return Delegating.withDeposits(deposit -> new Delivery(deposit) {
            @Override
            public Receipt commit() {
                try {
                    if (committing.incrementAndGet() > 1) {
                        throw new MailStoreException(MailStoreException.Kind.OVER_QUOTA, "perhaps");
                    }
                    LockSupport.parkNanos(200_000);
                    return super.commit();
                } finally {
                    committing.decrementAndGet();
                }
            }
        });
    }

    /** A store that looks at the usage by itself, and has no limits below that would help it. */
    private static MailStore unchecked(boolean atCommit, boolean perHandle) {
        AtomicReference<OptionalLong> shared = new AtomicReference<>(OptionalLong.empty());
        return Delegating.withAccounts(account -> {
            AtomicReference<OptionalLong> limit = perHandle ? new AtomicReference<>(OptionalLong.empty()) : shared;
            return new Account(account) {
                @Override
                public void limit(OptionalLong octets, OptionalLong messages) {
                    limit.set(octets);
                }

                @Override
                public QuotaUsage quota() {
                    QuotaUsage usage = super.quota();
                    return new QuotaUsage(usage.octets(), usage.messages(), limit.get(), OptionalLong.empty());
                }

                @Override
                public Mailbox open(MailboxName name) {
                    return new Box(super.open(name)) {
                        @Override
                        public Deposit deposit(Set<Flag> flags, Instant internalDate) {
                            return new Delivery(super.deposit(flags, internalDate)) {
                                private long octets;

                                @Override
                                public void write(byte[] piece, int offset, int length) {
                                    octets += length;
                                    checkRoom();
                                    super.write(piece, offset, length);
                                }

                                @Override
                                public Receipt commit() {
                                    if (atCommit) {
                                        checkRoom();
                                        LockSupport.parkNanos(1_000_000);
                                    }
                                    return super.commit();
                                }

                                private void checkRoom() {
                                    if (octets
                                            > limit.get().orElse(Long.MAX_VALUE)
                                                    - account.quota().octets()) {
                                        throw new MailStoreException(MailStoreException.Kind.OVER_QUOTA, "full");
                                    }
                                }
                            };
                        }
                    };
                }
            };
        });
    }
}
