package io.github.hikyaku.storage.testkit;

import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagOutcome;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.UidMapping;
import io.github.hikyaku.storage.UidSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;

/** One thread of a {@link CrashWorker}, with the messages that are its own. */
class CrashHand {
    // So that a place that is used again and again stays small enough to be read each time.
    private static final int MOST_MESSAGES = 60;
    private static final List<FlagUpdate.Mode> MODES = List.of(FlagUpdate.Mode.values());

    final CrashWorker worker;
    final MailAccount account;
    final Random random;
    /** Its messages in each mailbox that it uses. */
    final SortedMap<String, TreeSet<Long>> own = new TreeMap<>();

    private final String unique;
    private int deposits;

    CrashHand(CrashWorker worker, MailAccount account, String unique, long seed) {
        this.worker = worker;
        this.account = account;
        this.unique = unique;
        this.random = new Random(seed);
    }

    /** From now on it uses that mailbox. */
    final void learn(String mailbox) {
        own.computeIfAbsent(mailbox, name -> new TreeSet<>());
    }

    final boolean knows(String mailbox) {
        return own.containsKey(mailbox);
    }

    /** From now on that message is its own. */
    final void own(String mailbox, long uid) {
        learn(mailbox);
        own.getOrDefault(mailbox, new TreeSet<>()).add(uid);
    }

    /** Works until the process ends. */
    void work() {
        while (true) {
            step();
        }
    }

    final void step() {
        int messages = own.values().stream().mapToInt(Set::size).sum();
        int choice = random.nextInt(100);
        if (messages > MOST_MESSAGES || choice < 5) {
            expunge();
        } else if (choice < 25 || messages < 5) {
            deposit();
        } else if (choice < 74) {
            String mailbox = anyMailbox();
            store(mailbox, someOf(mailbox));
        } else if (choice < 79) {
            storeOften();
        } else if (choice < 85) {
            transfer(false);
        } else if (choice < 94) {
            transfer(true);
        } else if (choice < 97) {
            look();
        } else {
            claim();
        }
    }

    private void deposit() {
        String mailbox = anyMailbox();
        String id = CrashMail.id(unique + "-" + deposits++, anySize());
        Set<Flag> flags = random.nextBoolean() ? Set.of() : someFlags();
        worker.call(CrashOp.Kind.DEPOSIT, List.of(mailbox, id, CrashMail.write(flags)), () -> {
            try (Deposit deposit = open(mailbox).deposit(flags, CrashMail.date(id))) {
                byte[] octets = CrashMail.message(id);
                int cut = random.nextInt(octets.length);
                deposit.write(octets, 0, cut);
                deposit.write(octets, cut, octets.length - cut);
                Deposit.Receipt receipt = deposit.commit();
                own(mailbox, receipt.uid());
                return fields(receipt.uidValidity(), receipt.uid(), receipt.modSeq());
            }
        });
    }

    // So often that a store which keeps a log of changes has to shorten it.
    private void storeOften() {
        String mailbox = own.firstKey();
        UidSet.Builder all = UidSet.builder();
        own.getOrDefault(mailbox, new TreeSet<>()).forEach(all::add);
        UidSet uids = all.build();
        for (int i = 0; i < 20; i++) {
            store(mailbox, uids);
        }
    }

    private void store(String mailbox, UidSet uids) {
        FlagUpdate update = new FlagUpdate(any(MODES), someFlags());
        if (uids.isEmpty()) {
            return;
        }
        List<String> arguments = List.of(mailbox, write(uids), update.mode().name(), CrashMail.write(update.flags()));
        worker.call(CrashOp.Kind.STORE, arguments, () -> {
            FlagOutcome outcome = open(mailbox).store(uids, update, Long.MAX_VALUE);
            MailboxView rows = outcome.current();
            return List.of(String.valueOf(rows.status().highestModSeq()), write(rows));
        });
    }

