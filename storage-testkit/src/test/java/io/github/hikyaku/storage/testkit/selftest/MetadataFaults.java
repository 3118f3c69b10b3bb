package io.github.hikyaku.storage.testkit.selftest;

import static io.github.hikyaku.storage.testkit.selftest.BrokenStoresTest.fault;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.Metadata;
import io.github.hikyaku.storage.UidSet;
import io.github.hikyaku.storage.testkit.selftest.Delegating.Account;
import io.github.hikyaku.storage.testkit.selftest.Delegating.Box;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Stores that spoil metadata. */
final class MetadataFaults {
    private MetadataFaults() {}

    static Stream<Arguments> all() {
        return Stream.of(
                fault(
                        "takes an empty value for none",
                        "entriesAreSetReplacedAndRemoved",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public void setMetadata(Map<String, Optional<byte[]>> changes) {
                                Map<String, Optional<byte[]>> changed = new HashMap<>();
                                changes.forEach(
                                        (name, value) -> changed.put(name, value.filter(octets -> octets.length > 0)));
                                super.setMetadata(changed);
                            }
                        })),
                fault(
                        "keeps texts, not octets",
                        "everyOctetIsKept",
                        () -> Delegating.withAccounts(account -> new Account(account) {
                            @Override
                            public Map<String, byte[]> metadata() {
                                Map<String, byte[]> all = super.metadata();
                                all.replaceAll((name, value) -> new String(value, UTF_8).getBytes(UTF_8));
                                return all;
                            }
                        })),
                fault(
                        "has one set of entries for an account and its mailboxes",
                        "theAccountAndEachMailboxHaveTheirOwn",
                        () -> Delegating.withAccounts(account -> new Account(account) {
                            @Override
                            public Mailbox open(MailboxName name) {
                                return new Box(super.open(name)) {
                                    @Override
                                    public Map<String, byte[]> metadata() {
                                        return ((Metadata) account).metadata();
                                    }

                                    @Override
                                    public void setMetadata(Map<String, Optional<byte[]>> changes) {
                                        ((Metadata) account).setMetadata(changes);
                                    }
                                };
                            }
                        })),
                fault(
                        "gives names back as they were spelled",
                        "namesAreTheSameInAnyCase",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public Map<String, byte[]> metadata() {
                                Map<String, byte[]> all = new HashMap<>();
                                super.metadata()
                                        .forEach((name, value) -> all.put(name.toUpperCase(Locale.ROOT), value));
                                return all;
                            }
                        })),
                fault(
                        "sets entries one after the other",
                        "aBadNameIsRefusedAndNothingIsSet",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public void setMetadata(Map<String, Optional<byte[]>> changes) {
                                new TreeMap<>(changes)
                                        .descendingMap()
                                        .forEach((name, value) -> super.setMetadata(Map.of(name, value)));
                            }
                        })),
                fault(
                        "cuts a value that is too large",
                        "valuesHaveALargestSize",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public void setMetadata(Map<String, Optional<byte[]>> changes) {
                                Map<String, Optional<byte[]>> cut = new HashMap<>();
                                changes.forEach((name, value) -> cut.put(
                                        name,
                                        value.map(octets ->
                                                Arrays.copyOf(octets, Math.min(octets.length, Metadata.MAX_OCTETS)))));
                                super.setMetadata(cut);
                            }
                        })),
                fault(
                        "has room for one entry less",
                        "thereAreOnlySoManyEntries",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public void setMetadata(Map<String, Optional<byte[]>> changes) {
                                Set<String> names =
                                        new HashSet<>(super.metadata().keySet());
                                names.addAll(changes.keySet());
                                if (names.size() > Metadata.MAX_ENTRIES) {
                                    throw new MailStoreException(
                                            MailStoreException.Kind.LIMIT_REACHED, "counts what is going, too");
                                }
                                super.setMetadata(changes);
                            }
                        })),
                fault("keeps the array it is given", "theArraysAreTheCallers", () -> {
                    Map<String, byte[]> kept = new ConcurrentHashMap<>();
                    return Delegating.withMailboxes(mailbox -> new Box(mailbox) {
                        @Override
                        public void setMetadata(Map<String, Optional<byte[]>> changes) {
                            changes.forEach((name, value) -> kept.put(name, value.orElseThrow()));
                        }

                        @Override
                        public Map<String, byte[]> metadata() {
                            return new HashMap<>(kept);
                        }
                    });
                }),
                fault("keeps entries by the name of the mailbox", "theyFollowARenamedTree", MetadataFaults::byName),
                fault("keeps entries by the name of the mailbox", "metadataEndWithTheMailbox", MetadataFaults::byName),
                fault(
                        "moves entries with the messages of INBOX",
                        "thoseOfInboxStayWithInbox",
                        () -> Delegating.withAccounts(account -> new Account(account) {
                            @Override
                            public void rename(MailboxName from, MailboxName to) {
                                Metadata before = (Metadata) super.open(from);
                                Map<String, Optional<byte[]>> all = new HashMap<>();
                                before.metadata().forEach((name, value) -> all.put(name, Optional.of(value)));
                                super.rename(from, to);
                                ((Metadata) super.open(to)).setMetadata(all);
                            }
                        })),
                fault(
                        "lets a handle outlive its mailbox",
                        "aHandleToAMailboxThatIsGoneFails",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public Map<String, byte[]> metadata() {
                                try {
                                    return super.metadata();
                                } catch (MailStoreException e) {
                                    return Map.of();
                                }
                            }
                        })),
                fault(
                        "takes an entry for a change of the mailbox",
                        "theyAreNoPartOfTheClock",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public void setMetadata(Map<String, Optional<byte[]>> changes) {
                                super.setMetadata(changes);
                                super.store(UidSet.ALL, FlagUpdate.add(Flag.of("stamp")), Long.MAX_VALUE);
                            }
                        })),
                fault(
                        "reads all entries, then writes all",
                        "whatThreadsSetAtOnceIsAllThere",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public void setMetadata(Map<String, Optional<byte[]>> changes) {
                                Map<String, Optional<byte[]>> all = new HashMap<>();
                                super.metadata().forEach((name, value) -> all.put(name, Optional.of(value)));
                                all.putAll(changes);
                                LockSupport.parkNanos(500_000);
                                super.setMetadata(all);
                            }
                        })),
                fault(
                        "forgets metadata",
                        "metadataSurvive",
                        Reopening.store(kept -> ((Metadata) kept.open(new AccountId("hoge@example.com")))
                                .setMetadata(Map.of("/private/comment", Optional.empty())))));
    }

    private static MailStore byName() {
        Map<MailboxName, Map<String, byte[]>> kept = new ConcurrentHashMap<>();
        return Delegating.withMailboxes(mailbox -> new Box(mailbox) {
            @Override
            public Map<String, byte[]> metadata() {
                return new HashMap<>(kept.getOrDefault(name(), Map.of()));
            }

            @Override
            public void setMetadata(Map<String, Optional<byte[]>> changes) {
                super.setMetadata(changes);
                kept.put(name(), super.metadata());
            }
        });
    }
}
