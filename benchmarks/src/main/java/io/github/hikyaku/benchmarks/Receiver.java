package io.github.hikyaku.benchmarks;

import java.io.IOException;
import java.util.OptionalLong;

/** Something that receives mail by SMTP and can tell how much it has taken. */
interface Receiver extends AutoCloseable {
    /** The name in tables. */
    String name();

    /** The port on the loopback address. */
    int port();

    /**
     * How many messages have arrived where they go since the last {@link #clear}, without those on their way; empty if it
     * does not tell.
     */
    OptionalLong delivered() throws IOException;

    /** Throws away what has arrived. */
    void clear() throws IOException;

    @Override
    void close() throws IOException;
}
