package io.github.hikyaku.defence;

import io.github.hikyaku.engine.Net;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.message.Envelope;
import io.github.hikyaku.message.Origin;
import io.github.hikyaku.message.Recipient;
import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.pipeline.SessionStage;
import io.github.hikyaku.pipeline.StageContext;
import io.github.hikyaku.pipeline.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a recipient for now the first time that a client names it together with a reverse-path (RFC 6647): a mail server
 * tries again, much of what sends unwanted mail does not. A client is the IPv4 /24 or IPv6 /64 of an address,
 * because large senders try again from another machine. Who has come back is remembered, and a network many of whose mails
 * have come back is not asked any more.
 *
 * <p>What is known is written to a file, if there is one, as hashes: no address can be read there. It outlives the
 * server, but is not forced to the disk with each entry. One that is damaged is set aside and told to the host by an event.
 * Serves one server, and no two servers share a file.
 */
public final class Greylisting implements SessionStage {
    private final @Nullable Path file;
    private final GreylistTable.Rules rules;
    private final Exemption exemption;
    private final ReentrantLock lock = new ReentrantLock();

    // Under the lock, but for the context.
    private GreylistTable table;
    private @Nullable GreylistJournal journal;
    private volatile @Nullable StageContext context;

    private Greylisting(Builder builder) {
        file = builder.file;
        rules = new GreylistTable.Rules(
                builder.delay, builder.window, builder.life, builder.networkAfter, builder.maxEntries);
        exemption = builder.exemption;
        table = new GreylistTable(rules);
    }

    /** Keeps what is known in memory only. */
    public static Builder inMemory() {
        return new Builder(null);
    }

    /** Keeps what is known in a file, which is made if it is not there; its directory has to be there. */
    public static Builder in(Path file) {
        return new Builder(file);
    }

    /**
     * Reads the file.
     *
     * @throws UncheckedIOException if it cannot be read or written
     */
    @Override
    public void start(StageContext running) {
        lock.lock();
        try {
            context = running;
            table = new GreylistTable(rules);
            if (file != null) {
                GreylistJournal opened = new GreylistJournal(file, rules.maxEntries());
                if (opened.read(table::restore)) {
                    tell(running, new IOException(file + " was damaged and has been set aside"));
                }
                opened.rewrite(table.all(seconds(running)));
                journal = opened;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The greylist in " + file + " cannot be opened", e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public CompletionStage<Verdict> recipient(Origin origin, Envelope envelope, Recipient recipient) {
        StageContext running = context;
        if (running == null || exemption.covers(origin)) {
            return ACCEPTED;
        }
        String network = Net.around(Exemption.address(origin), 24, 64).toString();
        String triplet = hash(network + "\n" + envelope.reversePath() + "\n" + recipient.path());
        Duration wait = attempt(running, triplet, hash(network));
        return wait.isZero()
                ? ACCEPTED
                : CompletableFuture.completedFuture(new Verdict.Defer(new Reply(
                        451, "4.7.1", "Greylisted: try again in " + Math.max(1, wait.toSeconds()) + " seconds")));
    }

    private Duration attempt(StageContext running, String triplet, String network) {
        lock.lock();
        try {
            long now = seconds(running);
            Duration wait = table.attempt(triplet, network, now, (kind, entry) -> write(running, entry));
            GreylistJournal open = journal;
            if (open != null && open.isLong(table.size())) {
                open.rewrite(table.all(now));
            }
            return wait;
        } catch (IOException e) {
            giveUp(running, e);
            return Duration.ZERO;
        } finally {
            lock.unlock();
        }
    }

    private void write(StageContext running, GreylistTable.Entry entry) {
        GreylistJournal open = journal;
        try {
            if (open != null) {
                open.add(entry);
            }
        } catch (IOException e) {
            giveUp(running, e);
        }
    }

    /** Goes on in memory: a disk that is full is no reason to refuse mail. */
    private void giveUp(StageContext running, IOException e) {
        journal = null;
        tell(running, e);
    }

    private static void tell(StageContext running, IOException e) {
        running.event(new MailEvent.InternalError(Optional.empty(), "stage " + running.stage(), e));
    }

    private static long seconds(StageContext running) {
        return running.clock().instant().getEpochSecond();
    }

    /** Of one length, so that an entry takes the same room whoever is named. Local parts are compared without case here. */
    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Override
    public void stop() {
        lock.lock();
        try {
            GreylistJournal open = journal;
            journal = null;
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The greylist in " + file + " cannot be closed", e);
        } finally {
            lock.unlock();
        }
    }

    /** Times and bounds. Not safe for use by many threads. */
    public static final class Builder {
        private final @Nullable Path file;
        private Duration delay = Duration.ofMinutes(1);
        private Duration window = Duration.ofHours(24);
        private Duration life = Duration.ofDays(35);
        private int networkAfter = 5;
        private int maxEntries = 100_000;
        private Exemption exemption = Exemption.LOOPBACK;

        private Builder(@Nullable Path file) {
            this.file = file;
        }

        /** How long a client has to wait before it comes back; 1 minute by default (RFC 6647 §5). */
        public Builder delay(Duration time) {
            delay = positive(time);
            return this;
        }

        /** Until when it has to have come back, after its first attempt; 24 hours by default (RFC 6647 §5). */
        public Builder window(Duration time) {
            window = positive(time);
            return this;
        }

        /** How long who has come back is remembered, since it was seen last; 35 days by default. */
        public Builder life(Duration time) {
            life = positive(time);
            return this;
        }

        /** How many mails of a network have to come back before it is not asked any more; 5 by default. */
        public Builder networkAfter(int mails) {
            if (mails < 1) {
                throw new IllegalArgumentException("Nobody would be asked after " + mails + " mails");
            }
            networkAfter = mails;
            return this;
        }

        /** How many entries of each kind are kept; 100,000 by default, each of which takes about 250 octets. */
        public Builder maxEntries(int entries) {
            if (entries < 1) {
                throw new IllegalArgumentException("No room for " + entries + " entries");
            }
            maxEntries = entries;
            return this;
        }

        /** Networks whose clients are not judged; by default the loopback networks. */
        public Builder trusted(Net... networks) {
            exemption = Exemption.of(networks);
            return this;
        }

        private static Duration positive(Duration time) {
            if (time.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException("A second or more, not " + time);
            }
            return time;
        }

        /** Makes the stage. */
        public Greylisting build() {
            if (delay.compareTo(window) >= 0) {
                throw new IllegalStateException("Nobody can come back after " + delay + " and before " + window);
            }
            return new Greylisting(this);
        }
    }
}
