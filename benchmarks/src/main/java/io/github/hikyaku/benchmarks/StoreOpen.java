package io.github.hikyaku.benchmarks;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.UidSet;
import io.github.hikyaku.storage.maildir.MaildirStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What it takes to open a large mailbox: one that is known and unchanged, and one that is met for the first time. */
final class StoreOpen {
    private static final int MESSAGES = 100_000;
    private static final int MILLION = 1_000_000;
    private static final int SIZE = 2_048;
    private static final int LARGER_SIZE = 10_240;
    private static final int CHECKED = 2_000;
    private static final int FIRST_TIMES = 3;
    private static final int COLD_STARTS = 7;
    private static final int REOPENED = 20;
    private static final int SELECTED = 200;

    private final Place place;
    private final Rows rows;

    private StoreOpen(Place place, Rows rows) {
        this.place = place;
        this.rows = rows;
    }

    static void run(Place place, StoreOptions options, Rows rows) throws Exception {
        StoreOpen open = new StoreOpen(place, rows);
        if (options.check()) {
            if (!Syscalls.canTrace()) {
                throw new IllegalStateException("strace is not installed: nothing is checked");
            }
            Corpus corpus = Corpus.linked(place.path("checked"), CHECKED);
            index(corpus);
            open.syscalls(corpus);
            try (MaildirStore store = MaildirStore.builder(corpus.root()).build()) {
                change(store, 0);
            }
            open.syscallsAfterChange(corpus);
            return;
        }
        Corpus corpus = Corpus.foreign(place.path("foreign"), MESSAGES, SIZE);
        open.firstTime(corpus, SIZE, FIRST_TIMES);
        open.unchanged(corpus, 150, 15);
        open.firstTime(Corpus.foreign(place.path("larger"), MESSAGES, LARGER_SIZE), LARGER_SIZE, 1);
        if (options.million()) {
            Corpus million = Corpus.linked(place.path("million"), MILLION);
            index(million);
            open.unchanged(million, 0, 0);
        }
    }

