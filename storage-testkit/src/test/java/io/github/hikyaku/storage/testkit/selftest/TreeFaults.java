package io.github.hikyaku.storage.testkit.selftest;

import static io.github.hikyaku.storage.testkit.selftest.BrokenStoresTest.fault;

import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxInfo;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.QuotaUsage;
import io.github.hikyaku.storage.SpecialUse;
import io.github.hikyaku.storage.StoreFeature;
import io.github.hikyaku.storage.UidSet;
import io.github.hikyaku.storage.memory.MemoryMailStore;
import io.github.hikyaku.storage.testkit.selftest.Delegating.Account;
import io.github.hikyaku.storage.testkit.selftest.Delegating.Box;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Stores that spoil the mailbox tree. */
final class TreeFaults {
    private TreeFaults() {}

    static Stream<Arguments> all() {
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
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {
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
