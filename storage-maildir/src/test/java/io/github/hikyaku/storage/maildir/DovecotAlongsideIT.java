package io.github.hikyaku.storage.maildir;

import static io.github.hikyaku.storage.maildir.MaildirFixture.deposit;
import static io.github.hikyaku.storage.maildir.MaildirFixture.uids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxChanges;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.UidSet;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Dovecot and the store use one Maildir at the same time, and tell their clients the same of it. */
class DovecotAlongsideIT extends DovecotFixture {
    private static final int ROUNDS = Integer.getInteger("hikyaku.dovecot.rounds", 200);
    private static final long SEED = Long.getLong("hikyaku.dovecot.seed", 4711);

    @ParameterizedTest
    @EnumSource(MaildirLayout.class)
    void whatDovecotChangesIsToldToWhoHasTheMailboxOpen(MaildirLayout layout) throws IOException {
        use(layout);
        Mailbox inbox = mail.inbox();
        for (int i = 1; i <= 5; i++) {
            deposit(inbox, MESSAGE);
        }
        try (DovecotDialogue imap = dovecot.open()) {
            imap.ok("SELECT INBOX");
            long modSeq = inbox.status().highestModSeq();
            imap.ok("UID STORE 2 +FLAGS (\\Seen fresh)");
            MailboxChanges flagged = change(inbox, modSeq);
            assertThat(uids(flagged.touched())).containsExactly(2L);
            assertThat(flagged.touched().flags(0)).containsExactlyInAnyOrder(Flag.SEEN, Flag.of("fresh"));
            assertThat(flagged.vanished().isEmpty()).isTrue();

            modSeq = inbox.status().highestModSeq();
            imap.ok("UID STORE 3 +FLAGS (\\Deleted)");
            imap.ok("EXPUNGE");
            assertThat(changeUntil(inbox, modSeq, c -> !c.vanished().isEmpty()).vanished())
                    .isEqualTo(UidSet.of(3));

            modSeq = inbox.status().highestModSeq();
            assertThat(imap.append("INBOX", "(\\Flagged)", MESSAGE)).isEqualTo(6);
            MailboxChanges appended = change(inbox, modSeq);
            assertThat(uids(appended.touched())).containsExactly(6L);
            assertThat(appended.touched().flags(0)).containsExactly(Flag.FLAGGED);

            modSeq = inbox.status().highestModSeq();
            imap.ok("CREATE elsewhere");
            imap.ok("UID MOVE 1 elsewhere");
            assertThat(changeUntil(inbox, modSeq, c -> !c.vanished().isEmpty()).vanished())
                    .isEqualTo(UidSet.of(1));
            assertThat(uids(mail.account().open(MailboxName.of("elsewhere")))).containsExactly(1L);
        }
        assertThat(ours("INBOX")).isEqualTo(theirs("INBOX"));
        assertThat(ours("elsewhere")).isEqualTo(theirs("elsewhere"));
    }

    private static MailboxChanges change(Mailbox mailbox, long modSeq) {
        return changeUntil(
                mailbox, modSeq, c -> c.touched().size() > 0 || !c.vanished().isEmpty());
    }

