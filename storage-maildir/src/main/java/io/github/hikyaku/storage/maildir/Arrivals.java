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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * How messages become part of a mailbox. <strong>The order of writes:</strong>
 *
 * <ol>
 *   <li>{@code tmp/x} is written, gets its internal date as time of modification, and is synced: by each depositor for
 *       itself, side by side with all others;
 *   <li>under the lock of {@code dovecot-uidlist} it is renamed into {@code new/}, or into {@code cur/} if it has flags,
 *       and its line is appended to the list, with the mailbox's write lock;
 *   <li>the directory is synced, without the write lock;
 *   <li>in the order of their UIDs, the own index is told, then memory, with the write lock; then the caller.
 * </ol>
 *
 * <p>Step 2 is done by one depositor for all who wait for it ({@link #placing}), and so are, meanwhile, steps 3 and 4 by
 * another for all whose files are in their place ({@link #syncing}); the rest sleep until their message is done, or until
 * one of these is left to them. So a deposit alone costs two fsyncs, and of n side by side each costs one and 1/n. The list of UIDs needs none: the
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
    private final AtomicBoolean placing = new AtomicBoolean();
    private final AtomicBoolean syncing = new AtomicBoolean();

    // Guarded by the write lock of the mailbox.
    private final Deque<Arrival> onTheWay = new ArrayDeque<>();
    private final Map<String, Arrival> onTheWayByBase = new HashMap<>();
    private final Condition landed;
    private int draining;
    private long syncedInNew;
    private long syncedInCur;

    private volatile long placed;
    private volatile long placedInNew;
    private volatile long placedInCur;
    private volatile long told;
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
        // An interrupt would close the channels that the others' messages depend on.
        boolean interrupted = Thread.interrupted();
        waiting.add(arrival);
        while (!arrival.done) {
            boolean worked = tryToPlace(arrival) | tryToSync();
            if (!worked && !arrival.done) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (arrival.failure != null) {
            throw arrival.failure;
        }
    }

    /** Places what waits, unless the depositor's own message is on its way: who places may have to wait for those. */
    private boolean tryToPlace(Arrival own) {
        if (own.place != null || waiting.isEmpty() || !placing.compareAndSet(false, true)) {
            return false;
        }
        boolean held = true;
        try {
            box.write.lock();
            try {
                held = draining > 0;
                if (!held && own.place == null) {
                    placeNext();
                }
            } finally {
                box.write.unlock();
            }
        } finally {
            placing.set(false);
            if (!held) {
                // Who came in the meantime saw it taken, and sleeps. Else who ends the draining wakes one.
                wake(waiting.peek());
            }
        }
        return !held;
    }

    private boolean tryToSync() {
        if (told >= placed || !syncing.compareAndSet(false, true)) {
            return false;
        }
        List<Arrival> done = List.of();
        try {
            long inNew = synced(box.newSync, syncedInNew, placedInNew);
            long inCur = synced(box.curSync, syncedInCur, placedInCur);
            box.write.lock();
            try {
                syncedInNew = inNew;
                syncedInCur = inCur;
                done = land();
            } finally {
                box.write.unlock();
            }
        } finally {
            syncing.set(false);
            done.forEach(Arrivals::wake);
            if (told < placed) {
                wakeNextOnTheWay();
            }
        }
        if (!done.isEmpty()) {
            box.signals.mailboxChanged(box.name);
        }
        return true;
    }

    /** Syncs a directory if need be. Returns up to which UID it is. */
    private static long synced(SharedSync directory, long synced, long placed) {
        if (placed <= synced) {
            // Nothing came here since: as far as this directory goes, all that is placed is on the disk.
            return synced;
        }
        try {
            return Math.max(synced, directory.sync());
        } catch (IOException e) {
            // Noted already.
            return synced;
        }
    }

    private static void wake(@Nullable Arrival arrival) {
        if (arrival != null) {
            LockSupport.unpark(arrival.depositor);
        }
    }

    private void wakeNextOnTheWay() {
        Arrival next;
        box.write.lock();
        try {
            next = onTheWay.peek();
        } finally {
            box.write.unlock();
        }
        wake(next);
    }

    /** Tells of all that can be told of now. Returns those that are done with, for better or worse. */
    private List<Arrival> land() {
        List<Arrival> done = new ArrayList<>();
        List<Arrival> good = new ArrayList<>();
        for (Arrival next = onTheWay.peek(); next != null && isSettled(next); next = onTheWay.peek()) {
            onTheWay.remove();
            onTheWayByBase.remove(next.base);
            done.add(next);
            if (next.uid <= failed || box.isGone()) {
                undo(next);
                next.failure = failure();
                box.reconciler.noteOwnChange();
            } else {
                good.add(next);
            }
        }
        if (!done.isEmpty()) {
            told = done.get(done.size() - 1).uid;
        }
        try {
            if (!good.isEmpty()) {
                publish(good);
            }
        } catch (IOException e) {
            good.forEach(Arrivals::undo);
            box.reconciler.noteOwnChange();
            fail(good, Disk.failure("Depositing into " + box.directory, e));
        } catch (RuntimeException | Error e) {
            fail(good, new MailStoreException(Kind.UNAVAILABLE, "Failed to deposit into " + box.directory, e));
            throw e;
        } finally {
            done.forEach(arrival -> arrival.done = true);
            landed.signalAll();
        }
        return done;
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
            wake(waiting.peek());
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
            wake(waiting.peek());
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

    private void placeNext() {
        List<Arrival> batch = new ArrayList<>();
        for (Arrival next = waiting.poll(); next != null; next = waiting.poll()) {
            batch.add(next);
            if (batch.size() == MOST) {
                break;
            }
        }
        box.committing = true;
        try {
            for (Arrival arrival : place(batch, false)) {
                onTheWay.add(arrival);
                onTheWayByBase.put(arrival.base, arrival);
                if (arrival.flagBits == 0) {
                    placedInNew = arrival.uid;
                } else {
                    placedInCur = arrival.uid;
                }
                placed = arrival.uid;
            }
        } catch (MailStoreException e) {
            fail(batch, e);
        } catch (RuntimeException | Error e) {
            fail(batch, new MailStoreException(Kind.UNAVAILABLE, "Failed to deposit into " + box.directory, e));
            throw e;
        } finally {
            box.committing = false;
            batch.stream().filter(arrival -> arrival.failure != null).forEach(arrival -> {
                arrival.done = true;
                wake(arrival);
            });
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
            publish(inPlace);
        } catch (IOException e) {
            inPlace.forEach(Arrivals::undo);
            box.reconciler.noteOwnChange();
            throw Disk.failure("Syncing " + box.directory, e);
        }
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
            arrival.flagBits = box.bitsOf(arrival.flags, inUse);
        } catch (MailStoreException e) {
            arrival.failure = e;
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

    private void publish(List<Arrival> told) throws IOException {
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
        long reserved =
                told.stream().filter(a -> a.reserved).mapToLong(a -> a.octets).sum();
        long reservations = told.stream().filter(a -> a.reserved).count();
        told.forEach(arrival -> arrival.reserved = false);
        Runnable change = () -> {
            for (int i = 0; i < entries.size(); i++) {
                box.table.add(entries.get(i), files.get(i));
            }
            box.clock = last.modSeq;
            box.tellUids(last.uid + 1);
        };
        box.change(change, reserved, reservations);
        box.tidy();
    }

    private static void undo(Arrival arrival) {
        if (arrival.place != null) {
            Disk.discard(arrival.place);
        }
    }
}
