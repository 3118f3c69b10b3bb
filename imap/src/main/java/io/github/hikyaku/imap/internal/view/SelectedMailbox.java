package io.github.hikyaku.imap.internal.view;

import io.github.hikyaku.engine.ReplyBuffer;
import io.github.hikyaku.imap.internal.command.CommandRefused;
import io.github.hikyaku.imap.internal.command.SequenceSet;
import io.github.hikyaku.imap.internal.response.Wire;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxChanges;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.UidSet;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ObjIntConsumer;

/**
 * The mailbox that a session has selected, as that session has been told of it. Sequence numbers change in
 * {@link #catchUp} alone; a message that another session expunged keeps its number until then, though its octets are gone.
 * Costs 28 octets of memory a message. Used by the session's turn alone.
 */
public final class SelectedMailbox {
    private static final Set<Flag> SYSTEM = Collections.unmodifiableSet(new TreeSet<>(Flag.SYSTEM));

    private Mailbox mailbox;
    private final boolean readOnly;
    private final MailboxStatus opened;
    private final Rows rows;
    private Set<Flag> announced = SYSTEM;
    private long modSeq;
    private UidSet recent;
    /** Expunged by somebody, and the client does not know yet. */
    private UidSet gone = UidSet.EMPTY;

    /** Looks at a mailbox for the first time; unless read-only, what no session has been told of is recent to this one. */
    public SelectedMailbox(Mailbox mailbox, boolean readOnly) {
        this.mailbox = mailbox;
        this.readOnly = readOnly;
        MailboxView view = mailbox.view();
        opened = view.status();
        rows = new Rows(view);
        modSeq = opened.highestModSeq();
        // Unclaimed messages are always the newest ones.
        long firstRecent = readOnly
                ? (opened.recent() > 0 ? rows.uid(Math.max(0, rows.size() - opened.recent())) : rows.lastUid() + 1)
                : mailbox.claimRecent();
        recent = from(firstRecent);
        newKeywords(view);
    }

    private UidSet from(long first) {
        return first <= rows.lastUid() ? UidSet.range(first, rows.lastUid()) : UidSet.EMPTY;
    }

    /** The mailbox itself. */
    public Mailbox mailbox() {
        return mailbox;
    }

    /** Goes on with the same mailbox under another name. */
    public void renamed(Mailbox now) {
        mailbox = now;
    }

    /** Whether it was opened by EXAMINE. */
    public boolean isReadOnly() {
        return readOnly;
    }

    /** How many messages the client knows of. */
    public int size() {
        return rows.size();
    }

    /** The UID in a row. */
    public long uid(int row) {
        return rows.uid(row);
    }

    /** The size of a message. */
    public long octets(int row) {
        return rows.octets(row);
    }

    /** The internal date of a message. */
    public Instant internalDate(int row) {
        return Instant.ofEpochSecond(rows.seconds(row));
    }

    /** The flags of a message, as the client knows them. */
    public Set<Flag> flags(int row) {
        return rows.flags(row);
    }

    /** Whether a message is recent to this session. */
    public boolean isRecent(int row) {
        return recent.contains(rows.uid(row));
    }

    /** Writes what SELECT and EXAMINE tell (RFC 3501 §6.3.1). */
    public void describe(ReplyBuffer out) {
        out.append("* FLAGS ");
        Wire.flags(out, announced, false);
        out.append("\r\n* OK [PERMANENTFLAGS ");
        if (readOnly) {
            out.append("()] Read-only\r\n");
        } else {
            Wire.permanentFlags(out, announced);
            out.append("] Limited\r\n");
        }
        exists(out);
        for (int row = 0; row < rows.size(); row++) {
            if (!rows.flags(row).contains(Flag.SEEN)) {
                out.append("* OK [UNSEEN ").append(row + 1L).append("] First unseen\r\n");
                break;
            }
        }
        out.append("* OK [UIDVALIDITY ").append(opened.uidValidity()).append("] UIDs valid\r\n");
        out.append("* OK [UIDNEXT ").append(opened.uidNext()).append("] Predicted next UID\r\n");
    }

