package io.github.hikyaku.storage.testkit.selftest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagOutcome;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxChanges;
import io.github.hikyaku.storage.MailboxInfo;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.SpecialUse;
import io.github.hikyaku.storage.StoreFeature;
import io.github.hikyaku.storage.UidMapping;
import io.github.hikyaku.storage.UidSet;
import io.github.hikyaku.storage.memory.MemoryMailStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The memory store behind a journal: what is to be done is written down, then done, then acknowledged, one call after the
 * other, and done again from the beginning when the store is opened. Of one account. It is as right as it is slow, and can
 * be told to do one thing wrong.
 */
final class JournalStore extends Delegating.Store {
    /** What it does wrong. */
    enum Fault {
        NONE,
        /** Writes down what it has acknowledged, some calls later. */
        LATE,
        /** Does the last thing twice. */
        TWICE,
        /** Takes half a message for a whole one. */
        TORN,
        /** Never writes down that messages went. */
        FORGETS_EXPUNGES,
        /** Gives out MODSEQs again that it gave out before it was opened. */
        CLOCK_GOES_BACK,
        /** Fails to change flags. */
        FAILS
    }

    private final MailAccount account;
    private final Journal journal;
    private final ReentrantLock lock = new ReentrantLock();
    private final Fault fault;
    // The memory store takes UIDVALIDITYs from the clock; these are the same each time.
    private final Map<String, Long> validities = new ConcurrentSkipListMap<>();
    private long lastValidity;
    private long back;

    private JournalStore(MemoryMailStore memory, Journal journal, Fault fault) {
        super(memory, EnumSet.of(StoreFeature.PERSISTENT));
        this.journal = journal;
        this.fault = fault;
        this.account = memory.open(new AccountId("the only one"));
        nameNew();
    }

    static JournalStore open(Path directory, Fault fault) throws IOException {
        Journal journal = new Journal(directory.resolve("journal"), fault);
        JournalStore store = new JournalStore(MemoryMailStore.create(), journal, fault);
        List<List<String>> entries = journal.read();
        for (List<String> entry : entries) {
            store.again(entry);
        }
        if (fault == Fault.TWICE && !entries.isEmpty()) {
            store.again(entries.get(entries.size() - 1));
        }
        store.back = fault == Fault.CLOCK_GOES_BACK ? entries.size() / 2 : 0;
        return store;
    }

    private void again(List<String> entry) {
        try {
            perform(entry);
        } catch (MailStoreException e) {
            // It failed the first time, too.
        }
    }

    private Object perform(List<String> entry) {
        MailboxName name = MailboxName.of(entry.get(1));
        Object result = switch (entry.get(0)) {
            case "deposit" -> {
                Deposit deposit = account.open(name)
                        .deposit(flags(entry.get(2)), Instant.ofEpochSecond(Long.parseLong(entry.get(3))));
                byte[] octets = entry.get(4).getBytes(ISO_8859_1);
                deposit.write(octets, 0, octets.length);
                yield deposit.commit();
            }
            case "store" ->
                account.open(name)
                        .store(
                                uids(entry.get(2)),
                                new FlagUpdate(FlagUpdate.Mode.valueOf(entry.get(3)), flags(entry.get(4))),
                                Long.parseLong(entry.get(5)));
            case "expunge" -> account.open(name).expunge(uids(entry.get(2)));
            case "copy" -> account.open(name).copy(uids(entry.get(2)), MailboxName.of(entry.get(3)));
            case "move" -> account.open(name).move(uids(entry.get(2)), MailboxName.of(entry.get(3)));
            case "create" -> account.create(name, Set.of());
            case "rename" -> {
                account.rename(name, MailboxName.of(entry.get(2)));
                Map<String, Long> before = new TreeMap<>(validities);
                before.forEach((each, validity) -> {
                    if (each.equals(entry.get(1)) || each.startsWith(entry.get(1) + "/")) {
                        validities.remove(each);
                        validities.put(
                                entry.get(2) + each.substring(entry.get(1).length()), validity);
                    }
                });
                yield "";
            }
            case "delete" -> {
                account.delete(name);
                validities.remove(entry.get(1));
                yield "";
            }
            case "subscribe" -> {
                account.subscribe(name, Boolean.parseBoolean(entry.get(2)));
                yield "";
            }
            default -> throw new IllegalStateException(entry.get(0));
        };
        nameNew();
        return result;
    }

    private void nameNew() {
        for (MailboxInfo info : account.list()) {
            if (info.selectable()) {
                validities.computeIfAbsent(info.name().toString(), name -> ++lastValidity);
            }
        }
    }

    private Object locked(String... entry) {
        lock.lock();
        try {
            if (fault == Fault.FAILS && entry[0].equals("store")) {
                throw new MailStoreException(MailStoreException.Kind.UNAVAILABLE, "It does not work");
            }
            boolean forgotten = fault == Fault.FORGETS_EXPUNGES && entry[0].equals("expunge");
            if (!forgotten) {
                journal.write(List.of(entry));
            }
            return perform(List.of(entry));
        } catch (IOException e) {
            throw new MailStoreException(MailStoreException.Kind.UNAVAILABLE, "The journal", e);
        } finally {
            lock.unlock();
        }
    }

