package io.github.hikyaku.storage.testkit;

import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.SpecialUse;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The thread of a {@link CrashWorker} that makes, renames and deletes trees of mailboxes, with messages in them. It stops
 * when such a call fails, so that of what is there at most one thing is uncertain.
 */
final class CrashTreeHand extends CrashHand {
    private static final String PREFIX = "tree";
    private static final int ROOTS = 6;
    private static final List<String> BELOW = List.of("", "/x", "/y", "/x/z");
    private static final int MOST_MAILBOXES = 12;

    private boolean stopped;

    CrashTreeHand(CrashWorker worker, MailAccount account, String unique, long seed) {
        super(worker, account, unique, seed);
    }

    /** Whether a name can be one of its mailboxes. */
    static boolean isTree(String name) {
        return name.startsWith(PREFIX);
    }

    @Override
    void work() {
        while (!stopped) {
            stepTree();
        }
    }

    void stepTree() {
        int choice = random.nextInt(100);
        if (own.isEmpty() || choice < 12 && own.size() < MOST_MAILBOXES) {
            create();
        } else if (choice < 30) {
            rename();
        } else if (choice < 36) {
            delete();
        } else if (choice < 42) {
            subscribe();
        } else {
            step();
        }
    }

    private void create() {
        String name = anyName();
        if (!isFree(name)) {
            return;
        }
        SpecialUse any = any(List.of(SpecialUse.values()));
        Set<SpecialUse> uses = random.nextBoolean() ? Set.of() : EnumSet.of(any);
        String written = uses.isEmpty() ? "-" : any.name();
        if (call(
                CrashOp.Kind.CREATE,
                List.of(name, written),
                () -> List.of(String.valueOf(
                        account.create(MailboxName.of(name), uses).status().uidValidity())))) {
            learnWithParents(name);
        }
    }

    private void rename() {
        String from = any(List.copyOf(own.keySet()));
        String to = anyName();
        if (!isFree(to) || isWithin(to, from)) {
            return;
        }
        if (call(CrashOp.Kind.RENAME, List.of(from, to), () -> {
            account.rename(MailboxName.of(from), MailboxName.of(to));
            return List.of();
        })) {
            rename(own, from, to);
            learnWithParents(to);
        }
    }

    private void delete() {
        String name = any(List.copyOf(own.keySet()));
        own.remove(name);
        call(CrashOp.Kind.DELETE, List.of(name), () -> {
            account.delete(MailboxName.of(name));
            return List.of();
        });
    }

    private void subscribe() {
        String name = anyName();
        boolean on = random.nextBoolean();
        call(CrashOp.Kind.SUBSCRIBE, List.of(name, on ? "on" : "off"), () -> {
            account.subscribe(MailboxName.of(name), on);
            return List.of();
        });
    }

    private boolean call(CrashOp.Kind kind, List<String> arguments, CrashWorker.Call call) {
        boolean done = worker.call(kind, arguments, call);
        stopped |= !done;
        return done;
    }

    private String anyName() {
        return PREFIX + random.nextInt(ROOTS) + any(BELOW);
    }

    // Nothing is there or below, and each parent is a mailbox or not there at all: what is made then is beyond doubt.
    private boolean isFree(String name) {
        if (exists(name)) {
            return false;
        }
        return parents(name).stream().allMatch(parent -> own.containsKey(parent) || !exists(parent));
    }

    private boolean exists(String name) {
        return own.keySet().stream().anyMatch(other -> isWithin(other, name));
    }

    private void learnWithParents(String name) {
        parents(name).forEach(this::learn);
        learn(name);
    }

    static boolean isWithin(String name, String tree) {
        return name.equals(tree) || name.startsWith(tree + "/");
    }

    static List<String> parents(String name) {
        List<String> parents = new ArrayList<>();
        for (int cut = name.indexOf('/'); cut > 0; cut = name.indexOf('/', cut + 1)) {
            parents.add(name.substring(0, cut));
        }
        return parents;
    }

    /** What a name and those below it are called after a renaming. */
    static <T> void rename(Map<String, T> names, String from, String to) {
        for (String name : List.copyOf(names.keySet())) {
            if (isWithin(name, from)) {
                T value = names.remove(name);
                if (value != null) {
                    names.put(to + name.substring(from.length()), value);
                }
            }
        }
    }
}
