package io.github.hikyaku.storage.testkit;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxInfo;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.QuotaUsage;
import io.github.hikyaku.storage.SpecialUse;
import io.github.hikyaku.storage.StoreFeature;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Holds a store that was opened after a crash against what must be there, and takes what is there for the next run. */
final class CrashCheck {
    private final MailStore store;
    private final CrashModel model;
    private final List<String> faults = new ArrayList<>();

    private CrashCheck(MailStore store, CrashModel model) {
        this.store = store;
        this.model = model;
    }

    /** What is wrong, in words; nothing if the list is empty. */
    static List<String> faults(MailStore store, CrashModel model) {
        CrashCheck check = new CrashCheck(store, model);
        check.faults.addAll(model.faults);
        model.faults.clear();
        try (MailAccount account = store.open(CrashWorker.ACCOUNT)) {
            check.account(account);
        } catch (MailStoreException e) {
            check.faults.add("the store fails: " + e.kind() + ", " + e.getMessage());
        }
        return check.faults;
    }

    private void account(MailAccount account) {
        Map<String, MailboxInfo> there = new TreeMap<>();
        Set<String> subscribed = new TreeSet<>();
        for (MailboxInfo info : account.list()) {
            String name = info.name().toString();
            if (info.selectable()) {
                there.put(name, info);
            }
            if (info.subscribed()) {
                subscribed.add(name);
            }
        }
        names(there.keySet());
        subscriptions(subscribed);
        CrashBoxCheck.Transits transits = new CrashBoxCheck.Transits();
        long messages = 0;
        long octets = 0;
        for (Map.Entry<String, CrashBox> each : model.boxes.entrySet()) {
            MailboxInfo info = there.get(each.getKey());
            if (info != null) {
                uses(info, each.getValue());
                Mailbox mailbox = account.open(MailboxName.of(each.getKey()));
                new CrashBoxCheck(mailbox, each.getValue(), transits, faults).run();
                model.named(each.getKey(), each.getValue());
                messages += mailbox.status().messages();
                octets += mailbox.status().octets();
            }
        }
        faults.addAll(transits.lost());
        faults.addAll(model.faults);
        model.faults.clear();
        QuotaUsage usage = account.quota();
        if (usage.messages() != messages || usage.octets() != octets) {
            faults.add("quota tells " + usage + " of " + messages + " messages and " + octets + " octets");
        }
    }

    /** Finds out whether the change that was under way happened, and wants all of it or nothing. */
    private void names(Set<String> there) {
        Set<String> before = new TreeSet<>(model.boxes.keySet());
        CrashOp change = model.treeChange;
        if (change == null) {
            if (!there.equals(before)) {
                faults.add("the mailboxes are " + there + " and not " + before);
            }
            return;
        }
        // Parents are mailboxes of their own, and may be there before what is made below them.
        List<String> parents = model.missingParents(change);
        Set<String> unmoved = new TreeSet<>(there);
        parents.forEach(unmoved::remove);
        if (unmoved.equals(before)) {
            parents.stream().filter(there::contains).forEach(name -> model.boxes.put(name, new CrashBox(0, "-")));
            return;
        }
        model.changeTree(change);
        if (!there.equals(model.boxes.keySet())) {
            faults.add("the mailboxes are " + there + " where " + change + " may have made " + model.boxes.keySet()
                    + " of " + before);
        }
    }

    private void subscriptions(Set<String> there) {
        Set<String> before = Set.copyOf(model.subscriptions);
        CrashOp change = model.subscription;
        Set<String> after = new HashSet<>(before);
        if (change != null && change.argument(1).equals("on")) {
            after.add(change.argument(0));
        } else if (change != null) {
            after.remove(change.argument(0));
        }
        if (!there.equals(before) && !there.equals(after)) {
            faults.add("the subscriptions are " + there + " and neither " + before + " nor " + after);
        }
        model.subscriptions.clear();
        model.subscriptions.addAll(there);
    }

    private void uses(MailboxInfo info, CrashBox box) {
        Set<SpecialUse> wanted = box.uses.equals("-") || !store.features().contains(StoreFeature.SPECIAL_USE)
                ? Set.of()
                : Set.of(SpecialUse.valueOf(box.uses));
        if (!info.uses().equals(wanted)) {
            faults.add(info.name() + " has the special uses " + info.uses() + " and not " + wanted);
        }
    }

    /** One of several sets of flags, in words. */
    static String words(Set<Set<Flag>> flags) {
        return String.join(" or ", flags.stream().map(CrashMail::write).sorted().toList());
    }
}
