package io.github.hikyaku.storage.memory;

import io.github.hikyaku.storage.Flag;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One message of one mailbox. All that can change is guarded by the lock of the mailbox. */
final class Message {
    final long uid;
    final MemoryContent content;
    /** To the second. */
    final Instant internalDate;
    /** When it came into this mailbox, in seconds since 1970. */
    final long saved;

    Set<Flag> flags;
    long modSeq;
    byte @Nullable [] derived;

    /** The next in the order of MODSEQ, kept by {@link MessageTable}. */
    @Nullable
    Message newer;

    /** The one before in the order of MODSEQ, kept by {@link MessageTable}. */
    @Nullable
    Message older;

    Message(long uid, MemoryContent content, Instant internalDate, long saved, Set<Flag> flags, long modSeq) {
        this.uid = uid;
        this.content = content;
        this.internalDate = internalDate;
        this.saved = saved;
        this.flags = flags;
        this.modSeq = modSeq;
    }
}
