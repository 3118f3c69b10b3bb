package io.github.hikyaku.message;

import io.github.hikyaku.engine.Limits;
import java.nio.file.Path;

/**
 * Holds messages while they come in: small ones in memory, under one budget for the whole server, larger ones in a
 * file. Safe for use by many threads.
 */
public interface Spool extends AutoCloseable {
    /** Begins a message. Costs nothing before the first octet. */
    SpooledMessage begin();

    /** Removes every file of this spool. Messages that are still open fail from then on. */
    @Override
    void close();

    /**
     * A spool whose files lie in a directory, which is made when the first file is needed, readable by its owner alone.
     * Its octets are not made durable: the store's are. No file outlives its message, not even a killed JVM where the
     * system can remove an open file.
     *
     * @param limits {@link Limits#maxInMemory} and {@link Limits#memoryBudget} count
     */
    static Spool at(Path directory, Limits limits) {
        return new DiskSpool(SpoolDirectory.at(directory), limits);
    }

    /** As {@link #at}, in a temporary directory of its own, which is removed with the spool. */
    static Spool temporary(Limits limits) {
        return new DiskSpool(SpoolDirectory.temporary(), limits);
    }
}