    private void exists(ReplyBuffer out) {
        out.append("* ").append(rows.size()).append(" EXISTS\r\n");
        recent(out);
    }

    private void recent(ReplyBuffer out) {
        int count = 0;
        for (int i = 0; i < recent.ranges(); i++) {
            count += rows.firstFrom(recent.last(i) + 1) - rows.firstFrom(recent.first(i));
        }
        out.append("* ").append(count).append(" RECENT\r\n");
    }

    /**
     * The rows of a set, ascending.
     *
     * @param uid whether the set names UIDs; those that are not there are ignored (RFC 3501 §6.4.8)
     * @throws CommandRefused BAD for sequence numbers that are not in use (RFC 9051 §9, {@code seq-number})
     */
    public int[] rows(SequenceSet set, boolean uid) {
        if (!uid && set.exceeds(rows.size())) {
            throw CommandRefused.bad("No such message sequence number");
        }
        return rows(uid ? set.resolve(rows.lastUid()) : set.resolve(rows.size()), uid);
    }

    /** The rows of numbers, ascending; those that are not in use are ignored. */
    public int[] rows(UidSet numbers, boolean uid) {
        int[] found = new int[8];
        int count = 0;
        for (int i = 0; i < numbers.ranges(); i++) {
            int from = uid ? rows.firstFrom(numbers.first(i)) : (int) Math.min(numbers.first(i) - 1, rows.size());
            int to = uid ? rows.firstFrom(numbers.last(i) + 1) : (int) Math.min(numbers.last(i), rows.size());
            if (found.length - count < to - from) {
                found = Arrays.copyOf(found, Math.max(count + to - from, found.length * 2));
            }
            for (int row = from; row < to; row++) {
                found[count++] = row;
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** The UIDs of rows. */
    public UidSet uids(int[] wanted) {
        UidSet.Builder uids = UidSet.builder();
        for (int row : wanted) {
            uids.add(rows.uid(row));
        }
        return uids.build();
    }

    /** The UIDs of the messages marked {@code \Deleted}. */
    public UidSet deleted() {
        UidSet.Builder uids = UidSet.builder();
        for (int row = 0; row < rows.size(); row++) {
            if (rows.flags(row).contains(Flag.DELETED)) {
                uids.add(rows.uid(row));
            }
        }
        return uids.build();
    }

    /**
     * Takes over what the session's own change made of the flags, so that catching up does not tell it again.
     *
     * @param now the messages with their flags
     * @param told is told each row of them, with the flags that the client knew; new keywords are announced before
     */
    public void flagsChanged(ReplyBuffer out, MailboxView now, ObjIntConsumer<Set<Flag>> told) {
        announceKeywords(out, now);
        for (int i = 0; i < now.size(); i++) {
            int row = rows.row(now.uid(i));
            if (row >= 0) {
                Set<Flag> before = rows.flags(row);
                rows.flags(row, now.flags(i));
                told.accept(before, row);
            }
        }
    }

    /**
     * Catches up with the mailbox and writes the untagged responses that tell the client.
     *
     * @param expunge whether messages may leave the view now (RFC 3501 §7.4.1)
     * @param uid whether FETCH responses are to have the UID (RFC 3501 §6.4.8)
     * @return whether there were arrivals, which {@link #claim} may make recent
     * @throws MailStoreException {@code NO_SUCH_MAILBOX}, also if another program gave all messages new UIDs
     */
    public boolean catchUp(ReplyBuffer out, boolean expunge, boolean uid) {
        MailboxChanges changes = mailbox.changesSince(modSeq);
        MailboxView touched = changes.touched();
        UidSet vanished = changes.vanished();
        MailboxStatus now = changes.status();
        if (!changes.complete()) {
            touched = mailbox.view();
            now = touched.status();
            UidSet.Builder missing = UidSet.builder();
            for (int row = 0; row < rows.size(); row++) {
                if (touched.row(rows.uid(row)) < 0) {
                    missing.add(rows.uid(row));
                }
            }
            vanished = missing.build();
        }
        if (now.uidValidity() != opened.uidValidity()) {
            // RFC 3501 §2.3.1.1: UIDs may name other messages now, and only a new SELECT can say so.
            throw new MailStoreException(MailStoreException.Kind.NO_SUCH_MAILBOX, "The UIDVALIDITY changed");
        }
        vanished(vanished);
        if (expunge && !gone.isEmpty()) {
            rows.remove(gone, number -> out.append("* ").append(number).append(" EXPUNGE\r\n"));
            gone = UidSet.EMPTY;
        }
        boolean arrived = touched(out, touched, uid);
        modSeq = Math.max(modSeq, now.highestModSeq());
        if (arrived) {
            out.append("* ").append(rows.size()).append(" EXISTS\r\n");
        }
        return arrived;
    }

    /** Whether messages are gone that could not leave the view yet. */
    public boolean owesExpunge() {
        return !gone.isEmpty();
    }

    /** Notes those of the UIDs that are known here. Costs in proportion to them, not to the mailbox. */
    private void vanished(UidSet vanished) {
        UidSet.Builder known = null;
        for (int i = 0; i < vanished.ranges(); i++) {
            int to = rows.firstFrom(vanished.last(i) + 1);
            for (int row = rows.firstFrom(vanished.first(i)); row < to; row++) {
                known = known == null ? UidSet.builder() : known;
                known.add(rows.uid(row));
            }
        }
        if (known != null) {
            gone = gone.isEmpty() ? known.build() : gone.union(known.build());
        }
    }

    private boolean touched(ReplyBuffer out, MailboxView touched, boolean uid) {
        announceKeywords(out, touched);
        boolean arrived = false;
        long last = rows.lastUid();
        for (int i = 0; i < touched.size(); i++) {
            int row = rows.row(touched.uid(i));
            if (row >= 0) {
                if (!rows.flags(row).equals(touched.flags(i))) {
                    rows.flags(row, touched.flags(i));
                    fetchFlags(out, row, uid);
                }
            } else if (touched.uid(i) > last && !gone.contains(touched.uid(i))) {
                rows.append(touched, i);
                arrived = true;
            }
        }
        return arrived;
    }

    /** Writes a FETCH response with the flags of a row. */
    public void fetchFlags(ReplyBuffer out, int row, boolean uid) {
        out.append("* ").append(row + 1L).append(" FETCH (");
        if (uid) {
            out.append("UID ").append(rows.uid(row)).append(' ');
        }
        out.append("FLAGS ");
        Wire.flags(out, rows.flags(row), isRecent(row));
        out.append(")\r\n");
    }

    private boolean newKeywords(MailboxView view) {
        boolean more = false;
        Set<Flag> before = null;
        for (int i = 0; i < view.size(); i++) {
            Set<Flag> flags = view.flags(i);
            // Rows with equal flags share one set.
            if (flags != before && !announced.containsAll(flags)) {
                announced = new TreeSet<>(announced);
                announced.addAll(flags);
                more = true;
            }
            before = flags;
        }
        return more;
    }

    /** RFC 3501 §7.2.6: a keyword is announced before it is used. */
    private void announceKeywords(ReplyBuffer out, MailboxView view) {
        if (newKeywords(view)) {
            out.append("* FLAGS ");
            Wire.flags(out, announced, false);
            out.append("\r\n");
            if (!readOnly) {
                out.append("* OK [PERMANENTFLAGS ");
                Wire.permanentFlags(out, announced);
                out.append("] Limited\r\n");
            }
        }
    }

    /** Claims arrivals, which are then recent to this session, and says how many are. */
    public void claim(ReplyBuffer out) {
        if (!readOnly) {
            recent = recent.union(from(mailbox.claimRecent()));
        }
        recent(out);
    }
}
