package io.github.hikyaku.storage.memory;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxChanges;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.MessageContent;
import io.github.hikyaku.storage.QuotaLimits;
import io.github.hikyaku.storage.QuotaUsage;
import io.github.hikyaku.storage.SaveDates;
import io.github.hikyaku.storage.SearchIndex;
import io.github.hikyaku.storage.SearchQuery;
import io.github.hikyaku.storage.UidSet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What the memory store promises beyond the contracts of the testkit. */
class MemoryMailStoreTest {
    private static final Instant NOW = Instant.parse("2024-02-29T12:00:00Z");
    private static final AccountId HOGE = new AccountId("hoge@example.com");

    private static long deposit(Mailbox mailbox, String text) {
        try (Deposit deposit = mailbox.deposit(Set.of(), NOW)) {
            byte[] octets = text.getBytes(US_ASCII);
            deposit.write(octets, 0, octets.length);
            return deposit.commit().uid();
        }
    }

    private static Mailbox inbox(MemoryMailStore store) {
        return store.open(HOGE).open(MailboxName.INBOX);
    }

    @Test
    void keepsViewUntilSomethingChanges() {
        try (MemoryMailStore store = MemoryMailStore.create()) {
            Mailbox inbox = inbox(store);
            deposit(inbox, "a\r\n");
            MailboxView view = inbox.view();
            inbox.store(UidSet.ALL, FlagUpdate.remove(Flag.SEEN), Long.MAX_VALUE);
            assertThat(inbox.view()).isSameAs(view);
            inbox.store(UidSet.ALL, FlagUpdate.add(Flag.SEEN), Long.MAX_VALUE);
            assertThat(inbox.view()).isNotSameAs(view);
            assertThat(inbox.view().flags(0)).containsExactly(Flag.SEEN);
        }
    }

    @Test
    void claimedMessagesAreNotRecentInAnOldView() {
        try (MemoryMailStore store = MemoryMailStore.create()) {
            Mailbox inbox = inbox(store);
            deposit(inbox, "a\r\n");
            assertThat(inbox.view().status().recent()).isEqualTo(1);
            inbox.claimRecent();
            assertThat(inbox.view().status().recent()).isZero();
        }
    }

