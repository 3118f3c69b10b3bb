package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * How messages become part of a mailbox. <strong>The order of writes:</strong>
 *
 * <ol>
 *   <li>{@code tmp/x} is written, gets its internal date as time of modification, and is synced: by each depositor for
 *       itself, side by side with all others;
 *   <li>under the lock of {@code dovecot-uidlist} it is renamed into {@code new/}, or into {@code cur/} if it has flags,
 *       and its line is appended to the list: by one for all who wait for it, with the mailbox's write lock;
 *   <li>the directory is synced, by one for all whose messages are there by then, without the write lock, so that the next
 *       are renamed meanwhile;
 *   <li>in the order of their UIDs, the own index is told, then memory, with the write lock; then the caller.
 * </ol>
 *
 * <p>So a deposit alone costs two fsyncs, and of n side by side each costs one and 1/n. The list of UIDs needs none: the
 * file's name bears the UID ({@link MessageFileName#withUid}), and where the end of the list is lost in a power cut it is
 * made up from the names (see {@link Loader}). UIDs whose messages went are lost then too, so the next ones are taken
 * from well above.
 *
 * <p>Between steps 2 and 4 a message is on its way: its file is there and nobody is told. Whoever gives out UIDs by
 * another way, or ends the mailbox, waits for those first ({@link #drain}).
 *
 * <p>If a step fails, the files are removed again and all that took part fail; UIDs that were given to them are never
 * given out again. An fsync that failed is not repeated: the messages are gone.
 */
final class Arrivals {
    private static final int MOST = 256;

    private final MailboxState box;
    private final Queue<Arrival> waiting = new ConcurrentLinkedQueue<>();

    // Guarded by the write lock of the mailbox.
    private final Deque<Arrival> onTheWay = new ArrayDeque<>();
    private final Map<String, Arrival> onTheWayByBase = new HashMap<>();
    private final Condition landed;
    private int draining;
    private long syncedInNew;
    private long syncedInCur;
    private volatile long placed;
    /** What was placed up to this UID and not told yet is given up. */
    private volatile long failed;

    private volatile @Nullable IOException failure;

    Arrivals(MailboxState box) {
        this.box = box;
        this.landed = box.write.newCondition();
    }

    /** The last UID whose file is in its place. */
    long placed() {
        return placed;
    }

    /** A directory could not be synced: what was placed may not be there after a power cut, whatever a later fsync says. */
    void syncFailed(IOException e) {
        failure = e;
        failed = placed;
    }

    /** Makes one message part of the mailbox, together with others that wait for the same. Called without the lock. */
    void commit(Arrival arrival) {
        waiting.add(arrival);
        // An interrupt would close the channels that the others' messages depend on.
        boolean interrupted = Thread.interrupted();
        try {
            box.write.lock();
            try {
                while (!arrival.done && arrival.place == null) {
                    lead();
                }
            } finally {
                box.write.unlock();
            }
            if (arrival.failure == null && finish(arrival)) {
                box.signals.mailboxChanged(box.name);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        if (arrival.failure != null) {
            throw arrival.failure;
        }
    }

    /** Steps 3 and 4. Returns whether it told of messages. */
    private boolean finish(Arrival arrival) {
        boolean inNew = arrival.flagBits == 0;
        long synced = 0;
        try {
            synced = (inNew ? box.newSync : box.curSync).sync();
        } catch (IOException e) {
            // Noted already.
        }
        box.write.lock();
        try {
            if (inNew) {
                syncedInNew = Math.max(syncedInNew, synced);
            } else {
                syncedInCur = Math.max(syncedInCur, synced);
            }
            boolean told = land();
            while (!arrival.done) {
                // One with a smaller UID, in the other directory, is not there yet.
                landed.awaitUninterruptibly();
            }
            return told;
        } finally {
            box.write.unlock();
        }
    }

    /** Tells of all that can be told of now. */
    private boolean land() {
        List<Arrival> told = new ArrayList<>();
        for (Arrival next = onTheWay.peek(); next != null && isSettled(next); next = onTheWay.peek()) {
            onTheWay.remove();
            onTheWayByBase.remove(next.base);
            next.done = true;
            if (next.uid <= failed || box.isGone()) {
                undo(next);
                next.failure = failure();
                box.reconciler.noteOwnChange();
            } else {
                told.add(next);
            }
        }
        if (!told.isEmpty()) {
            publish(told);
        }
        landed.signalAll();
        return !told.isEmpty();
    }

    private boolean isSettled(Arrival arrival) {
        long synced = arrival.flagBits == 0 ? syncedInNew : syncedInCur;
        return arrival.uid <= synced || arrival.uid <= failed || box.isGone();
    }

    private RuntimeException failure() {
        IOException e = failure;
        return box.isGone() || e == null ? box.vanished() : Disk.failure("Syncing " + box.directory, e);
    }

    /**
     * Waits until no message is on its way, with the write lock of this mailbox and of no other: who has two of them calls
     * {@link #hold} before. What the caller knew of rows may be of the past then. None sets out before the caller gives the
     * write lock back.
     *
     * @return whether there was any
     */
    boolean drain() {
        if (onTheWay.isEmpty()) {
            return false;
        }
        draining++;
        try {
            while (!onTheWay.isEmpty()) {
                landed.awaitUninterruptibly();
            }
        } finally {
            draining--;
            landed.signalAll();
        }
        return true;
    }

    /** Waits until no message is on its way, and none sets out until {@link #release}. Called without the write lock. */
    void hold() {
        box.write.lock();
        try {
            draining++;
            while (!onTheWay.isEmpty()) {
                landed.awaitUninterruptibly();
            }
        } finally {
            box.write.unlock();
        }
    }

    void release() {
        box.write.lock();
        try {
            draining--;
            landed.signalAll();
        } finally {
            box.write.unlock();
        }
    }

    boolean isOnTheWay(String base) {
        return onTheWayByBase.containsKey(base);
    }

    /** Those on their way, in the order of their UIDs. */
    Collection<Arrival> onTheWay() {
        return onTheWay;
    }

    private void lead() {
        while (draining > 0) {
            landed.awaitUninterruptibly();
        }
        List<Arrival> batch = new ArrayList<>();
        for (Arrival next = waiting.poll(); next != null; next = waiting.poll()) {
            batch.add(next);
            if (batch.size() == MOST) {
                break;
            }
        }
        if (batch.isEmpty()) {
            return;
        }
        box.committing = true;
        try {
            List<Arrival> inPlace = place(batch, false);
            for (Arrival arrival : inPlace) {
                onTheWay.add(arrival);
                onTheWayByBase.put(arrival.base, arrival);
                placed = arrival.uid;
            }
        } catch (MailStoreException e) {
            fail(batch, e);
        } catch (RuntimeException | Error e) {
            fail(batch, new MailStoreException(Kind.UNAVAILABLE, "Failed to deposit into " + box.directory, e));
            throw e;
        } finally {
            box.committing = false;
        }
    }

    private static void fail(List<Arrival> batch, MailStoreException e) {
        for (Arrival arrival : batch) {
            arrival.done = true;
            if (arrival.failure == null) {
                // Each of them is thrown by a thread of its own.
                arrival.failure = new MailStoreException(e.kind(), String.valueOf(e.getMessage()), e);
            }
        }
    }

    /** Makes copies part of the mailbox, all or none, synced. With the write lock held, and nothing on its way. */
    void placeCopies(List<Arrival> copies) {
        List<Arrival> inPlace = place(copies, true);
        try {
            if (inPlace.stream().anyMatch(copy -> copy.flagBits == 0)) {
                box.newSync.sync();
            }
            if (inPlace.stream().anyMatch(copy -> copy.flagBits != 0)) {
                box.curSync.sync();
            }
        } catch (IOException e) {
            inPlace.forEach(Arrivals::undo);
            box.reconciler.noteOwnChange();
            throw Disk.failure("Syncing " + box.directory, e);
        }
        publish(inPlace);
    }

    /** Step 2. Returns those that are in their place; the others have a failure. */
    @SuppressWarnings("try")
    private List<Arrival> place(List<Arrival> batch, boolean together) {
        box.ready();
        box.reconciler.refresh(false);
        List<Arrival> inPlace = new ArrayList<>(batch.size());
        try {
            int inUse = 0;
            for (Arrival arrival : batch) {
                allot(arrival, inUse);
                inUse |= arrival.flagBits;
            }
            try (DotLock lock = box.reconciler.lockUidList()) {
                rename(batch, inPlace, together);
                box.uidList.syncAtTimes();
            }
            box.reconciler.noteOwnChange();
            return inPlace;
        } catch (IOException | MailStoreException e) {
            inPlace.forEach(Arrivals::undo);
            box.reconciler.noteOwnChange();
            throw e instanceof MailStoreException m
                    ? m
                    : Disk.failure("Depositing into " + box.directory, (IOException) e);
        }
    }

    private void allot(Arrival arrival, int inUse) throws IOException {
        try {
            arrival.flagBits = box.keywords.bitsOf(arrival.flags, () -> inUse | box.flagsInUse());
        } catch (MailStoreException e) {
            arrival.failure = e;
            arrival.done = true;
        }
    }

    private void rename(List<Arrival> batch, List<Arrival> inPlace, boolean together) throws IOException {
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
                arrival.done = true;
                continue;
            }
            arrival.place = place;
            inPlace.add(arrival);
            lines.append(UidList.line(arrival.uid, arrival.base));
        }
        if (!inPlace.isEmpty()) {
            box.uidList.append(lines.toString(), box::isAlive, box.nextUid());
        }
    }

    private void publish(List<Arrival> told) {
        IndexLog.Batch records = new IndexLog.Batch();
        List<IndexLog.Entry> entries = new ArrayList<>(told.size());
        List<String> files = new ArrayList<>(told.size());
        long modSeq = box.nextModSeq();
        for (Arrival arrival : told) {
            byte bits = (byte) (arrival.bits | MessageTable.RECENT | (arrival.flagBits == 0 ? MessageTable.IN_NEW : 0));
            arrival.modSeq = modSeq++;
            IndexLog.Entry entry = new IndexLog.Entry(
                    arrival.uid, arrival.flagBits, bits, arrival.modSeq, arrival.octets, arrival.seconds);
            String file = Objects.requireNonNull(arrival.place).getFileName().toString();
            entries.add(entry);
            files.add(file);
            records.message(entry, file);
        }
        box.index.append(records);
        Arrival last = told.get(told.size() - 1);
        box.change(() -> {
            for (int i = 0; i < entries.size(); i++) {
                box.table.add(entries.get(i), files.get(i));
            }
            box.clock = last.modSeq;
            box.tellUids(last.uid + 1);
        });
        box.tidy();
    }

    private static void undo(Arrival arrival) {
        if (arrival.place != null) {
            Disk.discard(arrival.place);
        }
    }
}
