package io.github.hikyaku.benchmarks;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.maildir.MaildirStore;
import io.github.hikyaku.storage.memory.MemoryMailStore;
import java.io.IOException;
import java.lang.ref.Reference;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** The heap of a mailbox of a million messages: of its view, and of what the Maildir store keeps of it while it is open. */
final class StoreView {
    private static final int MESSAGES = 1_000_000;
    private static final List<Set<Flag>> FLAGS = List.of(
            Set.of(),
            Set.of(Flag.SEEN),
            Set.of(Flag.SEEN, Flag.ANSWERED),
            Set.of(Flag.SEEN, Flag.FLAGGED),
            Set.of(Flag.DELETED),
            Set.of(Flag.SEEN, Flag.of("$Junk")));

    private StoreView() {}

    static void run(Place place, Rows rows) throws IOException {
        rows.title("Heap after a collection, " + MESSAGES + " messages");
        rows.atMost("a view", heapOfView() / 1e6, "MB", 40);
        Corpus corpus = Corpus.linked(place.path("viewed"), MESSAGES);
        try (MaildirStore store =
                        MaildirStore.builder(corpus.root()).fsync(false).build();
                MailAccount account = store.open(Corpus.ACCOUNT)) {
            Mailbox inbox = account.open(MailboxName.INBOX);
            long empty = heap();
            long begin = System.nanoTime();
            inbox.status();
            double seconds = (System.nanoTime() - begin) / 1e9;
            long opened = heap();
            MailboxView view = inbox.view();
            long viewed = heap();
            rows.report("the Maildir store, the mailbox open", (opened - empty) / 1e6, "MB");
            rows.report("the Maildir store, its view with it", (viewed - empty) / 1e6, "MB");
            rows.report("meeting it for the first time, names telling sizes", seconds, "s");
            if (view.size() != MESSAGES) {
                throw new IllegalStateException(view.size() + " messages");
            }
        }
    }

    private static long heapOfView() {
        make();
        long before = heap();
        MailboxView made = make();
        try {
            return heap() - before;
        } finally {
            Reference.reachabilityFence(made);
        }
    }

    private static MailboxView make() {
        MailboxView.Builder builder;
        try (MailStore store = MemoryMailStore.create();
                MailAccount account = store.open(Corpus.ACCOUNT)) {
            builder = MailboxView.builder(account.open(MailboxName.INBOX).status(), MESSAGES);
        }
        for (int i = 0; i < MESSAGES; i++) {
            builder.add(
                    1 + i + i / 3,
                    FLAGS.get(i % FLAGS.size()),
                    2_000 + i % 50_000,
                    Instant.ofEpochSecond(1_600_000_000 + 60L * i),
                    1_600_000_000_000_000L + i * 1000L);
        }
        return builder.build();
    }

    private static long heap() {
        Runtime runtime = Runtime.getRuntime();
        long used = Long.MAX_VALUE;
        // What is reached by references that are cleared in one collection goes in the next.
        for (int i = 0; i < 4; i++) {
            System.gc();
            used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
        }
        return used;
    }
}
