package io.github.hikyaku.storage.maildir;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the directories of a mailbox were when they were looked at last, and whether that is to be believed.
 *
 * <p>Whether something changed is told by the time stamps of new/, cur/ and the list of UIDs. A time stamp is a tick of
 * a clock: a second change within the tick does not move it. So a listing that was made within the tick of the stamp
 * is made again: at once in a small mailbox, in a large one after a second. The same goes for our own changes, whose
 * stamps could hide another's.
 *
 * <p>All methods are called with the write lock of the mailbox held.
 */
final class LastLook {
    private static final int SMALL = 200;
    private static final long PAUSE_MILLIS = 1000;
    // Of a list whose header has more, nothing is believed unread.
    private static final int MOST_EXTENSIONS = 200;
    private static final long SWEEP_SECONDS = TimeUnit.HOURS.toSeconds(12);

    /** What is to be listed. */
    enum Change {
        /** Nothing. */
        NONE,
        /** The directory new/. */
        NEW,
        /** Both directories. */
        BOTH
    }

    private final MailboxState box;
    private Stamp newStamp = Stamp.NONE;
    private Stamp curStamp = Stamp.NONE;
    private boolean settled;
    private long settledFrom;
    private long listedNanos;
    private IndexLog.@Nullable Closing openedWith;
    private boolean unsyncedMoves;
    private long sweptAt;

    LastLook(MailboxState box) {
        this.box = box;
    }

    /** What changed since; costs two calls of stat. Throws if the directories are no longer those of the mailbox. */
    Change change(boolean alsoIfInDoubt) throws IOException {
        Stamp inNew = Stamp.of(box.newDirectory);
        Stamp inCur = Stamp.of(box.curDirectory);
        if (!inCur.exists() || !inNew.exists() || isAnother(inNew, newStamp) || isAnother(inCur, curStamp)) {
            throw box.vanished();
        }
        boolean inDoubt = alsoIfInDoubt && !settled && isTimeToLook();
        if (inDoubt || !inCur.equals(curStamp)) {
            return Change.BOTH;
        }
        return inNew.equals(newStamp) ? Change.NONE : Change.NEW;
    }

    private static boolean isAnother(Stamp now, Stamp known) {
        return known.exists() && !Objects.equals(now.key(), known.key());
    }

    private boolean isTimeToLook() {
        long now = System.currentTimeMillis();
        long pause = Math.max(PAUSE_MILLIS, TimeUnit.NANOSECONDS.toMillis(listedNanos) * 20);
        return box.table.size() <= SMALL || now > settledFrom + pause;
    }

    /** Takes the directories for what they are after a change of ours. */
    void noteOwnChange() {
        try {
            newStamp = Stamp.of(box.newDirectory);
            curStamp = Stamp.of(box.curDirectory);
        } catch (IOException e) {
            newStamp = Stamp.NONE;
        }
        distrust();
    }

    /** Has the directories looked at again, after a while. */
    void distrust() {
        settled = false;
        settledFrom = Math.max(newStamp.settledFrom(), curStamp.settledFrom());
    }

    /** What is in the directories, whose time stamps are noted. */
    Listing list() throws IOException {
        long now = System.currentTimeMillis();
        long start = System.nanoTime();
        newStamp = Stamp.of(box.newDirectory);
        curStamp = Stamp.of(box.curDirectory);
        Listing listing = Listing.of(box.newDirectory, box.curDirectory);
        listedNanos = System.nanoTime() - start;
        settledFrom = Math.max(newStamp.settledFrom(), curStamp.settledFrom());
        settled = now > settledFrom;
        return listing;
    }

    /** What is in new/ alone: nothing is known of cur/ that was not known before. */
    Listing listNew() throws IOException {
        long now = System.currentTimeMillis();
        newStamp = Stamp.of(box.newDirectory);
        Listing listing = Listing.ofNew(box.newDirectory);
        settledFrom = Math.max(settledFrom, newStamp.settledFrom());
        settled &= now > newStamp.settledFrom();
        return listing;
    }

    /** Takes the mailbox for what it was when it was closed, if it is. No directory is listed. */
    boolean isAsClosed(IndexLog.Closing closing) throws IOException {
        Stamp inNew = Stamp.of(box.newDirectory);
        Stamp inCur = Stamp.of(box.curDirectory);
        if (!inNew.matches(closing.inNew()) || !inCur.matches(closing.inCur()) || !box.uidList.isAsClosed(closing)) {
            return false;
        }
        newStamp = inNew;
        curStamp = inCur;
        settled = true;
        openedWith = closing;
        return true;
    }

    // What was written when it was closed the last time is true still.
    private boolean isAsOpened() {
        IndexLog.Closing closing = openedWith;
        return closing != null
                && box.index.isClosed()
                && newStamp.matches(closing.inNew())
                && curStamp.matches(closing.inCur())
                && box.uidList.stamp().matches(closing.list())
                && box.keywords.stamp().isAsWritten(closing.keywords())
                && box.nextUid() == closing.uidNext()
                && sweptAt == closing.sweptAt();
    }

    /** Whether a look would settle what was in doubt. */
    boolean canSettle() {
        return !settled && System.currentTimeMillis() > settledFrom;
    }

    /** Has the next look find a change. */
    void forget() {
        newStamp = Stamp.NONE;
    }

    /** Writes down what the mailbox is. With nothing on its way. */
    void close() throws IOException {
        if (unsyncedMoves) {
            box.newSync.sync();
            box.curSync.sync();
        }
        if (isAsOpened()) {
            return;
        }
        String extensions = box.uidList.extensions();
        boolean believed = settled && extensions.length() <= MOST_EXTENSIONS;
        Stamp none = new Stamp("", 0, -1);
        box.index.close(new IndexLog.Closing(
                believed ? newStamp : none,
                believed ? curStamp : none,
                Stamp.of(box.tmpDirectory),
                believed ? box.uidList.stamp() : none,
                box.keywords.stamp(),
                box.uidList.lines(),
                believed ? extensions : "",
                // Above all that the list has too, of which nobody may have been told.
                box.nextUid(),
                sweptAt));
    }

    /** Files were moved, and no directory synced after it. */
    void noteUnsyncedMove() {
        unsyncedMoves = true;
    }

    /** Sweeps tmp/, unless that was done lately and nothing came there since. */
    void sweep(IndexLog.@Nullable Closing closing) throws IOException {
        long now = System.currentTimeMillis() / 1000;
        long last = closing == null ? 0 : closing.sweptAt();
        boolean lately = last <= now && last > now - SWEEP_SECONDS;
        if (closing != null && lately && Stamp.of(box.tmpDirectory).matches(closing.inTmp())) {
            sweptAt = last;
        } else {
            Sweeper.sweep(box.tmpDirectory);
            sweptAt = now;
        }
    }
}
