package io.github.hikyaku.pipeline.internal;

import io.github.hikyaku.message.Mail;
import io.github.hikyaku.storage.AccountId;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Remembers messages of which some accounts got their copy and others did not, so that the client, which was told to try
 * again, doubles nothing. A message is the same if its reverse-path and the octets that the client sent are. The memory
 * is bounded, lasts five days (RFC 5321 §4.5.4.1: as long as clients try) and does not outlive the server. Safe for use
 * by many threads.
 */
final class PartialDeliveries {
    private static final int MOST = 1_000;
    private static final Duration KEPT = Duration.ofDays(5);

    private record Sketch(String reversePath, long octets) {}

    private record Key(Sketch sketch, String digest) {}

    private record Entry(Set<AccountId> accounts, Instant until) {}

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, Entry> entries = new LinkedHashMap<>();

    PartialDeliveries(InstantSource clock) {
        this.clock = clock;
    }

    /** The accounts that have the message already. Reads the message only if one like it is remembered. */
    Set<AccountId> delivered(Mail mail) throws IOException {
        if (!mayKnow(sketch(mail))) {
            return Set.of();
        }
        Key key = key(mail);
        lock.lock();
        try {
            @Nullable Entry entry = entries.get(key);
            return entry == null || clock.instant().isAfter(entry.until) ? Set.of() : entry.accounts;
        } finally {
            lock.unlock();
        }
    }

    /** These accounts have the message, others do not. */
    void remember(Mail mail, Set<AccountId> accounts) throws IOException {
        Key key = key(mail);
        lock.lock();
        try {
            entries.remove(key);
            entries.put(key, new Entry(Set.copyOf(accounts), clock.instant().plus(KEPT)));
            if (entries.size() > MOST) {
                entries.remove(entries.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }

    /** All accounts have the message. */
    void forget(Mail mail) throws IOException {
        Key key = key(mail);
        lock.lock();
        try {
            entries.remove(key);
        } finally {
            lock.unlock();
        }
    }

    private boolean mayKnow(Sketch sketch) {
        lock.lock();
        try {
            return entries.keySet().stream().anyMatch(key -> key.sketch.equals(sketch));
        } finally {
            lock.unlock();
        }
    }

    private static Sketch sketch(Mail mail) {
        return new Sketch(
                mail.envelope().reversePath().toString(), mail.received().size());
    }

    private static Key key(Mail mail) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(mail.received().open(), digest)) {
                byte[] buffer = new byte[16 * 1024];
                while (in.read(buffer) >= 0) {
                    // the digest sees what is read
                }
            }
            return new Key(sketch(mail), HexFormat.of().formatHex(digest.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("The JDK lacks SHA-256", e);
        }
    }
}
