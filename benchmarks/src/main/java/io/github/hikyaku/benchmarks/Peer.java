package io.github.hikyaku.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A server under measurement, as it runs in a process of its own. */
interface Peer extends AutoCloseable {
    /** The login and password of the one user. */
    String USER = "bob@test.example";

    String SECRET = "secret";

    /** The ports by protocol: {@code smtp}, {@code pop3}, {@code imap}, {@code imaps}; those that it speaks. */
    Map<String, Integer> ports();

    /** How many messages it has taken since the last {@link #clear}. */
    long delivered() throws Exception;

    /** Forgets the messages. */
    void clear() throws Exception;

    @Override
    void close();

    /** Starts a server of that name; {@code directory} is for those that keep mail on disk. */
    static Peer start(String name, Path directory) throws IOException {
        return switch (name) {
            case "hikyaku-memory" -> HikyakuPeer.memory();
            case "hikyaku-discard" -> HikyakuPeer.discarding();
            case "hikyaku-maildir" -> HikyakuPeer.maildir(directory);
            case "hikyaku-impatient" -> HikyakuPeer.impatient();
            case "greenmail" -> new GreenMailPeer();
            case "subetha-discard" -> SubEthaPeer.discarding();
            case "subetha-maildir" -> SubEthaPeer.maildir(directory);
            default -> throw new IllegalArgumentException("No such server: " + name);
        };
    }
}
