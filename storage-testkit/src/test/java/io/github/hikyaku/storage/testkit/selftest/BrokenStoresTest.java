package io.github.hikyaku.storage.testkit.selftest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.hikyaku.storage.AccountListener;
import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagOutcome;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxChanges;
import io.github.hikyaku.storage.MailboxInfo;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.MessageContent;
import io.github.hikyaku.storage.QuotaUsage;
import io.github.hikyaku.storage.Registration;
import io.github.hikyaku.storage.SpecialUse;
import io.github.hikyaku.storage.StoreFeature;
import io.github.hikyaku.storage.UidMapping;
import io.github.hikyaku.storage.UidSet;
import io.github.hikyaku.storage.memory.MemoryMailStore;
import io.github.hikyaku.storage.testkit.MailStoreContract;
import io.github.hikyaku.storage.testkit.StoreFixture;
import io.github.hikyaku.storage.testkit.selftest.Delegating.Account;
import io.github.hikyaku.storage.testkit.selftest.Delegating.Box;
import io.github.hikyaku.storage.testkit.selftest.Delegating.Delivery;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The suite bites: each store here has one fault, and the contract that is there to find it finds it. */
class BrokenStoresTest {
    private static Supplier<MailStore> broken = MemoryMailStore::create;

    /** The suite, run on the store that is broken now; not found by itself. */
    static class Suite extends MailStoreContract {
        @Override
        protected StoreFixture fixture() {
            return () -> broken.get();
        }
    }

    @ParameterizedTest(name = "{0} is found by {1}")
    @MethodSource("faults")
    void aFaultIsFound(String fault, String contract, Supplier<MailStore> store) {
        broken = store;
        TestExecutionSummary found = run(contract);
        assertThat(found.getTestsFoundCount()).as("contracts of that name").isEqualTo(1);
        assertThat(found.getTestsFailedCount()).as("contracts that fail").isEqualTo(1);
        assertThat(found.getFailures().get(0).getException())
                .as("tells a broken rule, and does not just fall over")
                .isInstanceOf(AssertionError.class);
    }

