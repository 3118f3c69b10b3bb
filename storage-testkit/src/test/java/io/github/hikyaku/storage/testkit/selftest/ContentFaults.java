package io.github.hikyaku.storage.testkit.selftest;

import static io.github.hikyaku.storage.testkit.selftest.BrokenStoresTest.fault;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.DerivedData;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MessageContent;
import io.github.hikyaku.storage.QuotaUsage;
import io.github.hikyaku.storage.UidMapping;
import io.github.hikyaku.storage.UidSet;
import io.github.hikyaku.storage.testkit.selftest.Delegating.Account;
import io.github.hikyaku.storage.testkit.selftest.Delegating.Box;
import io.github.hikyaku.storage.testkit.selftest.Delegating.Delivery;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Stores that spoil the octets of messages, or what is kept beside them. */
final class ContentFaults {
    private ContentFaults() {}

    static Stream<Arguments> all() {
        return Stream.of(
                fault(
                        "counts offsets in 19 bits",
                        "rangesOfALargeMessageAreRight",
                        () -> Delegating.withContents((mailbox, content) -> new Altered(content) {
                            @Override
                            public InputStream open(long offset, long length) throws IOException {
                                return super.open(offset & 0x7ffff, length);
                            }
                        })),
                fault("shares one position among streams", "manyThreadsReadRangesAtOnce", () -> {
                    AtomicLong position = new AtomicLong();
                    return Delegating.withContents((mailbox, content) -> new Altered(content) {
                        @Override
                        public InputStream open(long offset, long length) throws IOException {
                            position.set(offset);
                            LockSupport.parkNanos(100_000);
                            return super.open(position.get(), length);
                        }
                    });
                }),
                fault("keeps shared octets with the first message", "whoExpungesItsCopyLeavesTheOthersReadable", () -> {
                    AtomicBoolean expunged = new AtomicBoolean();
                    return Delegating.withMailboxes(mailbox -> new Box(mailbox) {
                        @Override
                        public UidSet expunge(UidSet uids) {
                            expunged.set(true);
                            return super.expunge(uids);
                        }

                        @Override
                        public MessageContent content(long uid) {
                            return new Altered(super.content(uid)) {
                                @Override
                                public InputStream open(long offset, long length) throws IOException {
                                    return expunged.get() ? InputStream.nullInputStream() : super.open(offset, length);
                                }
                            };
                        }
                    });
                }),
                fault(
                        "keeps shared octets where the first message was",
                        "aMovedOrRenamedOriginalChangesNothingForTheOthers",
                        () -> {
                            AtomicBoolean moved = new AtomicBoolean();
                            return Delegating.withMailboxes(mailbox -> new Box(mailbox) {
                                @Override
                                public UidMapping move(UidSet uids, MailboxName to) {
                                    moved.set(true);
                                    return super.move(uids, to);
                                }

                                @Override
                                public MessageContent content(long uid) {
                                    return new Altered(super.content(uid)) {
                                        @Override
                                        public InputStream open(long offset, long length) throws IOException {
                                            return moved.get()
                                                    ? InputStream.nullInputStream()
                                                    : super.open(offset, length);
                                        }
                                    };
                                }
                            });
                        }),
                fault(
                        "counts shared octets once",
                        "oneMessageReachesManyMailboxesAndAccounts",
                        () -> Delegating.withAccounts(account -> new Account(account) {
                            @Override
                            public QuotaUsage quota() {
                                QuotaUsage usage = super.quota();
                                return QuotaUsage.unlimited(
                                        usage.octets() / Math.max(1, usage.messages()), usage.messages());
                            }
                        })),
                fault(
                        "reads what is shared at commit",
                        "aDepositGoesOnWhenTheOriginalGoesOrEndsWithoutAMessage",
                        ContentFaults::late),
                fault("shares octets without a lock", "manyThreadsShareAndExpungeAtOnce", () -> {
                    AtomicInteger expunging = new AtomicInteger();
                    Set<Long> lost = ConcurrentHashMap.newKeySet();
                    return Delegating.withMailboxes(mailbox -> new Box(mailbox) {
                        @Override
                        public Deposit deposit(Set<Flag> flags, Instant internalDate) {
                            return new Delivery(super.deposit(flags, internalDate)) {
                                @Override
                                public Receipt commit() {
                                    Receipt receipt = super.commit();
                                    if (expunging.get() > 0) {
                                        lost.add(receipt.uid());
                                    }
                                    return receipt;
                                }
                            };
                        }

                        @Override
                        public UidSet expunge(UidSet uids) {
                            expunging.incrementAndGet();
                            LockSupport.parkNanos(1_000_000);
                            expunging.decrementAndGet();
                            return super.expunge(uids);
                        }

                        @Override
                        public MessageContent content(long uid) {
                            return new Altered(super.content(uid)) {
                                @Override
                                public InputStream open(long offset, long length) throws IOException {
                                    return lost.contains(uid)
                                            ? InputStream.nullInputStream()
                                            : super.open(offset, length);
                                }
                            };
                        }
                    });
                }),
                fault(
                        "keeps blobs by UID, whatever the mailbox",
                        "copiedAndMovedMessagesHaveTheBlobOfTheirOriginalOrNone",
                        () -> blobs(mailbox -> "")),
                fault(
                        "keeps blobs by the name of the mailbox",
                        "blobsFollowARenamedMailboxOrAreLost",
                        () -> blobs(mailbox -> mailbox.name().toString())),
                fault(
                        "keeps blobs by UID, and gives them to others",
                        "blobsOfInboxFollowItsMessagesOrAreLost",
                        () -> blobs(mailbox -> "")),
                fault(
                        "keeps the first blob over a restart",
                        "blobsSurviveOrAreLost",
                        Reopening.store(kept -> ((DerivedData) kept.open(new AccountId("hoge@example.com"))
                                        .open(MailboxName.INBOX))
                                .keepDerived(2, new byte[] {2}))));
    }

    private static class Altered implements MessageContent {
        private final MessageContent content;

        Altered(MessageContent content) {
            this.content = content;
        }

        @Override
        public long size() {
            return content.size();
        }

        @Override
        public InputStream open(long offset, long length) throws IOException {
            return content.open(offset, length);
        }
    }

    private static MailStore late() {
        AtomicBoolean expunged = new AtomicBoolean();
        return Delegating.withMailboxes(mailbox -> new Box(mailbox) {
            @Override
            public UidSet expunge(UidSet uids) {
                expunged.set(true);
                return super.expunge(uids);
            }

            @Override
            public Deposit deposit(Set<Flag> flags, Instant internalDate) {
                Deposit empty = super.deposit(flags, internalDate);
                return new Delivery(super.deposit(flags, internalDate)) {
                    @Override
                    public Receipt commit() {
                        return expunged.get() ? empty.commit() : super.commit();
                    }
                };
            }
        });
    }

    private static MailStore blobs(Function<Mailbox, String> key) {
        Map<String, byte[]> kept = new ConcurrentHashMap<>();
        return Delegating.withMailboxes(mailbox -> new Box(mailbox) {
            @Override
            public Optional<byte[]> derived(long uid) {
                return Optional.ofNullable(kept.get(key.apply(mailbox) + ":" + uid));
            }

            @Override
            public void keepDerived(long uid, byte[] blob) {
                kept.put(key.apply(mailbox) + ":" + uid, blob);
            }
        });
    }
}
