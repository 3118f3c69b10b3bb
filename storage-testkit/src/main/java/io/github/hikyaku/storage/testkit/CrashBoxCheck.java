package io.github.hikyaku.storage.testkit;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxChanges;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.testkit.CrashBox.Loose;
import io.github.hikyaku.storage.testkit.CrashBox.Observer;
import io.github.hikyaku.storage.testkit.CrashBox.Row;
import io.github.hikyaku.storage.testkit.CrashBox.Slot;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Holds one mailbox after a crash against what must be there. */
final class CrashBoxCheck {
    private final Mailbox mailbox;
    private final CrashBox box;
    private final Transits transits;
    private final List<String> faults;

    CrashBoxCheck(Mailbox mailbox, CrashBox box, Transits transits, List<String> faults) {
        this.mailbox = mailbox;
        this.box = box;
        this.transits = transits;
        this.faults = faults;
    }

    /** Messages that were on the move: each is still where it came from or already where it went. */
    static final class Transits {
        private final Set<Slot> left = new HashSet<>();
        private final Set<Slot> came = new HashSet<>();

        List<String> lost() {
            return left.stream()
                    .filter(slot -> !came.contains(slot))
                    .map(slot -> slot.id + " is lost, which was on the move")
                    .toList();
        }
    }

    void run() {
        MailboxView view = mailbox.view();
        MailboxStatus status = view.status();
        Map<Long, String> ids = new HashMap<>();
        status(view, status);
        for (int row = 0; row < view.size(); row++) {
            long uid = view.uid(row);
            String id = id(view, row);
            ids.put(uid, id);
            Slot slot = box.slots.get(uid);
            String former = box.given.get(uid);
            if (slot != null) {
                known(view, row, id, slot);
            } else if (former != null) {
                fault(uid, "is there again, with " + id + "; it was given to " + former);
            } else {
                arrived(view, row, id);
            }
        }
        box.slots.forEach((uid, slot) -> gone(uid, slot, ids));
        observers(view);
        box.adopt(view, ids);
    }

    private void status(MailboxView view, MailboxStatus status) {
        if (box.uidValidity != 0 && status.uidValidity() != box.uidValidity) {
            fault("has the UIDVALIDITY " + status.uidValidity() + " and not " + box.uidValidity);
        }
        if (status.uidNext() < box.uidNext) {
            fault("has the UIDNEXT " + status.uidNext() + ", and " + box.uidNext + " was told");
        }
        if (status.highestModSeq() < box.highestModSeq) {
            fault("has the HIGHESTMODSEQ " + status.highestModSeq() + ", and " + box.highestModSeq + " was told");
        }
        long octets = 0;
        int unseen = 0;
        int deleted = 0;
        for (int row = 0; row < view.size(); row++) {
            octets += view.octets(row);
            unseen += view.flags(row).contains(Flag.SEEN) ? 0 : 1;
            deleted += view.flags(row).contains(Flag.DELETED) ? 1 : 0;
            if (view.uid(row) >= status.uidNext() || view.modSeq(row) > status.highestModSeq()) {
                fault(view.uid(row), "has the MODSEQ " + view.modSeq(row) + " under " + status);
            }
        }
        if (octets != status.octets()
                || unseen != status.unseen()
                || deleted != status.deleted()
                || view.size() != status.messages()
                || !status.equals(mailbox.status())) {
            fault("shows " + view.size() + " messages with " + octets + " octets, " + unseen + " unseen, " + deleted
                    + " deleted; its states are " + status + " and " + mailbox.status());
        }
    }

    /** Reads a message, and wants it to be one of ours with every octet. */
    private String id(MailboxView view, int row) {
        long uid = view.uid(row);
        try (InputStream in = mailbox.content(uid).open()) {
            byte[] octets = in.readAllBytes();
            String id = CrashMail.idOf(octets);
            if (octets.length != view.octets(row) || !CrashMail.isWhole(id, octets)) {
                fault(uid, "has " + octets.length + " octets, not all of them those of " + id);
            } else if (!view.internalDate(row).equals(CrashMail.date(id))) {
                fault(uid, "has the internal date " + view.internalDate(row) + " and not " + CrashMail.date(id));
            }
            return id;
        } catch (IOException | MailStoreException e) {
            fault(uid, "cannot be read: " + e);
            return "?";
        }
    }

    private void known(MailboxView view, int row, String id, Slot slot) {
        if (!id.equals(slot.id)) {
            fault(view.uid(row), "is " + id + " and was " + slot.id);
        }
        if (!slot.flags.contains(view.flags(row))) {
            fault(
                    view.uid(row),
                    "of " + id + " has the flags " + CrashMail.write(view.flags(row)) + " and not "
                            + CrashCheck.words(slot.flags));
        }
        if (view.modSeq(row) < slot.modSeq) {
            fault(
                    view.uid(row),
                    "of " + id + " has the MODSEQ " + view.modSeq(row) + ", and " + slot.modSeq + " was told");
        }
    }

    private void arrived(MailboxView view, int row, String id) {
        if (view.uid(row) < box.firstUid) {
            fault(view.uid(row), "of " + id + " arrived below UIDNEXT, which was " + box.firstUid);
        }
        Optional<Loose> found = box.loose.stream()
                .filter(loose -> loose.id().equals(id) && loose.flags().contains(view.flags(row)))
                // One that moved rather than a copy of it: else that would seem to be lost.
                .min(Comparator.comparing(loose -> loose.origin() == null));
        if (found.isPresent()) {
            Slot origin = found.get().origin();
            if (origin != null) {
                transits.came.add(origin);
            }
            box.loose.remove(found.get());
            return;
        }
        fault(
                view.uid(row),
                "of " + id + " with " + CrashMail.write(view.flags(row)) + " is there, and nobody put it there, or not"
                        + " twice, or not with these flags");
    }

    private void gone(long uid, Slot slot, Map<Long, String> there) {
        if (there.containsKey(uid)) {
            return;
        }
        if (!slot.mayBeGone) {
            fault(uid, "of " + slot.id + " is lost");
        } else if (slot.onTheMove) {
            transits.left.add(slot);
        }
    }

    /** Whoever knew the mailbox before knows it again by asking what changed since. */
    private void observers(MailboxView view) {
        Map<Long, Row> now = CrashBox.rows(view);
        for (Observer observer : box.observers) {
            MailboxChanges changes = mailbox.changesSince(observer.highestModSeq());
            Map<Long, Row> rows = new TreeMap<>(observer.rows());
            rows.putAll(CrashBox.rows(changes.touched()));
            if (changes.complete()) {
                rows.keySet().removeIf(changes.vanished()::contains);
            } else {
                rows.keySet().retainAll(now.keySet());
            }
            if (!rows.equals(now) || !changes.status().equals(view.status())) {
                List<String> differences = new ArrayList<>();
                Set<Long> uids = new HashSet<>(rows.keySet());
                uids.addAll(now.keySet());
                for (long uid : uids) {
                    if (!Objects.equals(rows.get(uid), now.get(uid))) {
                        differences.add("UID " + uid + ": " + rows.get(uid) + " and " + now.get(uid));
                    }
                }
                fault("is not what somebody learns of it who knew it at MODSEQ " + observer.highestModSeq()
                        + " and asked what changed since (" + (changes.complete() ? "complete" : "incomplete") + "): "
                        + differences);
            }
        }
    }

    private void fault(long uid, String what) {
        fault("UID " + uid + " " + what);
    }

    private void fault(String what) {
        faults.add(mailbox.name() + ": " + what);
    }
}