    private static Set<Flag> flags(String written) {
        Set<Flag> flags = new HashSet<>();
        for (String flag : written.isEmpty() ? new String[0] : written.split(" ")) {
            flags.add(Flag.of(flag));
        }
        return flags;
    }

    private static String write(Set<Flag> flags) {
        return String.join(" ", flags.stream().map(Flag::name).toList());
    }

    private static UidSet uids(String written) {
        UidSet.Builder uids = UidSet.builder();
        for (String uid : written.isEmpty() ? new String[0] : written.split(",")) {
            uids.add(Long.parseLong(uid));
        }
        return uids.build();
    }

    private static String write(UidSet uids) {
        return String.join(",", uids.stream().mapToObj(String::valueOf).toList());
    }

    @Override
    public MailAccount open(AccountId id) {
        return new Account();
    }

    @Override
    public void close() {
        super.close();
        journal.close();
    }

    private final class Account extends Delegating.Account {
        Account() {
            super(JournalStore.this.account);
        }

        @Override
        public Mailbox open(MailboxName name) {
            lock.lock();
            try {
                return new Box(super.open(name));
            } finally {
                lock.unlock();
            }
        }

        @Override
        public Mailbox create(MailboxName name, Set<SpecialUse> uses) {
            return new Box((Mailbox) locked("create", name.toString()));
        }

        @Override
        public void rename(MailboxName from, MailboxName to) {
            locked("rename", from.toString(), to.toString());
        }

        @Override
        public void delete(MailboxName name) {
            locked("delete", name.toString());
        }

        @Override
        public void subscribe(MailboxName name, boolean on) {
            locked("subscribe", name.toString(), String.valueOf(on));
        }

        @Override
        public void close() {
            // The one account stays open.
        }
    }

    private final class Box extends Delegating.Box {
        Box(Mailbox mailbox) {
            super(mailbox);
        }

        private long validity() {
            return validities.getOrDefault(name().toString(), 0L);
        }

        private MailboxStatus ours(MailboxStatus s) {
            return new MailboxStatus(
                    validity(),
                    s.uidNext(),
                    Math.max(1, s.highestModSeq() - back),
                    s.messages(),
                    s.unseen(),
                    s.deleted(),
                    s.recent(),
                    s.octets());
        }

        private MailboxView ours(MailboxView view) {
            MailboxView.Builder rows = MailboxView.builder(ours(view.status()), view.size());
            for (int row = 0; row < view.size(); row++) {
                long modSeq = Math.max(1, view.modSeq(row) - back);
                rows.add(view.uid(row), view.flags(row), view.octets(row), view.internalDate(row), modSeq);
            }
            return rows.build();
        }

        @Override
        public MailboxStatus status() {
            return ours(super.status());
        }

        @Override
        public MailboxView view() {
            return ours(super.view());
        }

        @Override
        public MailboxChanges changesSince(long modSeq) {
            MailboxChanges changes = super.changesSince(modSeq);
            return new MailboxChanges(
                    ours(changes.status()), ours(changes.touched()), changes.vanished(), changes.complete());
        }

        @Override
        public Deposit deposit(Set<Flag> flags, Instant internalDate) {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            return new Delegating.Delivery(super.deposit(flags, internalDate)) {
                @Override
                public void write(byte[] more, int offset, int length) {
                    octets.write(more, offset, length);
                }

                @Override
                public Receipt commit() {
                    Receipt made = (Receipt) locked(
                            "deposit",
                            name().toString(),
                            JournalStore.write(flags),
                            String.valueOf(internalDate.getEpochSecond()),
                            octets.toString(ISO_8859_1));
                    return new Receipt(validity(), made.uid(), Math.max(1, made.modSeq() - back));
                }
            };
        }

        @Override
        public FlagOutcome store(UidSet uids, FlagUpdate update, long unchangedSince) {
            FlagOutcome outcome = (FlagOutcome) locked(
                    "store",
                    name().toString(),
                    write(uids),
                    update.mode().name(),
                    write(update.flags()),
                    String.valueOf(unchangedSince));
            return new FlagOutcome(ours(outcome.current()), outcome.modified());
        }

        @Override
        public UidSet expunge(UidSet uids) {
            return (UidSet) locked("expunge", name().toString(), write(uids));
        }

        @Override
        public UidMapping copy(UidSet uids, MailboxName to) {
            return ours((UidMapping) locked("copy", name().toString(), write(uids), to.toString()), to);
        }

        @Override
        public UidMapping move(UidSet uids, MailboxName to) {
            return ours((UidMapping) locked("move", name().toString(), write(uids), to.toString()), to);
        }

        private UidMapping ours(UidMapping made, MailboxName to) {
            return new UidMapping(
                    validities.getOrDefault(to.toString(), 0L),
                    made.sources().stream().toArray(),
                    made.targets().stream().toArray());
        }
    }
}