    private static MailboxChanges changeUntil(
            Mailbox mailbox, long modSeq, java.util.function.Predicate<MailboxChanges> done) {
        return await().atMost(Duration.ofSeconds(3))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> mailbox.changesSince(modSeq), done);
    }

    @ParameterizedTest
    @EnumSource(MaildirLayout.class)
    void whatTheStoreChangesIsToldByDovecotToWhoHasTheMailboxSelected(MaildirLayout layout) throws IOException {
        use(layout);
        Mailbox inbox = mail.inbox();
        for (int i = 1; i <= 5; i++) {
            deposit(inbox, MESSAGE);
        }
        mail.account().create(MailboxName.of("elsewhere"), Set.of());
        try (DovecotDialogue imap = dovecot.open()) {
            imap.ok("SELECT INBOX");
            assertThat(Snapshot.messages(imap)).isEqualTo(ours("INBOX").messages());

            inbox.store(UidSet.of(2), FlagUpdate.add(Flag.SEEN, Flag.of("fresh")), Long.MAX_VALUE);
            awaitSame(imap);
            inbox.expunge(UidSet.of(3));
            awaitSame(imap);
            assertThat(deposit(inbox, MESSAGE, Flag.FLAGGED).uid()).isEqualTo(6);
            awaitSame(imap);
            assertThat(deposit(inbox, MESSAGE).uid()).isEqualTo(7);
            awaitSame(imap);
            inbox.move(UidSet.of(1), MailboxName.of("elsewhere"));
            awaitSame(imap);
        }
        assertThat(theirs("elsewhere")).isEqualTo(ours("elsewhere"));
    }

    private void awaitSame(DovecotDialogue imap) {
        await().atMost(Duration.ofSeconds(3))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> {
                    imap.ok("NOOP");
                    assertThat(Snapshot.messages(imap)).isEqualTo(ours("INBOX").messages());
                });
    }

    @ParameterizedTest
    @EnumSource(MaildirLayout.class)
    void keywordsThatBothGiveWithinASecondAreApart(MaildirLayout layout) throws IOException {
        use(layout);
        Mailbox inbox = mail.inbox();
        for (int i = 1; i <= 3; i++) {
            deposit(inbox, MESSAGE);
        }
        try (DovecotDialogue imap = dovecot.open()) {
            imap.ok("SELECT INBOX");
            for (int i = 0; i < 8; i++) {
                inbox.store(UidSet.of(1), FlagUpdate.replace(Flag.of("d" + i)), Long.MAX_VALUE);
                awaitSame(imap);
                inbox.store(UidSet.of(2), FlagUpdate.replace(Flag.of("h" + i)), Long.MAX_VALUE);
                imap.ok("UID STORE 3 FLAGS (e" + i + ")");
                assertThat(ours("INBOX").messages())
                        .extracting(Snapshot.Message::flags)
                        .containsExactly(Set.of("d" + i), Set.of("h" + i), Set.of("e" + i));
            }
        }
        assertThat(theirs("INBOX")).isEqualTo(ours("INBOX"));
    }

    @ParameterizedTest
    @EnumSource(MaildirLayout.class)
    void keywordsThatBothGiveAtTheSameTimeAreApart(MaildirLayout layout) throws Exception {
        use(layout);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (DovecotDialogue imap = dovecot.open()) {
            for (int box = 0; box < 5; box++) {
                Mailbox mailbox = mail.account().create(MailboxName.of("box" + box), Set.of());
                deposit(mailbox, MESSAGE);
                deposit(mailbox, MESSAGE);
                imap.ok("SELECT box" + box);
                Set<String> ours = new TreeSet<>();
                Set<String> theirs = new TreeSet<>();
                Future<?> we = threads.submit(() -> {
                    for (int i = 0; i < 10; i++) {
                        mailbox.store(UidSet.of(1), FlagUpdate.add(Flag.of("h" + i)), Long.MAX_VALUE);
                        ours.add("h" + i);
                    }
                });
                for (int i = 0; i < 10; i++) {
                    imap.ok("UID STORE 2 +FLAGS (d" + i + ")");
                    theirs.add("d" + i);
                }
                we.get();
                assertThat(ours("box" + box).messages())
                        .extracting(Snapshot.Message::flags)
                        .containsExactly(ours, theirs);
                assertThat(theirs("box" + box)).isEqualTo(ours("box" + box));
            }
        } finally {
            threads.shutdown();
        }
    }

    @ParameterizedTest
    @EnumSource(MaildirLayout.class)
    void bothMayAlternateForLong(MaildirLayout layout) throws IOException {
        use(layout);
        Random random = new Random(SEED);
        mail.account().create(MailboxName.of("other"), Set.of());
        Follower follower = new Follower(mail.inbox());
        List<Long> known = new ArrayList<>(List.of(1L));
        DovecotDialogue imap = dovecot.open();
        try {
            imap.ok("SELECT INBOX");
            for (int round = 0; round < ROUNDS; round++) {
                String message = "Subject: " + round + "\r\n\r\n";
                long any = known.get(random.nextInt(known.size()));
                switch (random.nextInt(10)) {
                    case 0 -> {
                        // Both forget what they knew, and read it again.
                        follower.awaitAll();
                        imap.close();
                        mail.close();
                        mail.open();
                        imap = dovecot.open();
                        imap.ok("SELECT INBOX");
                        follower = new Follower(mail.inbox());
                    }
                    case 1, 2, 3 -> known.add(deposit(mail.inbox(), message).uid());
                    case 4, 5 -> known.add(imap.append("INBOX", "", message));
                    case 6 -> dovecotDoes(imap, random.nextInt(3), any);
                    default -> weDo(random.nextInt(3), any);
                }
                follower.follow();
            }
        } finally {
            imap.close();
        }
        follower.awaitAll();
        assertThat(known.subList(1, known.size())).doesNotHaveDuplicates();
        bothKnowTheSame();
    }

    private void weDo(int what, long uid) {
        switch (what) {
            case 0 -> mail.inbox().store(UidSet.of(uid), FlagUpdate.add(Flag.of("k" + uid % 5)), Long.MAX_VALUE);
            case 1 -> mail.inbox().expunge(UidSet.of(uid));
            // Of a message that both move at once both may make a copy.
            default -> mail.inbox().move(UidSet.of(uid / 2 * 2 + 2), MailboxName.of("other"));
        }
    }

    private static void dovecotDoes(DovecotDialogue imap, int what, long uid) throws IOException {
        switch (what) {
            case 0 -> imap.send("UID STORE " + uid + " +FLAGS (k" + uid % 7 + " \\Answered)");
            case 1 -> {
                imap.ok("UID STORE " + uid + " +FLAGS (\\Deleted)");
                imap.ok("UID EXPUNGE " + uid);
            }
            // One that we expunge in the meantime need not be moved.
            default -> imap.send("UID MOVE " + (uid / 2 * 2 + 1) + " other");
        }
    }

    // In a large mailbox a change within the same tick of the clock as one of ours is noticed a second later.
    private void bothKnowTheSame() {
        await().atMost(Duration.ofSeconds(10)).ignoreExceptions().untilAsserted(this::bothKnowTheSameNow);
    }

    private void bothKnowTheSameNow() throws IOException {
        Set<String> contents = new HashSet<>();
        for (String mailbox : List.of("INBOX", "other")) {
            Snapshot ours = ours(mailbox);
            assertThat(theirs(mailbox)).isEqualTo(ours);
            assertThat(ours.messages()).isNotEmpty();
            for (Snapshot.Message message : ours.messages()) {
                assertThat(contents.add(message.content()))
                        .as(message.content())
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(MaildirLayout.class)
    void bothMayDoAllAtTheSameTime(MaildirLayout layout) throws Exception {
        use(layout);
        mail.account().create(MailboxName.of("other"), Set.of());
        mail.inbox().status();
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            Future<?> follower = threads.submit(() -> {
                Follower following = new Follower(mail.inbox());
                while (!done.get()) {
                    following.follow();
                }
                following.awaitAll();
            });
            Future<?> we = threads.submit(() -> {
                Random random = new Random(SEED);
                for (int i = 0; i < ROUNDS; i++) {
                    deposit(mail.inbox(), "Subject: ours " + i + "\r\n\r\n");
                    weDo(random.nextInt(3), 1 + random.nextInt(i + 1));
                }
            });
            Future<?> they = threads.submit(() -> {
                Random random = new Random(SEED + 1);
                try (DovecotDialogue imap = dovecot.open()) {
                    imap.ok("SELECT INBOX");
                    for (int i = 0; i < ROUNDS; i++) {
                        imap.append("INBOX", "", "Subject: theirs " + i + "\r\n\r\n");
                        dovecotDoes(imap, random.nextInt(3), 1 + random.nextInt(i + 1));
                    }
                }
                return null;
            });
            we.get();
            they.get();
            done.set(true);
            follower.get();
        } finally {
            done.set(true);
            threads.shutdown();
        }
        bothKnowTheSame();
    }

    @ParameterizedTest
    @EnumSource(MaildirLayout.class)
    void writersAtTheSameTimeEndWithTheSameUids(MaildirLayout layout) throws Exception {
        use(layout);
        int each = 100;
        Mailbox inbox = mail.inbox();
        inbox.status();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<List<String>>> writers = new ArrayList<>();
            for (String writer : List.of("a", "b")) {
                writers.add(threads.submit(() -> {
                    List<String> receipts = new ArrayList<>();
                    for (int i = 0; i < each; i++) {
                        String message = "Subject: " + writer + i + "\r\n\r\n";
                        receipts.add(deposit(inbox, message).uid() + message);
                    }
                    return receipts;
                }));
            }
            writers.add(threads.submit(() -> {
                List<String> receipts = new ArrayList<>();
                try (DovecotDialogue imap = dovecot.open()) {
                    for (int i = 0; i < each; i++) {
                        String message = "Subject: dovecot" + i + "\r\n\r\n";
                        receipts.add(imap.append("INBOX", "", message) + message);
                    }
                }
                return receipts;
            }));
            Set<String> expected = new TreeSet<>();
            for (Future<List<String>> writer : writers) {
                expected.addAll(writer.get());
            }
            Snapshot ours = ours("INBOX");
            assertThat(ours.messages().stream().map(m -> m.uid() + m.content()))
                    .containsExactlyInAnyOrderElementsOf(expected)
                    .hasSize(3 * each);
            assertThat(theirs("INBOX")).isEqualTo(ours);
        } finally {
            threads.shutdownNow();
        }
    }
}
