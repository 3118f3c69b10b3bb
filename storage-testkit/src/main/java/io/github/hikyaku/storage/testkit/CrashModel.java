package io.github.hikyaku.storage.testkit;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.testkit.CrashBox.Loose;
import io.github.hikyaku.storage.testkit.CrashBox.Row;
import io.github.hikyaku.storage.testkit.CrashBox.Slot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What must be, and what may be, in an account after a crash, by what the workers said before each call and after it. A
 * call that did not return, or that failed where calls may, leaves several states possible; a copy, a move, an expunge
 * or a change of flags of many messages may have come to some of them.
 */
final class CrashModel {
    final Map<String, CrashBox> boxes = new TreeMap<>();
    final Set<String> subscriptions = new TreeSet<>();
    /** What the store told that it must not, before it was killed. */
    final List<String> faults = new ArrayList<>();
    /** The change of the tree that was under way, of which there is one at most. */
    @Nullable
    CrashOp treeChange;

    @Nullable
    CrashOp subscription;

    // Which mailbox had a UIDVALIDITY under a name.
    private final Map<String, Map<Long, CrashBox>> validities = new HashMap<>();

    CrashModel() {
        boxes.put("INBOX", new CrashBox(0, "-"));
    }

    /** Follows a run of a worker. */
    void apply(List<CrashOp> ops) {
        treeChange = null;
        subscription = null;
        for (CrashOp op : ops) {
            try {
                apply(op);
            } catch (NumberFormatException | IndexOutOfBoundsException e) {
                throw new IllegalStateException("Not understood: " + op, e);
            }
        }
    }

    private void apply(CrashOp op) {
        switch (op.kind()) {
            case DEPOSIT -> deposit(op, box(op.argument(0)));
            case STORE -> store(op, box(op.argument(0)));
            case EXPUNGE -> expunge(op, box(op.argument(0)));
            case COPY, MOVE -> transfer(op, box(op.argument(0)), box(op.argument(2)));
            case LOOK -> look(op, box(op.argument(0)));
            case OPEN, CLAIM -> {
                // Neither leaves anything behind that is looked for.
            }
            case SUBSCRIBE -> subscribe(op);
            case CREATE, RENAME, DELETE -> {
                if (op.isAcknowledged()) {
                    changeTree(op);
                } else {
                    treeChange = op;
                }
            }
        }
    }

    private CrashBox box(String name) {
        CrashBox box = boxes.get(name);
        if (box == null) {
            throw new IllegalStateException("A worker used a mailbox that it did not make: " + name);
        }
        return box;
    }

    private void check(CrashOp op, @Nullable String wrong) {
        if (wrong != null) {
            faults.add("told " + wrong + ": " + op);
        }
    }

    private void deposit(CrashOp op, CrashBox box) {
        String id = op.argument(1);
        Set<Set<Flag>> flags = Set.of(CrashMail.flags(op.argument(2)));
        if (op.isAcknowledged()) {
            check(op, box.arrived(op.number(0), op.number(1), new Slot(id, flags, op.number(2))));
            check(op, box.ticked(op.number(2)));
        } else {
            box.loose.add(new Loose(id, flags, null));
        }
    }

    private void store(CrashOp op, CrashBox box) {
        FlagUpdate update = new FlagUpdate(FlagUpdate.Mode.valueOf(op.argument(2)), CrashMail.flags(op.argument(3)));
        Map<Long, Row> rows = op.isAcknowledged() ? CrashBox.rows(op.result(1)) : Map.of();
        for (long uid : uids(op.argument(1))) {
            Slot slot = slot(box, uid, op);
            Set<Set<Flag>> after = new HashSet<>();
            slot.flags.forEach(flags -> after.add(update.applyTo(flags)));
            Row row = rows.get(uid);
            if (!op.isAcknowledged()) {
                after.addAll(slot.flags);
                slot.flags = after;
            } else if (row == null) {
                check(op, slot.mayBeGone ? null : "that UID " + uid + " is gone");
            } else {
                check(op, after.contains(row.flags()) ? null : "other flags than those that UID " + uid + " can have");
                check(op, row.modSeq() == slot.modSeq ? null : box.ticked(row.modSeq()));
                slot.flags = Set.of(row.flags());
                slot.modSeq = row.modSeq();
            }
        }
        if (op.isAcknowledged()) {
            box.highestModSeq = Math.max(box.highestModSeq, op.number(0));
        }
    }