    private void firstTime(Corpus corpus, int size, int times) throws IOException {
        rows.title("First time with " + corpus.count() + " messages of " + size + " octets from another program");
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        List<Double> theirSizes = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            corpus.forget();
            ours.add(index(corpus) / 1e3);
            if (Dovecot.isInstalled()) {
                Dovecot.forget(place.path("dovecot"));
                try (Dovecot dovecot = Dovecot.start(corpus, place.path("dovecot"))) {
                    theirs.add(dovecot.select(corpus.count()) / 1e3);
                    theirSizes.add(dovecot.time("FETCH 1:* RFC822.SIZE") / 1e3);
                }
            }
        }
        rows.atMost("build, open, view", ours, "s", 5);
        if (theirs.isEmpty()) {
            rows.title("  (Dovecot is not installed)");
        } else {
            rows.report("Dovecot: SELECT, sizes left for later", theirs, "s");
            rows.report("Dovecot: the sizes, as the view has them", theirSizes, "s");
        }
    }

    /** The milliseconds of an opening with a store of its own. */
    private static double index(Corpus corpus) {
        long begin = System.nanoTime();
        try (MaildirStore store = MaildirStore.builder(corpus.root()).build();
                MailAccount account = store.open(Corpus.ACCOUNT)) {
            Mailbox inbox = account.open(MailboxName.INBOX);
            MailboxView view = inbox.view();
            double millis = (System.nanoTime() - begin) / 1e6;
            if (view.size() != corpus.count()) {
                throw new IllegalStateException(view.size() + " messages");
            }
            return millis;
        }
    }

    /** Waits until a time stamp of a directory cannot hide a later change any more. */
    private static void settle() throws InterruptedException {
        Thread.sleep(2500);
    }

    private void unchanged(Corpus corpus, double askedCold, double askedWarm) throws Exception {
        rows.title("An unchanged mailbox of " + corpus.count() + " messages");
        settle();
        cold(corpus, askedCold);
        List<Double> reopened = new ArrayList<>();
        for (int i = 0; i < REOPENED; i++) {
            reopened.add(index(corpus));
        }
        rows.report("warm JVM, the store closed before: build, open, view", reopened, "ms");
        syscalls(corpus);
        warm(corpus, askedWarm);
        syscallsAfterChange(corpus);
        dovecot(corpus);
    }

    private void cold(Corpus corpus, double asked) throws IOException, InterruptedException {
        List<Double> jvm = new ArrayList<>();
        List<Double> built = new ArrayList<>();
        List<Double> viewed = new ArrayList<>();
        for (int i = 0; i < COLD_STARTS; i++) {
            long begin = System.currentTimeMillis();
            String[] words = Programs.run(
                            Programs.java(StoreProbe.class, corpus.root().toString()))
                    .split(" ");
            jvm.add((double) (Long.parseLong(words[0]) - begin));
            built.add(Double.parseDouble(words[1]));
            viewed.add(Double.parseDouble(words[2]));
        }
        rows.report("new JVM: until it runs main", jvm, "ms");
        rows.report("new JVM: build and open the account, a part of the next", built, "ms");
        if (asked > 0) {
            rows.atMost("new JVM: build, open, view", viewed, "ms", asked);
        } else {
            rows.report("new JVM: build, open, view", viewed, "ms");
        }
    }

    private void warm(Corpus corpus, double asked) {
        List<Double> selected = new ArrayList<>();
        List<Double> changed = new ArrayList<>();
        try (MaildirStore store = MaildirStore.builder(corpus.root()).build()) {
            try (MailAccount account = store.open(Corpus.ACCOUNT)) {
                account.open(MailboxName.INBOX).view();
            }
            for (int i = 0; i < SELECTED; i++) {
                selected.add(select(store));
            }
            for (int i = 0; i < REOPENED; i++) {
                change(store, i);
                changed.add(select(store));
            }
        }
        if (asked > 0) {
            rows.atMost("warm, the mailbox in use before: open, status, view", selected, "ms", asked);
        } else {
            rows.report("warm, the mailbox in use before: open, status, view", selected, "ms");
        }
        rows.report("warm, after a change of the flags of one message", changed, "ms");
    }

    /** Changes the flags of a message that was not changed before. */
    private static void change(MaildirStore store, int row) {
        try (MailAccount account = store.open(Corpus.ACCOUNT)) {
            Mailbox inbox = account.open(MailboxName.INBOX);
            inbox.store(UidSet.of(inbox.view().uid(row)), FlagUpdate.add(Flag.DRAFT), Long.MAX_VALUE);
        }
    }

    private static double select(MaildirStore store) {
        long begin = System.nanoTime();
        try (MailAccount account = store.open(Corpus.ACCOUNT)) {
            Mailbox inbox = account.open(MailboxName.INBOX);
            long total = inbox.status().messages();
            if (inbox.view().size() != total) {
                throw new IllegalStateException("The view and the status differ");
            }
            return (System.nanoTime() - begin) / 1e6;
        }
    }

    private void dovecot(Corpus corpus) throws IOException, InterruptedException {
        if (!Dovecot.isInstalled()) {
            return;
        }
        List<Double> first = new ArrayList<>();
        List<Double> again = new ArrayList<>();
        List<Double> flags = new ArrayList<>();
        // Ours changed the directory a moment ago; the first one writes down what.
        settle();
        for (int i = -1; i < COLD_STARTS; i++) {
            try (Dovecot dovecot = Dovecot.start(corpus, place.path("dovecot"))) {
                double selected = dovecot.select(corpus.count());
                dovecot.time("UNSELECT");
                double reselected = dovecot.select(corpus.count());
                double fetched = dovecot.time("FETCH 1:* (UID FLAGS)");
                if (i >= 0) {
                    first.add(selected);
                    again.add(reselected);
                    flags.add(fetched);
                }
            }
        }
        rows.report("Dovecot: SELECT in a new process that is ready", first, "ms");
        rows.report("Dovecot: SELECT again in that process", again, "ms");
        rows.report("Dovecot: all UIDs and flags, a part of what the view has", flags, "ms");
    }

    private void syscalls(Corpus corpus) throws IOException, InterruptedException {
        Optional<Syscalls> calls = trace("Unchanged, opened in a new JVM", corpus);
        if (calls.isPresent()) {
            rows.atMost("getdents of cur/ and new/", calls.get().listings(), "calls", 0);
            rows.atMost("calls on message files", calls.get().messages(), "calls", 0);
        }
    }

    /** The time stamp of a change of ours, right before the store was closed, could hide another's: once. */
    private void syscallsAfterChange(Corpus corpus) throws IOException, InterruptedException {
        Optional<Syscalls> calls = trace("Closed right after a change of flags, and opened in a new JVM", corpus);
        if (calls.isPresent()) {
            rows.report("getdents of cur/ and new/", calls.get().listings(), "calls");
            rows.atMost("calls on message files", calls.get().messages(), "calls", 0);
        }
        syscalls(corpus);
    }

    private Optional<Syscalls> trace(String title, Corpus corpus) throws IOException, InterruptedException {
        if (!Syscalls.canTrace()) {
            rows.title("strace is not installed: no system calls");
            return Optional.empty();
        }
        settle();
        Syscalls calls = Syscalls.ofOpening(corpus.root(), place.path("trace"));
        rows.title(title + ": " + calls.calls());
        return Optional.of(calls);
    }
}
