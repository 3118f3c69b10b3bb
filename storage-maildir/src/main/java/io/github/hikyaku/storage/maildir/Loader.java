package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.UidSet;
import io.github.hikyaku.storage.maildir.Listing.Found;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Opens a mailbox: makes memory out of the list of UIDs, the index and the directories, each of which another program,
 * or a crash, may have left behind the others. Used once, with the write lock of the mailbox held.
 */
final class Loader {
    private final MailboxState box;
    private final Reconciler reconciler;
    private final Inspector inspector;
    private final LongSupplier uidValidities;

    Loader(MailboxState box, Reconciler reconciler, Inspector inspector, LongSupplier uidValidities) {
        this.box = box;
        this.reconciler = reconciler;
        this.inspector = inspector;
        this.uidValidities = uidValidities;
    }

    /** Makes memory out of list, index and directory. */
    void load() throws IOException {
        Sweeper.sweep(box.tmpDirectory);
        box.keywords.refresh();
        IndexLog.Content index = box.index.read();
        UidList.Content list = box.uidList.read();
        if (list.uidValidity == 0) {
            list = createUidList();
        }
        boolean sameUids = index.uidValidity == list.uidValidity;
        boolean trusted = index.intact && sameUids;
        long uidValidity = list.uidValidity;
        long uidNext = Math.max(list.uidNext, sameUids ? index.lastUid + 1 : 1);
        long clock = trusted ? index.clock : Math.max(index.clock, newestMicros());
        box.change(() -> {
            box.table.clear();
            box.startUids(uidValidity, uidNext);
            box.clock = clock;
        });
        // A Maildir that was never ours has lost nothing of ours.
        boolean ours = index.uidValidity != 0 || bearsOurs(list);
        long modSeq = box.nextModSeq();
        Loading loading = new Loading(trusted, sameUids, index, modSeq);
        Listing listing = reconciler.list();
        Map<String, Long> uids = Reconciler.uidsByBase(list);
        appendLost(list, listing, uids);
        List<Reconciler.Arrived> unknown = new ArrayList<>();
        listing.files.forEach((base, file) -> {
            Long uid = uids.get(base);
            if (uid == null) {
                inspector.look(base, file).ifPresent(seen -> unknown.add(new Reconciler.Arrived(0, base, file, seen)));
            } else {
                loading.add(uid, base, file);
            }
        });
        loading.finish(list);
        if (!trusted && ours) {
            // UIDs that were given to messages which went may be missing at the end of the list.
            box.raiseUids(Math.min(UidSet.MAX_UID - 1, box.nextUid() + UidList.MOST_LOST));
        }
        reconciler.adopt(unknown, true);
        box.change(box::tellUids);
        reconciler.tidy();
    }

