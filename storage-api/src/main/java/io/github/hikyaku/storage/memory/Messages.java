package io.github.hikyaku.storage.memory;

import io.github.hikyaku.storage.Deposit.Receipt;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagOutcome;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.MailboxChanges;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.UidMapping;
import io.github.hikyaku.storage.UidSet;
import io.github.hikyaku.storage.memory.MemoryMailStore.Settings;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The messages of a mailbox with its clock: what changes, and what is told of it. Guarded by the lock of the mailbox. */
final class Messages {
    /** The most keywords that a mailbox has ever seen. */
    private static final int MAX_KEYWORDS = 1000;

    final MessageTable table = new MessageTable();

    private final long uidValidity;
    private final InstantSource time;
    private final VanishedLog vanished;
    private final Set<Flag> keywords = new HashSet<>();
    private long uidNext = 1;
    private long clock = 1;
    // All messages from this UID on are unclaimed, and no others.
    private long recentFrom = 1;
    private int recent;
    private @Nullable MailboxView view;

    Messages(long uidValidity, Settings settings) {
        this.uidValidity = uidValidity;
        this.time = settings.time();
        this.vanished = new VanishedLog(settings.vanishedRanges());
    }

    /** Unique in the account: a mailbox and its messages go together, under whatever name. */
    String id() {
        return "M" + uidValidity;
    }

    long clock() {
        return clock;
    }

    MailboxStatus status() {
        return new MailboxStatus(
                uidValidity, uidNext, clock, table.size(), table.unseen(), table.deleted(), recent, table.octets());
    }

    /** Made once, and kept until something changes. */
    MailboxView view() {
        MailboxView kept = view;
        if (kept == null) {
            MailboxView.Builder rows = MailboxView.builder(status(), table.size());
            table.forEach(message -> addRow(rows, message));
            kept = rows.build();
            view = kept;
        }
        return kept;
    }

    MailboxChanges changesSince(long modSeq) {
        MailboxView touched = table.allAbove(modSeq) ? view() : viewOf(table.above(modSeq));
        return new MailboxChanges(touched.status(), touched, vanished.since(modSeq), vanished.reachesBackTo(modSeq));
    }

    Message existing(long uid) {
        Message message = table.find(uid);
        if (message == null) {
            throw new MailStoreException(Kind.NO_SUCH_MESSAGE, "No message with UID " + uid);
        }
        return message;
    }

    long claimRecent() {
        long first = recent == 0 ? uidNext : table.firstUid(recentFrom, uidNext);
        if (recent > 0) {
            view = null;
        }
        recentFrom = uidNext;
        recent = 0;
        return first;
    }

    Receipt deposit(MemoryContent content, Set<Flag> flags, Instant internalDate) {
        noteKeywords(flags);
        checkUids(1);
        tick();
        Message message = new Message(uidNext++, content, internalDate, now(), flags, clock);
        table.add(message);
        recent++;
        return new Receipt(uidValidity, message.uid, clock);
    }

    FlagOutcome store(UidSet uids, FlagUpdate update, long unchangedSince) {
        if (update.mode() != FlagUpdate.Mode.REMOVE) {
            noteKeywords(update.flags());
        }
        List<Message> current = new ArrayList<>();
        UidSet.Builder modified = UidSet.builder();
        boolean ticked = false;
        for (Message message : table.select(uids)) {
            if (message.modSeq > unchangedSince) {
                modified.add(message.uid);
                continue;
            }
            current.add(message);
            Set<Flag> flags = update.applyTo(message.flags);
            if (!flags.equals(message.flags)) {
                if (!ticked) {
                    tick();
                    ticked = true;
                }
                table.setFlags(message, flags, clock);
            }
        }
        return new FlagOutcome(viewOf(current), modified.build());
    }

    /** Removes messages; the account's usage goes down by them unless it is null. */
    UidSet expunge(List<Message> going, @Nullable Usage usage) {
        if (going.isEmpty()) {
            return UidSet.EMPTY;
        }
        tick();
        UidSet.Builder uids = UidSet.builder();
        long octets = 0;
        for (Message message : going) {
            table.remove(message);
            uids.add(message.uid);
            octets += message.content.size();
            if (message.uid >= recentFrom) {
                recent--;
            }
        }
        UidSet removed = uids.build();
        vanished.add(clock, removed);
        if (usage != null) {
            usage.subtract(octets, going.size());
        }
        return removed;
    }

    /** Copies messages of a mailbox, perhaps this one, into the other; the usage goes up by them unless it is null. */
    UidMapping copy(List<Message> originals, Messages to, @Nullable Usage usage) {
        if (originals.isEmpty()) {
            return new UidMapping(to.uidValidity, new long[0], new long[0]);
        }
        Set<Flag> flags = new HashSet<>();
        long octets = 0;
        for (Message original : originals) {
            flags.addAll(original.flags);
            octets += original.content.size();
        }
        to.noteKeywords(flags);
        to.checkUids(originals.size());
        if (usage != null) {
            usage.add(octets, originals.size());
        }
        to.tick();
        long[] from = new long[originals.size()];
        long[] made = new long[originals.size()];
        long now = now();
        for (int i = 0; i < from.length; i++) {
            Message original = originals.get(i);
            Message copy =
                    new Message(to.uidNext++, original.content, original.internalDate, now, original.flags, to.clock);
            copy.derived = original.derived;
            to.table.add(copy);
            to.recent++;
            from[i] = original.uid;
            made[i] = copy.uid;
        }
        return new UidMapping(to.uidValidity, from, made);
    }

    UidSet search(Predicate<Message> wanted) {
        UidSet.Builder uids = UidSet.builder();
        table.forEach(message -> {
            if (wanted.test(message)) {
                uids.add(message.uid);
            }
        });
        return uids.build();
    }

    /** Fails if these keywords would be too many. */
    void checkKeywords(Set<Flag> flags) {
        int more = 0;
        for (Flag flag : flags) {
            if (!flag.isSystem() && !keywords.contains(flag)) {
                more++;
            }
        }
        if (keywords.size() + more > MAX_KEYWORDS) {
            throw new MailStoreException(Kind.LIMIT_REACHED, "A mailbox has at most " + MAX_KEYWORDS + " keywords");
        }
    }

    private void noteKeywords(Set<Flag> flags) {
        checkKeywords(flags);
        for (Flag flag : flags) {
            if (!flag.isSystem()) {
                keywords.add(flag);
            }
        }
    }

    private void checkUids(int wanted) {
        if (uidNext > UidSet.MAX_UID - wanted) {
            throw new MailStoreException(Kind.LIMIT_REACHED, "The mailbox has given out all its UIDs");
        }
    }

    private long now() {
        return time.instant().getEpochSecond();
    }

    private void tick() {
        clock++;
        view = null;
    }

    private MailboxView viewOf(List<Message> ascending) {
        MailboxView.Builder rows = MailboxView.builder(status(), ascending.size());
        ascending.forEach(message -> addRow(rows, message));
        return rows.build();
    }

    private static void addRow(MailboxView.Builder rows, Message message) {
        rows.add(message.uid, message.flags, message.content.size(), message.internalDate, message.modSeq);
    }
}