    @Test
    void changesToMailboxesOfAClosedHandleAreUnavailable() {
        try (MemoryMailStore store = MemoryMailStore.create()) {
            MailAccount account = store.open(HOGE);
            Mailbox inbox = account.open(MailboxName.INBOX);
            Deposit deposit = inbox.deposit(Set.of(), NOW);
            account.close();
            assertThatThrownBy(deposit::commit)
                    .isInstanceOfSatisfying(
                            MailStoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE));
            assertThat(inbox(store).status().messages()).isZero();
        }
    }

    @Test
    void refusesWhatExceedsTheQuotaOctets() {
        try (MemoryMailStore store = MemoryMailStore.builder().quota(10, 5).build()) {
            MailAccount account = store.open(HOGE);
            Mailbox inbox = account.open(MailboxName.INBOX);
            deposit(inbox, "1234567\r\n");
            try (Deposit deposit = inbox.deposit(Set.of(), NOW)) {
                assertThatThrownBy(() -> deposit.write(new byte[2], 0, 2))
                        .isInstanceOfSatisfying(
                                MailStoreException.class,
                                e -> assertThat(e.kind()).isEqualTo(Kind.OVER_QUOTA));
            }
            assertThatThrownBy(() -> inbox.copy(UidSet.ALL, MailboxName.INBOX))
                    .isInstanceOfSatisfying(
                            MailStoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.OVER_QUOTA));
            assertThat(account.quota()).isEqualTo(new QuotaUsage(9, 1, OptionalLong.of(10), OptionalLong.of(5)));
            inbox.expunge(UidSet.ALL);
            assertThat(account.quota().octets()).isZero();
            assertThat(deposit(inbox, "12345678\r\n")).isEqualTo(2);
        }
    }

    @Test
    void aDepositThatExceededTheQuotaCanOnlyBeAborted() {
        try (MemoryMailStore store = MemoryMailStore.builder().quota(10, 5).build();
                Deposit deposit = inbox(store).deposit(Set.of(), NOW)) {
            deposit.write(new byte[5], 0, 5);
            assertThatThrownBy(() -> deposit.write(new byte[9], 0, 9)).isInstanceOf(MailStoreException.class);
            assertThatThrownBy(deposit::commit).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void halfAContentIsNotCommitted() throws IOException {
        try (MemoryMailStore store = MemoryMailStore.create();
                Deposit deposit = inbox(store).deposit(Set.of(), NOW)) {
            assertThatThrownBy(() -> deposit.write(foreign("half", 8, false))).isInstanceOf(IOException.class);
            assertThatThrownBy(deposit::commit).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void takesOverWhatAForeignContentKnowsOfItsDots() throws IOException {
        try (MemoryMailStore store = MemoryMailStore.create()) {
            Mailbox inbox = inbox(store);
            for (boolean known : new boolean[] {true, false}) {
                try (Deposit deposit = inbox.deposit(Set.of(), NOW)) {
                    deposit.write(foreign("a\r\nb\r\n", 6, known));
                    assertThat(inbox.content(deposit.commit().uid()).isDotTransparent())
                            .isTrue();
                }
            }
            try (Deposit deposit = inbox.deposit(Set.of(), NOW)) {
                deposit.write(foreign(".\r\n", 3, false));
                assertThat(inbox.content(deposit.commit().uid()).isDotTransparent())
                        .isFalse();
            }
        }
    }

    private static MessageContent foreign(String text, long size, boolean dotTransparent) {
        return new MessageContent() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public InputStream open(long offset, long length) {
                return new ByteArrayInputStream(text.getBytes(US_ASCII));
            }

            @Override
            public boolean isDotTransparent() {
                return dotTransparent;
            }
        };
    }

    @Test
    void refusesWhatExceedsTheQuotaMessages() {
        try (MemoryMailStore store = MemoryMailStore.builder().quota(1000, 1).build()) {
            Mailbox inbox = inbox(store);
            try (Deposit late = inbox.deposit(Set.of(), NOW)) {
                late.write(new byte[1], 0, 1);
                deposit(inbox, "a\r\n");
                assertThatThrownBy(late::commit)
                        .isInstanceOfSatisfying(
                                MailStoreException.class,
                                e -> assertThat(e.kind()).isEqualTo(Kind.OVER_QUOTA));
            }
            assertThat(inbox.status().messages()).isEqualTo(1);
        }
    }

    @Test
    void saysWhenItHasForgottenWhatVanished() {
        try (MemoryMailStore store = MemoryMailStore.builder().vanishedMemory(2).build()) {
            Mailbox inbox = inbox(store);
            for (int i = 0; i < 6; i++) {
                deposit(inbox, "a\r\n");
            }
            long start = inbox.status().highestModSeq();
            inbox.expunge(UidSet.of(1, 2));
            inbox.expunge(UidSet.of(4));
            MailboxChanges known = inbox.changesSince(start);
            assertThat(known.complete()).isTrue();
            assertThat(known.vanished()).isEqualTo(UidSet.of(1, 2, 4));
            inbox.expunge(UidSet.of(6));
            MailboxChanges forgotten = inbox.changesSince(start);
            assertThat(forgotten.complete()).isFalse();
            assertThat(forgotten.vanished()).isEqualTo(UidSet.of(4, 6));
            assertThat(inbox.changesSince(start + 1).complete()).isTrue();
        }
    }

    @Test
    void sharesOctetsBetweenDepositsBehindDifferentHeaders() throws IOException {
        try (MemoryMailStore store = MemoryMailStore.create()) {
            Mailbox inbox = inbox(store);
            String text = "Subject: x\r\n\r\n" + "0123456789\r\n".repeat(1000);
            MessageContent first = inbox.content(deposit(inbox, text));
            try (Deposit deposit = inbox.deposit(Set.of(), NOW)) {
                deposit.write("Delivered-To: y\r\n".getBytes(US_ASCII), 0, 17);
                deposit.write(first);
                MessageContent second = inbox.content(deposit.commit().uid());
                assertThat(new String(second.open().readAllBytes(), US_ASCII)).isEqualTo("Delivered-To: y\r\n" + text);
                assertThat(second.isDotTransparent()).isTrue();
            }
        }
    }

    @Test
    void aFailingListenerDoesNotFailTheChange() {
        try (MemoryMailStore store = MemoryMailStore.create()) {
            MailAccount account = store.open(HOGE);
            account.watch(name -> {
                throw new RuntimeException("a listener that fails, as its test wants", null, false, false) {
                    private static final long serialVersionUID = 1L;
                };
            });
            assertThat(deposit(account.open(MailboxName.INBOX), "a\r\n")).isEqualTo(1);
        }
    }

    @Test
    void aKeywordTooManyIsRefusedAndChangesNothing() {
        try (MemoryMailStore store = MemoryMailStore.create()) {
            Mailbox inbox = inbox(store);
            deposit(inbox, "a\r\n");
            for (int i = 0; i < 1000; i++) {
                inbox.store(UidSet.ALL, FlagUpdate.replace(Flag.of("k" + i)), Long.MAX_VALUE);
            }
            assertThatThrownBy(() -> inbox.store(UidSet.ALL, FlagUpdate.add(Flag.of("more")), Long.MAX_VALUE))
                    .isInstanceOfSatisfying(
                            MailStoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.LIMIT_REACHED));
            assertThat(inbox.view().flags(0)).containsExactly(Flag.of("k999"));
            inbox.store(UidSet.ALL, FlagUpdate.add(Flag.of("k1")), Long.MAX_VALUE);
        }
    }

    @Test
    void saveDatesAreTakenFromItsClock() {
        AtomicReference<Instant> now = new AtomicReference<>(NOW.plusMillis(700));
        try (MemoryMailStore store = MemoryMailStore.builder().clock(now::get).build()) {
            Mailbox inbox = inbox(store);
            deposit(inbox, "a\r\n");
            now.set(NOW.plusSeconds(60));
            long copy = inbox.copy(UidSet.of(1), MailboxName.INBOX).to(0);
            long moved = inbox.move(UidSet.of(copy), MailboxName.INBOX).to(0);
            assertThat(((SaveDates) inbox).saveDate(1)).contains(NOW);
            assertThat(((SaveDates) inbox).saveDate(moved)).contains(NOW.plusSeconds(60));
        }
    }

    @Test
    void anAccountsOwnLimitsReplaceThoseOfTheStore() {
        try (MemoryMailStore store = MemoryMailStore.builder().quota(1, 1).build()) {
            MailAccount account = store.open(HOGE);
            ((QuotaLimits) account).limit(OptionalLong.empty(), OptionalLong.of(2));
            deposit(account.open(MailboxName.INBOX), "more than one octet\r\n");
            assertThat(store.open(HOGE).quota())
                    .isEqualTo(new QuotaUsage(21, 1, OptionalLong.empty(), OptionalLong.of(2)));
            assertThat(store.open(new AccountId("fuga@example.com")).quota().octetLimit())
                    .hasValue(1);
        }
    }

    @Test
    void leavesTextsToTheCaller() {
        try (MemoryMailStore store = MemoryMailStore.create()) {
            SearchIndex inbox = (SearchIndex) inbox(store);
            List<SearchQuery> texts = List.of(
                    new SearchQuery.Header("Subject", "x"), new SearchQuery.Body("x"), new SearchQuery.Text("x"));
            for (SearchQuery text : texts) {
                assertThat(inbox.search(text)).isEmpty();
                assertThat(inbox.search(new SearchQuery.Not(text))).isEmpty();
                assertThat(inbox.search(new SearchQuery.And(List.of(new SearchQuery.All(), text))))
                        .isEmpty();
                assertThat(inbox.search(new SearchQuery.Or(List.of(text, new SearchQuery.All()))))
                        .isEmpty();
            }
        }
    }

    @Test
    void whatChangedInALargeMailboxCostsWhatChanged() {
        try (MemoryMailStore store = MemoryMailStore.create()) {
            Mailbox inbox = inbox(store);
            int messages = 100_000;
            for (int i = 0; i < messages; i++) {
                deposit(inbox, "a\r\n");
            }
            long best = Long.MAX_VALUE;
            for (int round = 0; round < 200; round++) {
                long then = inbox.status().highestModSeq();
                for (int i = 0; i < 10; i++) {
                    inbox.store(UidSet.of(1L + (round * 997L + i * 9973L) % messages), flip(round), Long.MAX_VALUE);
                }
                long start = System.nanoTime();
                MailboxChanges changes = inbox.changesSince(then);
                best = Math.min(best, System.nanoTime() - start);
                assertThat(changes.touched().size()).isBetween(1, 10);
            }
            // A look at every message takes some milliseconds.
            assertThat(best).isLessThan(1_000_000);
        }
    }

    private static FlagUpdate flip(int round) {
        return FlagUpdate.replace(Flag.of("$round" + round % 7));
    }
}