    private static boolean bearsOurs(UidList.Content list) {
        for (int i = 0; i < list.size; i++) {
            if (MessageFileName.uid(list.bases[i], list.uidValidity).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** Appends to the list what is missing at its end, where the names of files tell. */
    @SuppressWarnings("try")
    private void appendLost(UidList.Content list, Listing listing, Map<String, Long> uids) throws IOException {
        TreeMap<Long, String> lost = new TreeMap<>();
        for (String base : listing.files.keySet()) {
            OptionalLong uid =
                    uids.containsKey(base) ? OptionalLong.empty() : MessageFileName.uid(base, list.uidValidity);
            // One below belongs to a message that went and was put back by somebody.
            if (uid.isPresent() && uid.getAsLong() >= list.uidNext) {
                lost.putIfAbsent(uid.getAsLong(), base);
            }
        }
        if (lost.isEmpty()) {
            return;
        }
        StringBuilder lines = new StringBuilder();
        lost.forEach((uid, base) -> {
            lines.append(UidList.line(uid, base));
            uids.put(base, uid);
        });
        try (DotLock lock = box.uidList.lock()) {
            if (!box.uidList.isKnown()) {
                throw new IOException("Another program changed the list of UIDs");
            }
            box.uidList.append(lines.toString(), uid -> true, 0);
        }
        box.raiseUids(lost.lastKey() + 1);
    }

    @SuppressWarnings("try")
    private UidList.Content createUidList() throws IOException {
        try (DotLock lock = box.uidList.lock()) {
            UidList.Content list = box.uidList.read();
            if (list.uidValidity == 0) {
                box.uidList.create(uidValidities.getAsLong(), 1, List.of());
                list = box.uidList.read();
            }
            return list;
        }
    }

    // A clock that was set back must not give out again what it gave out before the index was lost.
    private long newestMicros() throws IOException {
        long newest = 0;
        for (String name : new String[] {"new", "cur", "tmp", ".", UidList.NAME, Keywords.NAME, IndexLog.NAME}) {
            newest = Math.max(newest, Stamp.of(box.directory.resolve(name)).nanos() / 1000);
        }
        return newest;
    }

    /** What is taken from the index when a mailbox is opened, and what differs from it. */
    private final class Loading {
        final boolean trusted;
        final boolean sameUids;
        final IndexLog.Content index;
        final long modSeq;
        final List<IndexLog.Entry> entries = new ArrayList<>();
        final Map<Long, String> names = new HashMap<>();
        final IndexLog.Batch news = new IndexLog.Batch();
        boolean changed;

        Loading(boolean trusted, boolean sameUids, IndexLog.Content index, long modSeq) {
            this.trusted = trusted;
            this.sameUids = sameUids;
            this.index = index;
            this.modSeq = modSeq;
        }

        void add(long uid, String base, Found file) {
            IndexLog.Entry known = sameUids ? index.messages.get(uid) : null;
            IndexLog.Entry entry;
            if (known == null) {
                Reconciler.Arrived arrived = inspector
                        .look(base, file)
                        .map(seen -> new Reconciler.Arrived(uid, base, file, seen))
                        .orElse(null);
                if (arrived == null) {
                    return;
                }
                entry = arrived.entry(modSeq);
            } else {
                entry = now(known, file);
            }
            if (!entry.equals(known)) {
                news.message(entry);
                changed |= entry.modSeq() == modSeq;
            }
            entries.add(entry);
            names.put(uid, file.name());
        }

        private IndexLog.Entry now(IndexLog.Entry known, Found file) {
            int flags = file.inNew() ? 0 : MessageFileName.flags(file.name());
            boolean same = trusted && flags == known.flags();
            return new IndexLog.Entry(
                    known.uid(),
                    flags,
                    Reconciler.moved(known.bits(), file),
                    same ? known.modSeq() : modSeq,
                    known.octets(),
                    known.seconds());
        }

        void finish(UidList.Content list) {
            entries.sort(Comparator.comparingLong(IndexLog.Entry::uid));
            List<Long> gone = trusted ? gone(list) : List.of();
            gone.forEach(uid -> news.vanished(uid, modSeq));
            box.change(() -> {
                if (trusted) {
                    for (int i = 0; i < index.vanished.size(); i++) {
                        box.table.vanished.add(index.vanished.modSeq(i), index.vanished.uid(i));
                    }
                }
                entries.forEach(entry -> box.table.add(entry, names.getOrDefault(entry.uid(), "")));
                gone.forEach(uid -> box.table.vanished.add(modSeq, uid));
                boolean tick = !trusted || changed || !gone.isEmpty();
                box.clock = tick ? modSeq : box.clock;
                box.floor = trusted ? index.floor : modSeq;
            });
            if (trusted) {
                box.index.append(news);
            } else {
                reconciler.rewriteIndex();
            }
        }

        // Known to the index, or listed after its last word, and not there: it went while nobody looked.
        private List<Long> gone(UidList.Content list) {
            List<Long> gone = new ArrayList<>();
            for (long uid : index.messages.keySet()) {
                if (!names.containsKey(uid)) {
                    gone.add(uid);
                }
            }
            for (int i = 0; i < list.size; i++) {
                if (list.uids[i] > index.lastUid && !names.containsKey(list.uids[i])) {
                    gone.add(list.uids[i]);
                }
            }
            gone.sort(null);
            return gone;
        }
    }
}
