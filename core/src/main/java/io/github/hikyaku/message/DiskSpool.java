package io.github.hikyaku.message;

import io.github.hikyaku.engine.Limits;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The spool of {@link Spool#at}. */
final class DiskSpool implements Spool {
    /** Of the heap at most one part in so many, whatever the budget: a small one has to do for all else too. */
    private static final int SHARE = 8;

    private final SpoolDirectory directory;
    private final MemoryBudget budget;
    private final int maxInMemory;
    private final Set<SpoolFile> files = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    DiskSpool(SpoolDirectory directory, Limits limits) {
        this.directory = directory;
        long heap = Runtime.getRuntime().maxMemory();
        this.budget = new MemoryBudget(Math.min(limits.memoryBudget(), heap / SHARE));
        this.maxInMemory = limits.maxInMemory();
    }

    @Override
    public SpooledMessage begin() {
        return new DiskSpooledMessage(this);
    }

    MemoryBudget budget() {
        return budget;
    }

    int maxInMemory() {
        return maxInMemory;
    }

    SpoolFile newFile() throws IOException {
        if (closed) {
            throw new IOException("The spool is closed");
        }
        SpoolFile file = new SpoolFile(directory.newFile(), files::remove);
        files.add(file);
        if (closed) {
            // It was closed meanwhile and may not have seen this file.
            close();
        }
        return file;
    }

    @Override
    public void close() {
        closed = true;
        for (SpoolFile file : files) {
            file.close();
        }
        directory.remove();
    }
}
