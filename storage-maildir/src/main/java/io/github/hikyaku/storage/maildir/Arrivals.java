package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * How messages become part of a mailbox. <strong>The order of writes:</strong>
 *
 * <ol>
 *   <li>{@code tmp/x} is written, gets its internal date as time of modification, and is synced: by each depositor for
 *       itself, side by side with all others;
 *   <li>under the lock of {@code dovecot-uidlist} it is renamed into {@code new/}, or into {@code cur/} if it has flags,
 *       and its line is appended to the list;
 *   <li>the directory is synced;
 *   <li>the own index is told, then memory, then the caller.
 * </ol>
 *
 * <p>Steps 2 to 4 are done for many at once: a depositor that gets the mailbox's write lock does them for all that wait
 * for it. So a deposit alone costs two fsyncs, and of n side by side each costs one and 1/n. The list of UIDs needs none:
 * the file's name bears the UID ({@link MessageFileName#withUid}), and where the end of the list is lost in a power cut
 * it is made up from the names (see {@link Reconciler}). UIDs whose messages went are lost then too, so the next ones are
 * taken from well above.
 *
 * <p>If a step fails, the files are removed again and all of the batch fail; UIDs that were given to them are never
 * given out again. An fsync that failed is not repeated: the message is gone.
 */
final class Arrivals {
    private static final int MOST = 256;

    private final MailboxState box;
    private final Queue<Arrival> waiting = new ConcurrentLinkedQueue<>();

    Arrivals(MailboxState box) {
        this.box = box;
    }

    /** Makes one message part of the mailbox, together with others that wait for the same. Called without the lock. */
    void commit(Arrival arrival) {
        waiting.add(arrival);
        boolean told = false;
        box.write.lock();
        try {
            while (!arrival.done) {
                lead();
                told = true;
            }
        } finally {
            box.write.unlock();
        }
        if (told) {
            box.signals.mailboxChanged(box.name);
        }
        if (arrival.failure != null) {
            throw arrival.failure;
        }
    }

    private void lead() {
        List<Arrival> batch = new ArrayList<>();
        for (Arrival next = waiting.poll(); next != null; next = waiting.poll()) {
            batch.add(next);
            if (batch.size() == MOST) {
                break;
            }
        }
        // An interrupt would close the channels that the others' messages depend on.
        boolean interrupted = Thread.interrupted();
        box.committing = true;
        try {
            place(batch, false);
        } catch (MailStoreException e) {
            fail(batch, e);
        } catch (RuntimeException | Error e) {
            fail(batch, new MailStoreException(Kind.UNAVAILABLE, "Failed to deposit into " + box.directory, e));
            throw e;
        } finally {
            box.committing = false;
            batch.forEach(arrival -> arrival.done = true);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void fail(List<Arrival> batch, MailStoreException e) {
        for (Arrival arrival : batch) {
            if (arrival.failure == null) {
                // Each of them is thrown by a thread of its own.
                arrival.failure = new MailStoreException(e.kind(), String.valueOf(e.getMessage()), e);
            }
        }
    }

    /**
     * Makes them part of the mailbox, with the write lock held.
     *
     * @param together whether all fail if one does
     */
    @SuppressWarnings("try")
    void place(List<Arrival> batch, boolean together) {
        box.ready();
        box.reconciler.refresh(false);
        List<Arrival> placed = new ArrayList<>(batch.size());
        try {
            int inUse = 0;
            for (Arrival arrival : batch) {
                allot(arrival, inUse);
                inUse |= arrival.flagBits;
            }
            try (DotLock lock = box.reconciler.lockUidList()) {
                rename(batch, placed, together);
            }
            if (!placed.isEmpty()) {
                sync(placed);
                publish(placed);
            }
        } catch (IOException | MailStoreException e) {
            placed.forEach(arrival -> undo(arrival));
            box.reconciler.noteOwnChange();
            throw e instanceof MailStoreException m
                    ? m
                    : Disk.failure("Depositing into " + box.directory, (IOException) e);
        }
    }

    private void allot(Arrival arrival, int inUse) throws IOException {
        try {
            arrival.flagBits = box.keywords.bitsOf(arrival.flags, () -> inUse | box.table.flagsInUse());
        } catch (MailStoreException e) {
            arrival.failure = e;
        }
    }

    private void rename(List<Arrival> batch, List<Arrival> placed, boolean together) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (Arrival arrival : batch) {
            if (arrival.failure != null) {
                continue;
            }
            arrival.uid = box.takeUid();
            arrival.base = MessageFileName.withUid(arrival.base, box.uidValidity, arrival.uid);
            Path place = arrival.flagBits == 0
                    ? box.newDirectory.resolve(arrival.base)
                    : box.curDirectory.resolve(MessageFileName.withFlags(arrival.base, arrival.flagBits));
            try {
                Files.move(arrival.temporary, place, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                if (together) {
                    throw e;
                }
                arrival.failure = Disk.failure("Depositing into " + box.directory, e);
                continue;
            }
            arrival.place = place;
            placed.add(arrival);
            lines.append(UidList.line(arrival.uid, arrival.base));
        }
        if (!placed.isEmpty()) {
            box.uidList.append(lines.toString(), box::isAlive, box.uidNext);
        }
    }

    private void sync(List<Arrival> placed) throws IOException {
        boolean inNew = placed.stream().anyMatch(arrival -> arrival.flagBits == 0);
        boolean inCur = placed.stream().anyMatch(arrival -> arrival.flagBits != 0);
        box.uidList.syncAtTimes();
        if (inNew) {
            box.newSync.sync();
        }
        if (inCur) {
            box.curSync.sync();
        }
    }

    private void publish(List<Arrival> placed) {
        IndexLog.Batch records = new IndexLog.Batch();
        List<IndexLog.Entry> entries = new ArrayList<>(placed.size());
        long modSeq = box.nextModSeq();
        for (Arrival arrival : placed) {
            byte bits = (byte) (arrival.bits | MessageTable.RECENT | (arrival.flagBits == 0 ? MessageTable.IN_NEW : 0));
            arrival.modSeq = modSeq++;
            IndexLog.Entry entry = new IndexLog.Entry(
                    arrival.uid, arrival.flagBits, bits, arrival.modSeq, arrival.octets, arrival.seconds);
            entries.add(entry);
            records.message(entry);
        }
        box.index.append(records);
        box.change(() -> {
            for (int i = 0; i < entries.size(); i++) {
                Path name = Objects.requireNonNull(placed.get(i).place).getFileName();
                box.table.add(entries.get(i), name.toString());
            }
            box.clock = placed.get(placed.size() - 1).modSeq;
            box.tellUids();
        });
        box.reconciler.noteOwnChange();
        box.tidy();
    }

    private static void undo(Arrival arrival) {
        if (arrival.place != null) {
            Disk.discard(arrival.place);
        }
    }
}
