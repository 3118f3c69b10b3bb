package io.github.hikyaku.storage.memory;

import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.MessageContent;
import java.io.IOException;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A message on its way in. Nothing outside knows of it before its commit, so aborting it is forgetting it. */
final class MemoryDeposit implements Deposit {
    private final MemoryMailbox mailbox;
    private final Usage usage;
    private final Set<Flag> flags;
    private final Instant internalDate;
    // Null once it is committed or aborted.
    private MemoryContent.@Nullable Builder content = new MemoryContent.Builder();

    MemoryDeposit(MemoryMailbox mailbox, Usage usage, Set<Flag> flags, Instant internalDate) {
        this.mailbox = mailbox;
        this.usage = usage;
        this.flags = flags;
        this.internalDate = internalDate;
    }

    @Override
    public void write(byte[] octets, int offset, int length) {
        MemoryContent.Builder building = roomFor(length);
        building.write(octets, offset, length);
    }

    @Override
    public void write(MessageContent original) throws IOException {
        MemoryContent.Builder building = roomFor(original.size());
        if (original instanceof MemoryContent own) {
            building.share(own);
            return;
        }
        content = null;
        building.write(original);
        // Half a content must not be committed: only now that it is whole the deposit goes on.
        content = building;
    }

    @Override
    public Receipt commit() {
        MemoryContent built = building().build();
        content = null;
        MailboxState target = mailbox.open();
        usage.add(built.size(), 1);
        try {
            return target.add(built, flags, internalDate);
        } catch (RuntimeException e) {
            usage.subtract(built.size(), 1);
            throw e;
        }
    }

    @Override
    public void close() {
        content = null;
    }

    private MemoryContent.Builder roomFor(long octets) {
        MemoryContent.Builder building = building();
        if (usage.isLimited()) {
            content = null;
            usage.checkRoom(building.size() + octets);
            content = building;
        }
        return building;
    }

    private MemoryContent.Builder building() {
        MemoryContent.Builder building = content;
        if (building == null) {
            throw new IllegalStateException("The deposit is committed or aborted");
        }
        return building;
    }
}
