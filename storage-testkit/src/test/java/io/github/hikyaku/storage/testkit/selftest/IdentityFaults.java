package io.github.hikyaku.storage.testkit.selftest;

import static io.github.hikyaku.storage.testkit.selftest.BrokenStoresTest.fault;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.FlagOutcome;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.UidSet;
import io.github.hikyaku.storage.testkit.selftest.Delegating.Account;
import io.github.hikyaku.storage.testkit.selftest.Delegating.Box;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Stores that name mailboxes and messages badly, or date them badly. */
final class IdentityFaults {
    private IdentityFaults() {}

    static Stream<Arguments> all() {
        return Stream.of(
                fault(
                        "names mailboxes by their name",
                        "aMailboxKeepsItsIdWhenItIsRenamed",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public String mailboxId() {
                                return "M" + (name().toString().hashCode() & 0xffff_ffffL);
                            }
                        })),
                fault(
                        "gives the id of a name again",
                        "anIdIsNotGivenAgain",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public String mailboxId() {
                                return "M" + (name().toString().hashCode() & 0xffff_ffffL);
                            }
                        })),
                fault(
                        "names mailboxes by the length of their name",
                        "noTwoMailboxesShareAnId",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public String mailboxId() {
                                return "M" + name().toString().length();
                            }
                        })),
                fault(
                        "makes ids of characters that are not allowed",
                        "aMailboxHasOneIdForEveryHandle",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public String mailboxId() {
                                return super.mailboxId() + ".";
                            }
                        })),
                fault(
                        "gives the id of INBOX away",
                        "inboxKeepsItsIdWhenItsMessagesAreRenamedAway",
                        () -> Delegating.withAccounts(account -> new Account(account) {
                            @Override
                            public Mailbox open(MailboxName name) {
                                boolean renamed = account.list().stream()
                                        .anyMatch(info -> info.name().equals(MailboxName.of("old")));
                                return new Box(super.open(name)) {
                                    @Override
                                    public String mailboxId() {
                                        return renamed && name.isInbox() ? "new" : super.mailboxId();
                                    }
                                };
                            }
                        })),
                fault(
                        "names messages by their UID",
                        "copiedAndMovedMessagesKeepTheirId",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public Optional<String> emailId(long uid) {
                                return super.emailId(uid).map(id -> "E" + mailboxId() + "-" + uid);
                            }
                        })),
                fault(
                        "names messages by date and size",
                        "differentOctetsNeverShareAnId",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public Optional<String> emailId(long uid) {
                                return super.emailId(uid)
                                        .map(id -> "E" + content(uid).size());
                            }
                        })),
                fault(
                        "names messages by their state",
                        "theIdOfAMessageNeverChanges",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public Optional<String> emailId(long uid) {
                                return super.emailId(uid)
                                        .map(id -> id + "-"
                                                + mailbox.view()
                                                        .modSeq(mailbox.view().row(uid)));
                            }
                        })),
                fault(
                        "names messages that are gone",
                        "aMessageThatIsNotThereHasNoId",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public Optional<String> emailId(long uid) {
                                return super.emailId(uid).or(() -> Optional.of("E" + uid));
                            }
                        })),
                fault(
                        "makes threads up anew",
                        "theIdOfAThreadIsAnIdThatStays",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public Optional<String> threadId(long uid) {
                                return Optional.of("T" + System.nanoTime());
                            }
                        })),
                fault(
                        "makes ids anew when it is opened",
                        "idsSurvive",
                        Reopening.wrapped(kept -> new Delegating.Store(kept, kept.features()) {
                            @Override
                            public MailAccount open(AccountId id) {
                                return new Account(super.open(id)) {
                                    @Override
                                    public Mailbox open(MailboxName name) {
                                        return new Box(super.open(name)) {
                                            @Override
                                            public Optional<String> emailId(long uid) {
                                                return super.emailId(uid).map(id -> id + "-2");
                                            }
                                        };
                                    }
                                };
                            }
                        })),
                fault(
                        "takes the internal date for the save date",
                        "itIsTheTimeOfTheDepositWhateverTheInternalDate",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public Optional<Instant> saveDate(long uid) {
                                return super.saveDate(uid)
                                        .map(date -> mailbox.view()
                                                .internalDate(mailbox.view().row(uid)));
                            }
                        })),
                fault(
                        "keeps the save date of the original",
                        "whatIsCopiedOrMovedIsSavedAnewAndTheRestKeepsItsDate",
                        () -> {
                            Map<String, Instant> first = new ConcurrentHashMap<>();
                            return Delegating.withMailboxes(mailbox -> new Box(mailbox) {
                                @Override
                                public Optional<Instant> saveDate(long uid) {
                                    return super.saveDate(uid)
                                            .map(date -> first.computeIfAbsent(
                                                    super.emailId(uid).orElseThrow(), id -> date));
                                }
                            });
                        }),
                fault(
                        "takes the last change for the save date",
                        "whatIsCopiedOrMovedIsSavedAnewAndTheRestKeepsItsDate",
                        () -> {
                            Map<String, Instant> changes = new ConcurrentHashMap<>();
                            return Delegating.withMailboxes(mailbox -> new Box(mailbox) {
                                @Override
                                public Optional<Instant> saveDate(long uid) {
                                    return super.saveDate(uid)
                                            .map(date -> changes.getOrDefault(name() + ":" + uid, date));
                                }

                                @Override
                                public FlagOutcome store(UidSet uids, FlagUpdate update, long unchangedSince) {
                                    long now = Instant.now().getEpochSecond();
                                    uids.stream()
                                            .limit(100)
                                            .forEach(
                                                    uid -> changes.put(name() + ":" + uid, Instant.ofEpochSecond(now)));
                                    return super.store(uids, update, unchangedSince);
                                }
                            });
                        }),
                fault(
                        "dates messages that are gone",
                        "aMessageThatIsNotThereHasNoSaveDate",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public Optional<Instant> saveDate(long uid) {
                                return super.saveDate(uid).or(() -> Optional.of(Instant.EPOCH));
                            }
                        })),
                fault(
                        "dates messages anew when it is opened",
                        "saveDatesSurvive",
                        Reopening.wrapped(kept -> new Delegating.Store(kept, kept.features()) {
                            @Override
                            public MailAccount open(AccountId id) {
                                return new Account(super.open(id)) {
                                    @Override
                                    public Mailbox open(MailboxName name) {
                                        return new Box(super.open(name)) {
                                            @Override
                                            public Optional<Instant> saveDate(long uid) {
                                                return super.saveDate(uid)
                                                        .map(date -> Instant.ofEpochSecond(
                                                                Instant.now().getEpochSecond()));
                                            }
                                        };
                                    }
                                };
                            }
                        })));
    }
}
