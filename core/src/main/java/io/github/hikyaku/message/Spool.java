package io.github.hikyaku.message;

/**
 * Holds messages while they come in: small ones in memory, under one budget for the whole server, larger ones in a
 * file. Safe for use by many threads.
 */
public interface Spool extends AutoCloseable {
    /** Begins a message. Costs nothing before the first octet. */
    SpooledMessage begin();

    /** Removes every file of this spool. */
    @Override
    void close();
}
