package io.github.hikyaku.benchmarks;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagOutcome;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxChanges;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.UidSet;
import io.github.hikyaku.storage.maildir.MaildirStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Changes of the flags of one message in a Maildir, and an observer's question what changed, by the size of the mailbox. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 4, time = 1)
public class FlagChanges {
    private static final int CHANGES = 10;
    // Far from the one before, and each message in its turn: it divides none of the sizes.
    private static final int STEP = 7_919;

    /** How many messages there are. */
    @Param({"1000", "10000", "100000"})
    public int messages;

    /** Whether a change is on the disk before its call returns. */
    @Param({"true", "false"})
    public boolean fsync;

    /** The directory whose file system is measured. */
    @Param("target/mail")
    public String directory = "";

    private @Nullable Place place;
    private @Nullable MaildirStore store;
    private @Nullable MailAccount account;
    private @Nullable Mailbox inbox;
    private long[] uids = new long[0];
    private long changes;
    private long before;

    /** Makes the mailbox, and {@value #CHANGES} changes. */
    @Setup
    public void open() throws IOException {
        Place made = Place.in(Path.of(directory));
        place = made;
        Corpus corpus = Corpus.linked(made.path("mail"), messages);
        MaildirStore opened = MaildirStore.builder(corpus.root()).fsync(fsync).build();
        store = opened;
        account = opened.open(Corpus.ACCOUNT);
        inbox = account.open(MailboxName.INBOX);
        uids = inbox.view().uids();
        before = inbox.status().highestModSeq();
        for (int i = 0; i < CHANGES; i++) {
            store();
        }
        if (changesSince().touched().size() != CHANGES) {
            throw new IllegalStateException("Not " + CHANGES + " changes");
        }
    }

    /** Removes it. */
    @TearDown
    public void close() throws IOException {
        if (account != null && store != null && place != null) {
            account.close();
            store.close();
            place.close();
        }
    }

    /** Changes the flags of the next message. */
    @Benchmark
    public FlagOutcome store() {
        long uid = uids[(int) (changes * STEP % messages)];
        // Each message is changed each time that it comes up.
        boolean odd = changes / messages % 2 == 1;
        changes++;
        FlagUpdate update = odd ? FlagUpdate.replace(Flag.SEEN) : FlagUpdate.replace(Flag.SEEN, Flag.DRAFT);
        return mailbox().store(UidSet.of(uid), update, Long.MAX_VALUE);
    }

    /** Asks for what changed since the first changes. */
    @Benchmark
    public MailboxChanges changesSince() {
        return mailbox().changesSince(before);
    }

    private Mailbox mailbox() {
        if (inbox == null) {
            throw new IllegalStateException("Not open");
        }
        return inbox;
    }
}
