package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.MailStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Steps 2 and 4 of {@link Arrivals}, with the write lock of the mailbox held. */
final class Placement {
    private final MailboxState box;

    Placement(MailboxState box) {
        this.box = box;
    }

    /**
     * Step 2. Returns those that are in their place; the others have a failure.
     *
     * @param together whether all fail if one does
     */
    @SuppressWarnings("try")
    List<Arrival> place(List<Arrival> batch, boolean together) {
        box.ready();
        box.reconciler.refresh(false);
        List<Arrival> inPlace = new ArrayList<>(batch.size());
        try {
            try (DotLock lock = box.reconciler.lockUidList()) {
                int inUse = 0;
                for (Arrival arrival : batch) {
                    allot(arrival, inUse);
                    inUse |= arrival.flagBits;
                }
                rename(batch, inPlace, together);
                box.uidList.syncAtTimes();
            }
            box.reconciler.noteOwnChange();
            return inPlace;
        } catch (IOException e) {
            takeBack(inPlace);
            throw Disk.failure("Depositing into " + box.directory, e);
        } catch (RuntimeException | Error e) {
            takeBack(inPlace);
            throw e;
        }
    }

    private void takeBack(List<Arrival> inPlace) {
        inPlace.forEach(Placement::undo);
        box.reconciler.noteOwnChange();
    }

    private void allot(Arrival arrival, int inUse) throws IOException {
        try {
            arrival.flagBits = box.keywords.bitsOf(arrival.flags, () -> inUse | box.flagsInUse(), DotLock::held);
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

    void publish(List<Arrival> told) throws IOException {
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
        Runnable change = () -> {
            for (int i = 0; i < entries.size(); i++) {
                box.table.add(entries.get(i), files.get(i));
            }
            box.clock = last.modSeq;
            box.tellUids(last.uid + 1);
        };
        box.change(change, reserved, reservations);
        told.forEach(arrival -> arrival.reserved = false);
        box.tidy();
    }

    static void undo(Arrival arrival) {
        if (arrival.place != null) {
            Disk.discard(arrival.place);
        }
    }
}