    private static TestExecutionSummary run(String contract) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        PostDiscoveryFilter thatContract = descriptor -> FilterResult.includedIf(
                !descriptor.isTest() || descriptor.getDisplayName().equals(contract + "()"));
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(Suite.class))
                                .filters(thatContract)
                                .build(),
                        listener);
        return listener.getSummary();
    }

    static Stream<Arguments> faults() {
        return Stream.of(messageFaults(), changeFaults(), treeFaults()).flatMap(faults -> faults);
    }

    private static Arguments fault(String what, String contract, Supplier<MailStore> store) {
        return arguments(what, contract, store);
    }

    private static Stream<Arguments> messageFaults() {
        return Stream.of(
                fault(
                        "clears the eighth bit",
                        "octetsComeBackAsTheyWereWritten",
                        () -> Delegating.withDeposits(deposit -> new Delivery(deposit) {
                            @Override
                            public void write(byte[] octets, int offset, int length) {
                                byte[] copy = Arrays.copyOfRange(octets, offset, offset + length);
                                for (int i = 0; i < length; i++) {
                                    copy[i] &= 0x7f;
                                }
                                super.write(copy, 0, length);
                            }
                        })),
                fault(
                        "commits what is closed",
                        "anAbortedDepositLeavesNothingBehind",
                        () -> Delegating.withDeposits(deposit -> new Delivery(deposit) {
                            private boolean done;

                            @Override
                            public Receipt commit() {
                                done = true;
                                return super.commit();
                            }

                            @Override
                            public void close() {
                                if (!done) {
                                    commit();
                                }
                            }
                        })),
                fault(
                        "keeps the array it was given",
                        "theArrayIsTheCallersAgain",
                        () -> Delegating.withDeposits(deposit -> new Delivery(deposit) {
                            private final List<byte[]> given = new ArrayList<>();

                            @Override
                            public void write(byte[] octets, int offset, int length) {
                                given.add(octets);
                            }

                            @Override
                            public Receipt commit() {
                                given.forEach(octets -> super.write(octets, 0, octets.length));
                                return super.commit();
                            }
                        })),
                fault(
                        "gives UIDs when a deposit starts",
                        "uidsFollowTheOrderOfCommits",
                        () -> Delegating.withDeposits(deposit -> new Delivery(deposit) {
                            private final Receipt early = deposit.commit();

                            @Override
                            public void write(byte[] octets, int offset, int length) {}

                            @Override
                            public Receipt commit() {
                                return early;
                            }
                        })),
                fault(
                        "reads ranges from the start",
                        "everyRangeCanBeOpened",
                        () -> Delegating.withContents((mailbox, content) -> new MessageContent() {
                            @Override
                            public long size() {
                                return content.size();
                            }

                            @Override
                            public InputStream open(long offset, long length) throws IOException {
                                return content.open(0, length);
                            }
                        })),
                fault(
                        "calls all messages dot-transparent",
                        "dotTransparentIsOnlySaidWhereItIsTrue",
                        () -> Delegating.withContents((mailbox, content) -> new MessageContent() {
                            @Override
                            public long size() {
                                return content.size();
                            }

                            @Override
                            public InputStream open(long offset, long length) throws IOException {
                                return content.open(offset, length);
                            }

                            @Override
                            public boolean isDotTransparent() {
                                return true;
                            }
                        })),
                fault(
                        "does not remember who claimed",
                        "aMessageIsClaimedOnce",
                        () -> mailboxes(mailbox -> new Box(mailbox) {
                            @Override
                            public long claimRecent() {
                                return mailbox.view().size() == 0
                                        ? mailbox.status().uidNext()
                                        : mailbox.view().uid(0);
                            }
                        })),
                fault(
                        "mixes blobs up",
                        "theLastBlobOfAMessageIsGivenBack",
                        () -> mailboxes(mailbox -> new Box(mailbox) {
                            @Override
                            public void keepDerived(long uid, byte[] blob) {
                                super.keepDerived(3 - uid, blob);
                            }
                        })));
    }

    /** Time enough for another thread to look. */
    private static void pause() {
        LockSupport.parkNanos(1_000_000);
    }

    private static MailStore mailboxes(UnaryOperator<Mailbox> spoil) {
        return Delegating.withMailboxes(spoil);
    }

    private static Stream<Arguments> changeFaults() {
        return Stream.of(
                fault(
                        "ignores UNCHANGEDSINCE",
                        "aMessageChangedAfterUnchangedSinceIsLeftAlone",
                        () -> mailboxes(mailbox -> new Box(mailbox) {
                            @Override
                            public FlagOutcome store(UidSet uids, FlagUpdate update, long unchangedSince) {
                                return super.store(uids, update, Long.MAX_VALUE);
                            }
                        })),
                fault(
                        "stamps what stays the same",
                        "aMessageWhoseFlagsStayTheSameKeepsItsModSeq",
                        () -> mailboxes(mailbox -> new Box(mailbox) {
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
                        () -> mailboxes(mailbox -> new Box(mailbox) {
                            @Override
                            public UidSet expunge(UidSet uids) {
                                super.expunge(uids);
                                return uids;
                            }
                        })),
                fault(
                        "takes the clock from the messages that are there",
                        "anExpungeMovesTheClock",
                        () -> mailboxes(mailbox -> new Box(mailbox) {
                            @Override
                            public MailboxStatus status() {
                                MailboxView view = mailbox.view();
                                long highest = 1;
                                for (int i = 0; i < view.size(); i++) {
                                    highest = Math.max(highest, view.modSeq(i));
                                }
                                return BrokenStoresTest.status(
                                        super.status(), super.status().uidNext(), highest);
                            }
                        })),
                fault(
                        "takes UIDNEXT from the messages that are there",
                        "aUidIsNeverGivenOutAgain",
                        () -> mailboxes(mailbox -> new Box(mailbox) {
                            @Override
                            public MailboxStatus status() {
                                MailboxView view = mailbox.view();
                                long next = view.size() == 0 ? 1 : view.uid(view.size() - 1) + 1;
                                return BrokenStoresTest.status(
                                        super.status(), next, super.status().highestModSeq());
                            }
                        })),
                fault(
                        "tells no vanished UIDs",
                        "whatWasExpungedVanished",
                        () -> mailboxes(mailbox -> new Box(mailbox) {
                            @Override
                            public MailboxChanges changesSince(long modSeq) {
                                MailboxChanges changes = super.changesSince(modSeq);
                                return new MailboxChanges(changes.status(), changes.touched(), UidSet.EMPTY, true);
                            }
                        })),
                fault(
                        "tells all messages as changed",
                        "touchedAreTheMessagesThatChangedAndNoOthers",
                        () -> mailboxes(mailbox -> new Box(mailbox) {
                            @Override
                            public MailboxChanges changesSince(long modSeq) {
                                return super.changesSince(0);
                            }
                        })),
                fault(
                        "takes status and changes one after the other",
                        "anObserverThatFollowsNeverSeesHalfAChangeAndKnowsAllInTheEnd",
                        () -> mailboxes(mailbox -> new Box(mailbox) {
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
                        () -> mailboxes(mailbox -> new Box(mailbox) {
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
                        () -> mailboxes(mailbox -> new Box(mailbox) {
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
                        BrokenStoresTest::signallingTooEarly),
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

    private static Stream<Arguments> treeFaults() {
        return Stream.of(
                fault(
                        "binds handles to the name",
                        "aHandleStaysBoundToItsVeryMailbox",
                        () -> Delegating.withAccounts(account -> new Account(account) {
                            @Override
                            public Mailbox create(MailboxName name, Set<SpecialUse> uses) {
                                return new Box(super.create(name, uses)) {
                                    @Override
                                    public MailboxStatus status() {
                                        return account.open(name).status();
                                    }
                                };
                            }
                        })),
                fault(
                        "renames by copying",
                        "uidsAndUidValidityGoWithTheMailbox",
                        () -> Delegating.withAccounts(account -> new Account(account) {
                            @Override
                            public void rename(MailboxName from, MailboxName to) {
                                super.create(to, Set.of());
                                super.open(from).move(UidSet.ALL, to);
                                super.delete(from);
                            }
                        })),
                fault(
                        "renames what has the same beginning",
                        "allBelowGoesAlong",
                        () -> Delegating.withAccounts(account -> new Account(account) {
                            @Override
                            public void rename(MailboxName from, MailboxName to) {
                                super.rename(from, to);
                                for (MailboxInfo info : super.list()) {
                                    if (info.name().toString().startsWith(from.toString())) {
                                        super.rename(
                                                info.name(),
                                                MailboxName.of(to
                                                        + info.name().toString().substring(1)));
                                    }
                                }
                            }
                        })),
                fault(
                        "starts UIDVALIDITY again",
                        "aNameThatIsMadeAgainGetsALargerUidValidity",
                        () -> mailboxes(mailbox -> new Box(mailbox) {
                            @Override
                            public MailboxStatus status() {
                                MailboxStatus s = super.status();
                                return new MailboxStatus(
                                        1,
                                        s.uidNext(),
                                        s.highestModSeq(),
                                        s.messages(),
                                        s.unseen(),
                                        s.deleted(),
                                        s.recent(),
                                        s.octets());
                            }
                        })),
                fault(
                        "forgets subscriptions with the mailbox",
                        "theyOutliveTheMailbox",
                        () -> Delegating.withAccounts(account -> new Account(account) {
                            @Override
                            public void delete(MailboxName name) {
                                super.delete(name);
                                super.subscribe(name, false);
                            }
                        })),
                fault(
                        "drops special uses",
                        "createKeepsThem",
                        () -> Delegating.withAccounts(account -> new Account(account) {
                            @Override
                            public Mailbox create(MailboxName name, Set<SpecialUse> uses) {
                                return super.create(name, Set.of());
                            }
                        })),
                fault(
                        "counts usage in INBOX alone",
                        "theUsageFollowsEveryChange",
                        () -> Delegating.withAccounts(account -> new Account(account) {
                            @Override
                            public QuotaUsage quota() {
                                MailboxStatus inbox =
                                        account.open(MailboxName.INBOX).status();
                                return QuotaUsage.unlimited(inbox.octets(), inbox.messages());
                            }
                        })),
                fault(
                        "takes names in any case for the same",
                        "oddNamesAreKeptAsTheyAreOrRefused",
                        () -> Delegating.withAccounts(account -> new Account(account) {
                            @Override
                            public Mailbox create(MailboxName name, Set<SpecialUse> uses) {
                                MailboxName lower =
                                        MailboxName.of(name.toString().toLowerCase(Locale.ROOT));
                                boolean there = super.list().stream()
                                        .anyMatch(info -> info.name().equals(lower));
                                return there ? super.open(lower) : super.create(lower, uses);
                            }
                        })),
                fault(
                        "says it is persistent",
                        "mailFlagsUidsAndModSeqSurvive",
                        () -> new Delegating.Store(MemoryMailStore.create(), EnumSet.of(StoreFeature.PERSISTENT))));
    }
}
