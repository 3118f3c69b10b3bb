package io.github.hikyaku.storage.maildir;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Names that no other file has, by the Maildir convention: seconds, then microseconds, process and a counter, then the
 * host.
 */
final class UniqueNames {
    private static final AtomicLong COUNTER = new AtomicLong();
    private static final String SUFFIX = "P" + ProcessHandle.current().pid() + "Q";
    private static final String HOST = host();

    private UniqueNames() {}

    static String next() {
        Instant now = Instant.now();
        return now.getEpochSecond() + ".M" + now.getNano() / 1000 + SUFFIX + COUNTER.incrementAndGet() + "." + HOST;
    }

    private static String host() {
        String name;
        try {
            name = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            name = "localhost";
        }
        StringBuilder safe = new StringBuilder();
        name.chars()
                .filter(c ->
                        c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '.')
                .limit(64)
                .forEach(c -> safe.append((char) c));
        return safe.length() == 0 ? "localhost" : safe.toString();
    }
}