    private void expunge() {
        String mailbox = anyMailbox();
        UidSet uids = someOf(mailbox);
        if (uids.isEmpty()) {
            return;
        }
        disown(mailbox, uids);
        worker.call(
                CrashOp.Kind.EXPUNGE,
                List.of(mailbox, write(uids)),
                () -> List.of(write(open(mailbox).expunge(uids))));
    }

    private void transfer(boolean move) {
        String from = anyMailbox();
        String to = anyMailbox();
        UidSet uids = someOf(from);
        if (uids.isEmpty() || from.equals(to)) {
            return;
        }
        if (move) {
            disown(from, uids);
        }
        worker.call(move ? CrashOp.Kind.MOVE : CrashOp.Kind.COPY, List.of(from, write(uids), to), () -> {
            Mailbox source = open(from);
            MailboxName target = MailboxName.of(to);
            UidMapping made = move ? source.move(uids, target) : source.copy(uids, target);
            StringJoiner pairs = new StringJoiner(" ");
            for (int i = 0; i < made.size(); i++) {
                own(to, made.to(i));
                pairs.add(made.from(i) + ":" + made.to(i));
            }
            return List.of(String.valueOf(made.uidValidity()), pairs.toString());
        });
    }

    private void look() {
        String mailbox = anyMailbox();
        worker.call(CrashOp.Kind.LOOK, List.of(mailbox), () -> {
            MailboxView view = open(mailbox).view();
            return List.of(
                    String.valueOf(view.status().uidValidity()),
                    String.valueOf(view.status().uidNext()),
                    String.valueOf(view.status().highestModSeq()),
                    write(view));
        });
    }

    private void claim() {
        String mailbox = anyMailbox();
        worker.call(
                CrashOp.Kind.CLAIM,
                List.of(mailbox),
                () -> List.of(String.valueOf(open(mailbox).claimRecent())));
    }

    private Mailbox open(String mailbox) {
        return account.open(MailboxName.of(mailbox));
    }

    private String anyMailbox() {
        return any(List.copyOf(own.keySet()));
    }

    final <T> T any(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    private int anySize() {
        int choice = random.nextInt(100);
        return 200 + random.nextInt(choice < 85 ? 4_000 : choice < 98 ? 40_000 : 300_000);
    }

    private Set<Flag> someFlags() {
        Set<Flag> flags = new HashSet<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            flags.add(CrashMail.FLAGS.get(random.nextInt(CrashMail.FLAGS.size())));
        }
        return flags;
    }

    // Mostly one, sometimes many, sometimes all.
    private UidSet someOf(String mailbox) {
        List<Long> there = new ArrayList<>(own.getOrDefault(mailbox, new TreeSet<>()));
        UidSet.Builder some = UidSet.builder();
        int choice = random.nextInt(10);
        int wanted = choice < 6 ? 1 : choice < 9 ? 1 + random.nextInt(8) : there.size();
        for (int i = 0; i < wanted && !there.isEmpty(); i++) {
            some.add(there.remove(random.nextInt(there.size())));
        }
        return some.build();
    }

    // Whether the call works or not: who owns what a call left behind is not known until the next run.
    private void disown(String mailbox, UidSet uids) {
        own.getOrDefault(mailbox, new TreeSet<>()).removeIf(uids::contains);
    }

    static String write(UidSet uids) {
        StringJoiner text = new StringJoiner(" ");
        uids.stream().forEach(uid -> text.add(String.valueOf(uid)));
        return text.toString();
    }

    /** Rows as UID, MODSEQ and flags, with colons between them. */
    static String write(MailboxView view) {
        StringJoiner text = new StringJoiner(" ");
        for (int row = 0; row < view.size(); row++) {
            text.add(view.uid(row) + ":" + view.modSeq(row) + ":" + CrashMail.write(view.flags(row)));
        }
        return text.toString();
    }

    private static List<String> fields(long... values) {
        List<String> fields = new ArrayList<>();
        for (long value : values) {
            fields.add(String.valueOf(value));
        }
        return fields;
    }
}