    private void expunge(CrashOp op, CrashBox box) {
        Set<Long> gone = op.isAcknowledged() ? new HashSet<>(uids(op.result(0))) : Set.of();
        for (long uid : uids(op.argument(1))) {
            Slot slot = slot(box, uid, op);
            if (!op.isAcknowledged()) {
                slot.mayBeGone = true;
            } else {
                check(op, gone.contains(uid) || slot.mayBeGone ? null : "that UID " + uid + " was gone already");
                box.slots.remove(uid);
            }
        }
    }

    private void transfer(CrashOp op, CrashBox from, CrashBox to) {
        boolean move = op.kind() == CrashOp.Kind.MOVE;
        Map<Long, Long> made = op.isAcknowledged() ? pairs(op.result(1)) : Map.of();
        for (long uid : uids(op.argument(1))) {
            Slot slot = slot(from, uid, op);
            Long target = made.get(uid);
            if (!op.isAcknowledged()) {
                slot.mayBeGone |= move;
                slot.onTheMove |= move;
                to.loose.add(new Loose(slot.id, Set.copyOf(slot.flags), move ? slot : null));
            } else if (target == null) {
                check(op, slot.mayBeGone ? null : "nothing of UID " + uid);
            } else {
                check(op, to.arrived(op.number(0), target, new Slot(slot.id, Set.copyOf(slot.flags), 0)));
                if (move) {
                    from.slots.remove(uid);
                }
            }
        }
    }

    private void look(CrashOp op, CrashBox box) {
        if (op.isAcknowledged()) {
            box.observed(op.number(0), op.number(1), op.number(2), CrashBox.rows(op.result(3)));
        }
    }

    private Slot slot(CrashBox box, long uid, CrashOp op) {
        Slot slot = box.slots.get(uid);
        if (slot == null) {
            throw new IllegalStateException("A worker used a message that is not its own: " + op);
        }
        return slot;
    }

    private void subscribe(CrashOp op) {
        if (!op.isAcknowledged()) {
            subscription = op;
        } else if (op.argument(1).equals("on")) {
            subscriptions.add(op.argument(0));
        } else {
            subscriptions.remove(op.argument(0));
        }
    }

    /** Does to the names what the call does. */
    void changeTree(CrashOp op) {
        String name = op.argument(0);
        switch (op.kind()) {
            case CREATE -> {
                makeParents(name);
                CrashBox made = new CrashBox(op.isAcknowledged() ? op.number(0) : 0, op.argument(1));
                boxes.put(name, made);
                named(name, made);
            }
            case RENAME -> {
                String to = op.argument(1);
                makeParents(to);
                CrashTreeHand.rename(boxes, name, to);
                boxes.forEach((each, box) -> {
                    if (CrashTreeHand.isWithin(each, to)) {
                        box.isRenamed = true;
                        named(each, box);
                    }
                });
            }
            default -> boxes.remove(name);
        }
    }

    /** The mailboxes that a change of the tree makes on its way: those above its new name that are not there. */
    List<String> missingParents(CrashOp op) {
        if (op.kind() == CrashOp.Kind.DELETE) {
            return List.of();
        }
        String made = op.argument(op.kind() == CrashOp.Kind.CREATE ? 0 : 1);
        return CrashTreeHand.parents(made).stream()
                .filter(parent -> !boxes.containsKey(parent))
                .toList();
    }

    private void makeParents(String name) {
        for (String parent : CrashTreeHand.parents(name)) {
            boxes.computeIfAbsent(parent, each -> new CrashBox(0, "-"));
        }
    }

    /** A mailbox has a name now: no other had both that name and its UIDVALIDITY, and a new one has a larger one. */
    void named(String name, CrashBox box) {
        if (box.uidValidity == 0) {
            return;
        }
        Map<Long, CrashBox> former = validities.computeIfAbsent(name, each -> new HashMap<>());
        if (former.containsValue(box)) {
            return;
        }
        if (former.containsKey(box.uidValidity)
                || !box.isRenamed && !former.isEmpty() && Collections.max(former.keySet()) >= box.uidValidity) {
            faults.add(name + " has the UIDVALIDITY " + box.uidValidity + " after others had " + former.keySet());
        }
        former.put(box.uidValidity, box);
    }

    static List<Long> uids(String written) {
        List<Long> uids = new ArrayList<>();
        for (String uid : written.isEmpty() ? new String[0] : written.split(" ")) {
            uids.add(Long.parseLong(uid));
        }
        return uids;
    }

    private static Map<Long, Long> pairs(String written) {
        Map<Long, Long> pairs = new TreeMap<>();
        for (String pair : written.isEmpty() ? new String[0] : written.split(" ")) {
            int colon = pair.indexOf(':');
            pairs.put(Long.parseLong(pair.substring(0, colon)), Long.parseLong(pair.substring(colon + 1)));
        }
        return pairs;
    }
}
