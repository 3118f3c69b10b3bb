package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.maildir.Listing.Found;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes messages of files that other programs delivered. All methods are called with the write lock of the mailbox held. */
final class Adoption {
    private final MailboxState box;
    private final Inspector inspector;
    // What others gave UIDs to that nobody was told of yet.
    private final Map<String, Long> announced = new HashMap<>();

    Adoption(MailboxState box) {
        this.box = box;
        this.inspector = new Inspector(box);
    }

    /** A file that is to become a message; uid 0 if it has none yet. */
    record Arrived(long uid, String base, Found file, Inspector.Seen seen) {
        IndexLog.Entry entry(long modSeq) {
            byte bits = (byte) (seen.bits() | (file.inNew() ? MessageTable.IN_NEW | MessageTable.RECENT : 0));
            int flags = MessageFileName.flags(file.name());
            return new IndexLog.Entry(uid, flags, bits, modSeq, seen.octets(), seen.seconds());
        }
    }

    /** Notes what the list, read just now, says of files that nobody was told of. */
    void announce(UidList.Content list) {
        announced.clear();
        for (int i = 0; i < list.size; i++) {
            if (list.uids[i] >= box.uidNext) {
                announced.put(list.bases[i], list.uids[i]);
            }
        }
    }

    /** All that was announced is there, or will not come. */
    void settle() {
        announced.clear();
    }

    /** Adds the files that have UIDs, and no others. */
    void addListed(Map<String, Found> files, Map<String, Long> uids) throws IOException {
        List<Arrived> known = new ArrayList<>();
        files.forEach((base, file) -> {
            Long uid = uids.get(base);
            if (uid != null) {
                inspector.look(base, file).ifPresent(seen -> known.add(new Arrived(uid, base, file, seen)));
            }
        });
        addKnown(known);
    }

    /** What is in files that are no messages yet, and are none of ours on their way. */
    List<Arrived> unknown(Map<String, Found> files) {
        List<Arrived> unknown = new ArrayList<>();
        files.forEach((base, file) -> {
            if (!box.arrivals.isOnTheWay(base)) {
                inspector.look(base, file).ifPresent(seen -> unknown.add(new Arrived(0, base, file, seen)));
            }
        });
        if (inspector.rest()) {
            box.reconciler.distrust();
        }
        return unknown;
    }

    /**
     * Gives UIDs to files, unless others did, and adds them. With the lock of the list of UIDs, which is as we know it, and
     * nothing on its way.
     *
     * @param listed UIDs that the list has and that may be theirs
     * @param anyUid whether nobody was told of any UID
     */
    void adopt(List<Arrived> unknown, Map<String, Long> listed, boolean anyUid) throws IOException {
        unknown.sort(Comparator.comparingLong((Arrived a) -> MessageFileName.seconds(a.base))
                .thenComparing(a -> a.base));
        List<Arrived> arrived = new ArrayList<>();
        StringBuilder lines = new StringBuilder();
        long from = box.uidNext;
        for (Arrived file : unknown) {
            Long uid = announced.getOrDefault(file.base, listed.get(file.base));
            // What observers take for given cannot appear any more, such as one that vanished and comes back.
            if (uid == null || (!anyUid && uid < from)) {
                uid = box.takeUid();
                lines.append(UidList.line(uid, file.base));
            }
            if (!box.isAlive(uid)) {
                arrived.add(new Arrived(uid, file.base, file.file, file.seen));
            }
        }
        if (lines.length() > 0) {
            box.uidList.append(lines.toString(), box::isAlive, box.nextUid());
            // These names do not bear their UIDs.
            box.uidList.sync();
        }
        addKnown(arrived);
    }

    /** Adds messages whose UIDs nobody was told of, and tells of them. */
    private void addKnown(List<Arrived> known) throws IOException {
        if (known.isEmpty()) {
            return;
        }
        known.sort(Comparator.comparingLong(Arrived::uid));
        long modSeq = box.nextModSeq();
        IndexLog.Batch records = new IndexLog.Batch();
        known.forEach(a -> records.message(a.entry(modSeq), a.file.name()));
        box.index.append(records);
        box.change(() -> {
            known.forEach(a -> box.table.add(a.entry(modSeq), a.file.name()));
            box.clock = modSeq;
            box.tellUids();
        });
    }
}
