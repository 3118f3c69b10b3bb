package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.Flag;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A message that lies complete, and synced, in tmp/ and is to become part of the mailbox. */
final class Arrival {
    final Path temporary;
    final Set<Flag> flags;
    final long octets;
    final long seconds;
    final byte bits;

    final Thread depositor = Thread.currentThread();

    /** Whether the depositor can go on; what else there is was set before. */
    volatile boolean done;

    // Set under the write lock of the mailbox.
    String base;
    int flagBits;
    /** Whether room was taken for it that it is to give back. */
    boolean reserved;

    @Nullable
    Path place;

    @Nullable
    RuntimeException failure;

    /** Which it was of all that were put into their place. */
    long turn;

    long uid;
    long modSeq;

    Arrival(Path temporary, String base, Set<Flag> flags, long octets, long seconds, byte bits) {
        this.temporary = temporary;
        this.base = base;
        this.flags = flags;
        this.octets = octets;
        this.seconds = seconds;
        this.bits = bits;
    }
}
