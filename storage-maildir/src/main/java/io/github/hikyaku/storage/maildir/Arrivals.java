package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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
    private final Placement placement;
    private final Queue<Arrival> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean placing = new AtomicBoolean();
    private final AtomicBoolean syncing = new AtomicBoolean();

    // Guarded by the write lock of the mailbox.
    private final Deque<Arrival> onTheWay = new ArrayDeque<>();
    private final Map<String, Arrival> onTheWayByBase = new HashMap<>();
    private final Condition landed;
    private boolean settingOut;
    private long syncedInNew;
    private long syncedInCur;

    // Written with the write lock held. All are turns, which go up with each message that is put into its place.
    private final AtomicInteger draining = new AtomicInteger();
    private volatile long placed;
    private volatile long placedInNew;
    private volatile long placedInCur;
    private volatile long told;
    /** What was placed up to this turn and not told yet is given up. */
    private volatile long failed;

    private volatile @Nullable IOException failure;

    Arrivals(MailboxState box) {
        this.box = box;
        this.placement = new Placement(box);
        this.landed = box.write.newCondition();
    }

    /** The last turn whose file is in its place. */
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
            boolean placed = tryToPlace(arrival);
            boolean synced = tryToSync();
            if (!placed && !synced && !arrival.done) {
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
                held = draining.get() > 0;
                if (!held && own.place == null) {
                    placeNext();
                }
            } finally {
                box.write.unlock();
            }
        } finally {
            placing.set(false);
            if (!held) {
                // Who came in the meantime saw it taken, and sleeps.
                wake(waiting.peek());
            }
        }
        // Who ended the draining may have woken one that found the place taken.
        return !held || draining.get() == 0;
    }

    private boolean tryToSync() {
        if (told >= placed || !syncing.compareAndSet(false, true)) {
            return false;
        }
        List<Arrival> done = new ArrayList<>();
        try {
            long inNew = synced(box.newSync, syncedInNew, placedInNew);
            long inCur = synced(box.curSync, syncedInCur, placedInCur);
            box.write.lock();
            try {
                syncedInNew = inNew;
                syncedInCur = inCur;
                land(done);
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

    /** Syncs a directory if need be. Returns up to which turn it is. */
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

    /** Tells of all that can be told of now, and adds those that are done with, for better or worse. Throws nothing. */
    private void land(List<Arrival> done) {
        List<Arrival> good = new ArrayList<>();
        for (Arrival next = onTheWay.peek(); next != null && isSettled(next); next = onTheWay.peek()) {
            onTheWay.remove();
            onTheWayByBase.remove(next.base);
            done.add(next);
            told = next.turn;
            if (next.turn <= failed || box.isGone()) {
                Placement.undo(next);
                next.failure = failure();
                box.reconciler.noteOwnChange();
            } else {
                good.add(next);
            }
        }
        try {
            if (!good.isEmpty()) {
                placement.publish(good);
            }
        } catch (IOException | RuntimeException | Error e) {
            giveUp(good, e);
        } finally {
            done.forEach(arrival -> arrival.done = true);
            landed.signalAll();
        }
    }

    private boolean isSettled(Arrival arrival) {
        long synced = arrival.flagBits == 0 ? syncedInNew : syncedInCur;
        return arrival.turn <= synced || arrival.turn <= failed || box.isGone();
    }

    private RuntimeException failure() {
        IOException e = failure;
        return box.isGone() || e == null ? box.vanished() : Disk.failure("Syncing " + box.directory, e);
    }

    private void giveUp(List<Arrival> batch, Throwable e) {
        MailStoreException told;
        if (e instanceof MailStoreException m) {
            told = m;
        } else if (e instanceof IOException io) {
            told = Disk.failure("Depositing into " + box.directory, io);
        } else {
            told = new MailStoreException(Kind.UNAVAILABLE, "Failed to deposit into " + box.directory, e);
        }
        for (Arrival arrival : batch) {
            if (arrival.failure == null && !box.isListed(arrival.uid)) {
                Placement.undo(arrival);
                // Each of them is thrown by a thread of its own.
                arrival.failure = new MailStoreException(told.kind(), String.valueOf(told.getMessage()), e);
            }
        }
        box.reconciler.noteOwnChange();
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
        draining.incrementAndGet();
        try {
            while (!onTheWay.isEmpty()) {
                landed.awaitUninterruptibly();
            }
        } finally {
            draining.decrementAndGet();
            wake(waiting.peek());
        }
        box.checkThere();
        return true;
    }

    /** Waits until no message is on its way, and none sets out until {@link #release}. Called without the write lock. */
    void hold() {
        box.write.lock();
        try {
            draining.incrementAndGet();
            while (settingOut || !onTheWay.isEmpty()) {
                landed.awaitUninterruptibly();
            }
        } finally {
            box.write.unlock();
        }
    }

    void release() {
        box.write.lock();
        try {
            draining.decrementAndGet();
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

    /** Throws nothing. */
    private void placeNext() {
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
        settingOut = true;
        box.committing = true;
        try {
            for (Arrival arrival : placement.place(batch, false)) {
                arrival.turn = placed + 1;
                onTheWay.add(arrival);
                onTheWayByBase.put(arrival.base, arrival);
                if (arrival.flagBits == 0) {
                    placedInNew = arrival.turn;
                } else {
                    placedInCur = arrival.turn;
                }
                placed = arrival.turn;
            }
        } catch (RuntimeException | Error e) {
            giveUp(batch, e);
        } finally {
            settingOut = false;
            box.committing = false;
            for (Arrival arrival : batch) {
                if (arrival.failure != null) {
                    arrival.done = true;
                    wake(arrival);
                }
            }
            landed.signalAll();
        }
    }

    /** Makes copies part of the mailbox, all or none, synced. With the write lock held, and nothing on its way. */
    void placeCopies(List<Arrival> copies) {
        List<Arrival> inPlace = placement.place(copies, true);
        try {
            if (inPlace.stream().anyMatch(copy -> copy.flagBits == 0)) {
                box.newSync.sync();
            }
            if (inPlace.stream().anyMatch(copy -> copy.flagBits != 0)) {
                box.curSync.sync();
            }
            placement.publish(inPlace);
        } catch (IOException e) {
            inPlace.forEach(Placement::undo);
            box.reconciler.noteOwnChange();
            throw Disk.failure("Syncing " + box.directory, e);
        }
    }
}
