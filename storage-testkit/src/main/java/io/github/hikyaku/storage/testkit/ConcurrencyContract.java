package io.github.hikyaku.storage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.Deposit.Receipt;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagOutcome;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.UidMapping;
import io.github.hikyaku.storage.UidSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Many threads on one mailbox: each test takes a second or two at most, however slow the store. */
public abstract class ConcurrencyContract extends StoreContract {
    private static final long ALWAYS = Long.MAX_VALUE;
    private static final int THREADS = 6;
    private static final UidSet TWINS = UidSet.of(1, 2);
    private static final Flag TWIN = Flag.of("$twin");

    /** For subclasses. */
    protected ConcurrencyContract() {}

    @Test
    void depositsSideBySideAllArrive() throws Exception {
        List<Receipt> receipts = Collections.synchronizedList(new ArrayList<>());
        List<Crowd.Task> tasks = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            String text = message("from thread " + thread);
            tasks.add(() -> {
                try (MailAccount own = store().open(HOGE)) {
                    Mailbox inbox = own.open(MailboxName.INBOX);
                    for (int i = 0; i < 20; i++) {
                        receipts.add(deposit(inbox, text));
                    }
                }
            });
        }
        Crowd.run(tasks);
        String rule = says(Mailbox.class, "Deposits run side by side; UIDs are given at commit, in its order.");
        receipts.sort(Comparator.comparingLong(Receipt::uid));
        assertThat(receipts.stream().map(Receipt::uid))
                .as(rule)
                .doesNotHaveDuplicates()
                .isEqualTo(uids(inbox()));
        assertThat(receipts.stream().map(Receipt::modSeq)).as(rule).isSorted();
        assertThat(inbox().status().messages()).as(rule).isEqualTo(THREADS * 20);
        assertThat(account().quota().messages()).as(rule).isEqualTo(THREADS * 20);
        assertThat(account().quota().octets())
                .as(rule)
                .isEqualTo(inbox().status().octets());
    }

    @Test
    void noFlagUpdateIsLost() throws Exception {
        Mailbox inbox = inbox();
        depositMany(inbox, 2);
        long deadline = deadline();
        List<Crowd.Task> tasks = new ArrayList<>();
        Set<Flag> all = new HashSet<>();
        for (int thread = 0; thread < THREADS; thread++) {
            Flag own = Flag.of("$thread" + thread);
            all.add(own);
            tasks.add(() -> {
                for (int i = 0; i < 300 && System.nanoTime() < deadline; i++) {
                    inbox.store(TWINS, FlagUpdate.remove(own), ALWAYS);
                    inbox.store(TWINS, FlagUpdate.add(own), ALWAYS);
                }
            });
        }
        Crowd.run(tasks);
        assertThat(flags(inbox, 1))
                .as(says(FlagUpdate.class, "They are set, others stay."))
                .isEqualTo(all);
        assertThat(flags(inbox, 2))
                .as(says(FlagUpdate.class, "They are set, others stay."))
                .isEqualTo(all);
    }

    @Test
    void ofManyThatKnewTheSameModSeqOneWins() throws Exception {
        Mailbox inbox = inbox();
        deposit(inbox, "a\r\n");
        for (int round = 0; round < 25; round++) {
            long known = modSeq(inbox, 1);
            List<FlagOutcome> winners = Collections.synchronizedList(new ArrayList<>());
            List<Crowd.Task> tasks = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                Flag own = Flag.of("$round" + round + "-" + thread);
                tasks.add(() -> {
                    FlagOutcome outcome = inbox.store(UidSet.of(1), FlagUpdate.replace(own), known);
                    if (outcome.modified().isEmpty()) {
                        winners.add(outcome);
                    }
                });
            }
            Crowd.run(tasks);
            String rule = says(Mailbox.class, "leaves alone each message whose MODSEQ is above this");
            assertThat(winners).as(rule).hasSize(1);
            assertThat(flags(inbox, 1))
                    .as(rule)
                    .isEqualTo(winners.get(0).current().flags(0));
        }
    }

    @Test
    void eachMessageIsExpungedByOneCall() throws Exception {
        Mailbox inbox = inbox();
        depositMany(inbox, 40);
        List<Long> removed = Collections.synchronizedList(new ArrayList<>());
        Crowd.Task task = () -> {
            for (int i = 0; i < 40; i += 4) {
                inbox.expunge(UidSet.range(i + 1, i + 4)).stream().forEach(removed::add);
            }
        };
        Crowd.run(Collections.nCopies(THREADS, task));
        assertThat(removed)
                .as(says(Mailbox.class, "those that this very call removed"))
                .doesNotHaveDuplicates()
                .hasSize(40);
        assertThat(account().quota().messages()).isZero();
        assertThat(account().quota().octets()).isZero();
    }

    @Test
    void newMessagesAreClaimedByOneCaller() throws Exception {
        Mailbox inbox = inbox();
        for (int round = 0; round < 5; round++) {
            long first = deposit(inbox, "a\r\n").uid();
            List<Long> claims = Collections.synchronizedList(new ArrayList<>());
            Crowd.Task task = () -> claims.add(inbox.claimRecent());
            Crowd.run(Collections.nCopies(THREADS, task));
            assertThat(claims)
                    .as(says(Mailbox.class, "Claims all messages that no one claimed before"))
                    .containsOnlyOnce(first)
                    .hasSize(THREADS);
        }
    }

    @Test
    void aNameIsMadeByOneCaller() throws Exception {
        for (int round = 0; round < 5; round++) {
            String name = "round" + round + "/a/b";
            List<Mailbox> made = Collections.synchronizedList(new ArrayList<>());
            Crowd.Task task = () -> {
                try (MailAccount own = store().open(HOGE)) {
                    own.create(name(name), Set.of());
                    made.add(account().open(name(name)));
                } catch (MailStoreException e) {
                    assertThat(e.kind())
                            .as(says(MailAccount.class, "ALREADY_EXISTS"))
                            .isEqualTo(Kind.ALREADY_EXISTS);
                }
            };
            Crowd.run(Collections.nCopies(THREADS, task));
            assertThat(made).as(says(MailAccount.class, "ALREADY_EXISTS")).hasSize(1);
            assertThat(made.get(0).status().messages()).isZero();
        }
    }

    @Test
    void whatWasCommittedIsThereHoweverOftenTheMailboxIsRenamed() throws Exception {
        create("one");
        long deadline = deadline();
        AtomicInteger committed = new AtomicInteger();
        Crowd.Task depositor = () -> {
            for (int i = 0; i < 200 && System.nanoTime() < deadline; i++) {
                try {
                    deposit(account().open(name(i % 2 == 0 ? "one" : "other")), "a\r\n");
                    committed.incrementAndGet();
                } catch (MailStoreException e) {
                    assertThat(e.kind())
                            .as(says(MailAccount.class, "once that is deleted or renamed its calls fail"))
                            .isEqualTo(Kind.NO_SUCH_MAILBOX);
                }
            }
        };
        Crowd.run(depositor, depositor, depositor, () -> {
            for (int i = 0; i < 100 && System.nanoTime() < deadline; i++) {
                account().rename(name("one"), name("other"));
                account().rename(name("other"), name("one"));
            }
        });
        Mailbox one = account().open(name("one"));
        assertThat(one.view().size())
                .as(says(Deposit.class, "When this returns it can be seen by every observer"))
                .isEqualTo(committed.get());
        assertThat(account().quota().messages()).isEqualTo(committed.get());
        assertThat(names()).containsExactly("INBOX", "one");
    }

    @Test
    void crossingCopiesAndMovesDoNotWaitForEachOther() throws Exception {
        Mailbox one = create("one");
        Mailbox other = create("other");
        depositMany(one, 5);
        depositMany(other, 5);
        long deadline = deadline();
        Crowd.run(
                () -> crossing(one, "other", deadline),
                () -> crossing(other, "one", deadline),
                () -> crossing(one, "one", deadline),
                () -> crossing(other, "one", deadline));
        assertThat(one.status().messages() + other.status().messages())
                .as(says(Mailbox.class, "with the messages gone from here afterwards"))
                .isEqualTo(10);
        assertThat(account().quota().messages()).isEqualTo(10);
    }

    private static void crossing(Mailbox from, String to, long deadline) {
        for (int i = 0; i < 100 && System.nanoTime() < deadline; i++) {
            from.move(UidSet.ALL, name(to));
        }
    }

    @Test
    void aMovedMessageIsNeverInNeitherMailbox() throws Exception {
        Mailbox inbox = inbox();
        Mailbox target = create("target");
        int messages = 40;
        depositMany(inbox, messages);
        CountDownLatch moved = new CountDownLatch(1);
        Crowd.run(
                () -> {
                    try {
                        for (long uid = 1; uid <= messages; uid++) {
                            inbox.move(UidSet.of(uid), name("target"));
                        }
                    } finally {
                        moved.countDown();
                    }
                },
                () -> {
                    while (moved.getCount() > 0) {
                        // In this order: what is no longer here must be there by now.
                        int here = inbox.view().size();
                        int there = target.view().size();
                        assertThat(here + there)
                                .as(says(Mailbox.class, "No observer sees a message in neither of both"))
                                .isGreaterThanOrEqualTo(messages);
                    }
                });
        assertThat(target.status().messages()).isEqualTo(messages);
    }

    @Test
    void anObserverThatFollowsNeverSeesHalfAChangeAndKnowsAllInTheEnd() throws Exception {
        Mailbox inbox = inbox();
        Mailbox other = create("other");
        depositMany(inbox, 12);
        depositMany(other, 2);
        long deadline = deadline();
        CountDownLatch working = new CountDownLatch(THREADS);
        List<Crowd.Task> tasks = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            Random random = new Random(thread);
            boolean twins = thread == 0;
            tasks.add(() -> {
                try {
                    for (int i = 0; i < 30_000 && System.nanoTime() < deadline; i++) {
                        if (twins) {
                            inbox.store(TWINS, i % 2 == 0 ? FlagUpdate.add(TWIN) : FlagUpdate.remove(TWIN), ALWAYS);
                        } else {
                            anything(random.nextInt(4) == 0 ? other : inbox, random);
                        }
                    }
                } finally {
                    working.countDown();
                }
            });
        }
        MailboxFollower inboxFollower = new MailboxFollower(inbox);
        MailboxFollower otherFollower = new MailboxFollower(other);
        tasks.add(() -> followTwins(inboxFollower, working));
        tasks.add(() -> {
            while (working.getCount() > 0) {
                otherFollower.follow();
            }
        });
        tasks.add(() -> {
            while (working.getCount() > 0) {
                MailboxView view = inbox.view();
                assertThat(view.flags(0).contains(TWIN))
                        .as(says(Mailbox.class, "show all of a change or nothing"))
                        .isEqualTo(view.flags(1).contains(TWIN));
                assertThat(view.size()).isEqualTo(view.status().messages());
            }
        });
        Crowd.run(tasks);
        inboxFollower.follow();
        inboxFollower.assertKnowsAll();
        otherFollower.follow();
        otherFollower.assertKnowsAll();
        assertThat(account().quota().octets())
                .isEqualTo(inbox.status().octets() + other.status().octets());
        assertThat(account().quota().messages())
                .isEqualTo(inbox.status().messages() + other.status().messages());
    }

    private static void followTwins(MailboxFollower follower, CountDownLatch working) {
        while (working.getCount() > 0) {
            follower.follow();
            assertThat(follower.flags(1).contains(TWIN))
                    .as(says(Mailbox.class, "show all of a change or nothing"))
                    .isEqualTo(follower.flags(2).contains(TWIN));
        }
    }

    /** A change of any kind, which leaves the twins alone. */
    private static void anything(Mailbox mailbox, Random random) {
        long next = mailbox.status().uidNext();
        long first = Math.max(3, next - 1 - random.nextInt(15));
        UidSet some = UidSet.range(first, first + random.nextInt(3));
        Flag[] flags = {Flag.SEEN, Flag.DELETED, Flag.of("$a"), Flag.of("$b")};
        Flag flag = flags[random.nextInt(flags.length)];
        MailboxName to = random.nextBoolean() ? MailboxName.INBOX : name("other");
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> {
                Receipt receipt = deposit(mailbox, message("x".repeat(random.nextInt(50))), flag);
                assertThat(mailbox.changesSince(receipt.modSeq() - 1).status().uidNext())
                        .as(says(Mailbox.class, "who asks after a changing call has returned sees it"))
                        .isGreaterThan(receipt.uid());
            }
            case 3 -> mailbox.store(some, FlagUpdate.add(flag), ALWAYS);
            case 4 -> mailbox.store(some, FlagUpdate.remove(flag), ALWAYS);
            case 5 -> mailbox.store(some, FlagUpdate.replace(flag), next);
            case 6 -> mailbox.copy(UidSet.of(first), to);
            case 7 -> {
                UidMapping mapping = mailbox.move(some, to);
                assertThat(mapping.size()).isEqualTo((int) mapping.targets().size());
            }
            default -> mailbox.expunge(UidSet.range(3, Math.max(3, first - 5)));
        }
    }

    private static long deadline() {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1200);
    }
}
