package io.github.hikyaku.storage;

import static io.github.hikyaku.storage.Retention.days;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.storage.memory.MemoryMailStore;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is removed, by a memory store's account; ages are in days before {@link #NOW}. */
class RetentionTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final MailAccount account = MemoryMailStore.create().open(new AccountId("hoge@example.com"));

    private static MailboxName name(String name) {
        return MailboxName.of(name);
    }

    private Mailbox mailbox(String name) {
        return name.equals("INBOX") ? account.open(MailboxName.INBOX) : account.create(name(name), Set.of());
    }

    private static void deposit(Mailbox mailbox, Instant date, Flag... flags) {
        try (Deposit deposit = mailbox.deposit(Set.of(flags), date)) {
            deposit.write(new byte[] {'a', '\r', '\n'}, 0, 3);
            deposit.commit();
        }
    }

    /** One message for each age, with the UIDs 1, 2, 3... */
    private Mailbox filled(String name, int... ages) {
        Mailbox mailbox = mailbox(name);
        for (int age : ages) {
            deposit(mailbox, NOW.minus(age, ChronoUnit.DAYS));
        }
        return mailbox;
    }

    @Test
    void olderMessagesGoAndTheResultNamesThem() {
        Mailbox inbox = filled("INBOX", 31, 29, 400);
        filled("young", 1);
        Retention.Result result = Retention.none().others(days(30)).apply(account, NOW);
        assertThat(result.removed()).isEqualTo(Map.of(MailboxName.INBOX, UidSet.of(1, 3)));
        assertThat(result.messages()).isEqualTo(2);
        assertThat(inbox.view().uids()).containsExactly(2);
        assertThat(Retention.none().others(days(30)).apply(account, NOW).removed())
                .isEmpty();
    }

    @Test
    void aMessageOfExactlyTheAgeIsKept() {
        Mailbox inbox = filled("INBOX", 30);
        deposit(inbox, NOW.minus(30, ChronoUnit.DAYS).minusSeconds(1));
        deposit(inbox, NOW.plusSeconds(1));
        assertThat(Retention.none()
                        .others(days(30))
                        .apply(account, NOW)
                        .removed()
                        .get(MailboxName.INBOX))
                .isEqualTo(UidSet.of(2));
    }

    @Test
    void withoutARuleNothingGoes() {
        filled("INBOX", 10_000);
        filled("other", 10_000);
        assertThat(Retention.none().apply(account, NOW).removed()).isEmpty();
        assertThat(Retention.none()
                        .mailbox(name("other"), days(1))
                        .apply(account, NOW)
                        .removed())
                .containsOnlyKeys(name("other"));
    }

    @Test
    void theFirstRuleThatNamesAMailboxDecides() {
        for (String name : List.of("INBOX", "lists", "lists/a", "lists/a/b", "listsome", "Archive")) {
            filled(name, 100, 20, 5);
        }
        Retention retention = Retention.none()
                .mailbox(name("lists/a"), days(50))
                .subtree(name("lists"), days(10))
                .mailbox(name("Archive"), Retention.forever())
                .others(days(90))
                .others(days(1));
        assertThat(retention.apply(account, NOW).removed())
                .isEqualTo(Map.of(
                        name("lists/a"), UidSet.of(1),
                        name("lists"), UidSet.of(1, 2),
                        name("lists/a/b"), UidSet.of(1, 2),
                        name("INBOX"), UidSet.of(1),
                        name("listsome"), UidSet.of(1)));
    }

    @Test
    void flaggedMessagesCanBeKept() {
        Mailbox inbox = mailbox("INBOX");
        deposit(inbox, NOW.minus(40, ChronoUnit.DAYS), Flag.FLAGGED, Flag.SEEN);
        deposit(inbox, NOW.minus(40, ChronoUnit.DAYS), Flag.SEEN);
        Retention.none().others(days(30).exceptFlagged()).apply(account, NOW);
        assertThat(inbox.view().uids()).containsExactly(1);
        Retention.none().others(days(30)).apply(account, NOW);
        assertThat(inbox.view().uids()).isEmpty();
    }

    @Test
    void anyLengthOfTimeIsAnAge() {
        Mailbox inbox = filled("INBOX", 10_000);
        Retention.none()
                .others(Retention.olderThan(Duration.ofSeconds(Long.MAX_VALUE)))
                .apply(account, NOW);
        assertThat(inbox.view().size()).isEqualTo(1);
        Retention.none().others(Retention.olderThan(Duration.ZERO)).apply(account, NOW);
        assertThat(inbox.view().size()).isZero();
        assertThatThrownBy(() -> days(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesThatAreNoMailboxesAreLeftOut() {
        filled("a", 50);
        filled("a/b", 50);
        account.delete(name("a"));
        account.subscribe(name("nothing"), true);
        assertThat(Retention.none().others(days(30)).apply(account, NOW).removed())
                .containsOnlyKeys(name("a/b"));
    }

    @Test
    void anObserverLearnsOfItAsOfAnyExpunge() {
        Mailbox inbox = filled("INBOX", 50, 1);
        long known = inbox.status().highestModSeq();
        List<MailboxName> signals = new ArrayList<>();
        account.watch(signals::add);
        Retention.none().others(days(30)).apply(account, NOW);
        assertThat(inbox.changesSince(known).vanished()).isEqualTo(UidSet.of(1));
        assertThat(signals).contains(MailboxName.INBOX);
    }

    @Test
    void whereTheStoreKnowsSaveDatesARuleCanCountFromThem() {
        Mailbox inbox = filled("INBOX", 100, 100, 100, 1);
        // Came in yesterday, 40 days ago, nobody knows when, 40 days ago.
        Map<Long, Instant> saved = Map.of(
                1L,
                NOW.minus(1, ChronoUnit.DAYS),
                2L,
                NOW.minus(40, ChronoUnit.DAYS),
                4L,
                NOW.minus(40, ChronoUnit.DAYS));
        MailAccount knowing = withMailboxes(
                (proxy, method, arguments) -> method.getName().equals("saveDate")
                        ? Optional.ofNullable(saved.get((Long) arguments[0]))
                        : method.invoke(inbox, arguments),
                Mailbox.class,
                SaveDates.class);
        assertThat(Retention.none()
                        .others(days(30).bySaveDate())
                        .apply(knowing, NOW)
                        .removed()
                        .get(MailboxName.INBOX))
                .isEqualTo(UidSet.of(2, 4));
        assertThat(Retention.none()
                        .others(days(30))
                        .apply(knowing, NOW)
                        .removed()
                        .get(MailboxName.INBOX))
                .isEqualTo(UidSet.of(1, 3));
        assertThat(inbox.view().size()).isZero();
    }

    @Test
    void whereItDoesNotTheInternalDateCounts() {
        Mailbox inbox = filled("INBOX", 100, 1);
        Retention.none()
                .others(days(30).bySaveDate())
                .apply(
                        withMailboxes((proxy, method, arguments) -> method.invoke(inbox, arguments), Mailbox.class),
                        NOW);
        assertThat(inbox.view().uids()).containsExactly(2);
    }

    /** The account, with a mailbox that has only these abilities. */
    private MailAccount withMailboxes(InvocationHandler mailbox, Class<?>... abilities) {
        ClassLoader loader = getClass().getClassLoader();
        return (MailAccount) Proxy.newProxyInstance(
                loader,
                new Class<?>[] {MailAccount.class},
                (proxy, method, arguments) -> method.getName().equals("open")
                        ? Proxy.newProxyInstance(loader, abilities, mailbox)
                        : method.invoke(account, arguments));
    }
}
