package io.github.hikyaku.storage;

import io.github.hikyaku.storage.MailStoreException.Kind;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * How long mail is kept, per mailbox. What is older is removed by {@link Mailbox#expunge}, so that every observer learns
 * of it as of any expunge. Rules are asked in the order in which they were stated; the first that names a mailbox decides,
 * and a mailbox that none names is left alone:
 *
 * <pre>{@code
 * Retention retention = Retention.none()
 *         .mailbox(MailboxName.of("Trash"), Retention.days(30).bySaveDate())
 *         .subtree(MailboxName.of("Archive"), Retention.forever())
 *         .others(Retention.days(3650).exceptFlagged());
 * }</pre>
 *
 * <p>Immutable and safe for use by many threads. Whoever has a schedule calls {@link #apply}.
 */
public final class Retention {
    private record Rule(Predicate<MailboxName> names, Age age) {}

    private final List<Rule> rules;

    private Retention(List<Rule> rules) {
        this.rules = rules;
    }

    /** Without a rule: nothing is removed. */
    public static Retention none() {
        return new Retention(List.of());
    }

    /** These rules and then one for a single mailbox. */
    public Retention mailbox(MailboxName name, Age age) {
        return with(name::equals, age);
    }

    /** These rules and then one for a name and all that lies below it. */
    public Retention subtree(MailboxName top, Age age) {
        return with(name -> name.equals(top) || name.isBelow(top), age);
    }

    /** These rules and then one for all other mailboxes. */
    public Retention others(Age age) {
        return with(name -> true, age);
    }

    private Retention with(Predicate<MailboxName> names, Age age) {
        List<Rule> more = new ArrayList<>(rules);
        more.add(new Rule(names, age));
        return new Retention(List.copyOf(more));
    }

    /** Messages are removed that are older than so many days of 24 hours, 0 or more, by their internal date. */
    public static Age days(long days) {
        return olderThan(Duration.ofDays(days));
    }

    /** Messages are removed that are older than this, 0 or more, by their internal date. */
    public static Age olderThan(Duration age) {
        if (age.isNegative()) {
            throw new IllegalArgumentException("An age is not negative: " + age);
        }
        return new Age(Optional.of(age), false, false);
    }

    /** Messages are never removed. */
    public static Age forever() {
        return new Age(Optional.empty(), false, false);
    }

    /** Which messages of a mailbox are too old. Immutable. */
    public static final class Age {
        private final Optional<Duration> limit;
        private final boolean bySaveDate;
        private final boolean exceptFlagged;

        private Age(Optional<Duration> limit, boolean bySaveDate, boolean exceptFlagged) {
            this.limit = limit;
            this.bySaveDate = bySaveDate;
            this.exceptFlagged = exceptFlagged;
        }

        /**
         * The age counts from when a message came into the mailbox ({@link SaveDates}), so that an old message that was
         * moved to Trash today stays there for the full time. A message whose save date nobody knows is kept. In a
         * mailbox without save dates the internal date counts.
         */
        public Age bySaveDate() {
            return new Age(limit, true, exceptFlagged);
        }

        /** Messages with {@link Flag#FLAGGED} are kept. */
        public Age exceptFlagged() {
            return new Age(limit, bySaveDate, true);
        }

        private UidSet tooOld(Mailbox mailbox, Duration most, Instant now) {
            Instant oldest = minus(now, most);
            MailboxView view = mailbox.view();
            UidSet.Builder found = UidSet.builder();
            for (int row = 0; row < view.size(); row++) {
                boolean isKept = exceptFlagged && view.flags(row).contains(Flag.FLAGGED);
                if (!isKept && date(mailbox, view, row).isBefore(oldest)) {
                    found.add(view.uid(row));
                }
            }
            return found.build();
        }

        private Instant date(Mailbox mailbox, MailboxView view, int row) {
            if (bySaveDate && mailbox instanceof SaveDates dates) {
                return dates.saveDate(view.uid(row)).orElse(Instant.MAX);
            }
            return view.internalDate(row);
        }

        private static Instant minus(Instant now, Duration age) {
            try {
                return now.minus(age);
            } catch (DateTimeException | ArithmeticException e) {
                // Before all time: nothing is that old.
                return Instant.MIN;
            }
        }
    }

    /**
     * What was removed.
     *
     * @param removed the UIDs of each mailbox that lost any, in the order of names
     */
    public record Result(Map<MailboxName, UidSet> removed) {
        /** Copies the map. */
        public Result {
            removed = Collections.unmodifiableMap(new TreeMap<>(removed));
        }

        /** How many messages. */
        public long messages() {
            return removed.values().stream().mapToLong(UidSet::size).sum();
        }
    }

    /**
     * Removes what is too old. No message is opened. A message that is flagged between the look at its mailbox and the
     * expunge goes as well. A mailbox that is deleted or renamed meanwhile is left out.
     *
     * @param now the moment that ages are counted to
     * @throws MailStoreException as the account has it; what was removed before stays so, and the next call does the rest
     */
    public Result apply(MailAccount account, Instant now) {
        Map<MailboxName, UidSet> removed = new TreeMap<>();
        for (MailboxInfo info : account.list()) {
            Optional<Rule> rule =
                    rules.stream().filter(r -> r.names().test(info.name())).findFirst();
            Optional<Duration> limit = rule.flatMap(r -> r.age().limit);
            if (info.selectable() && rule.isPresent() && limit.isPresent()) {
                UidSet uids = remove(account, info.name(), rule.get().age(), limit.get(), now);
                if (!uids.isEmpty()) {
                    removed.put(info.name(), uids);
                }
            }
        }
        return new Result(removed);
    }

    private static UidSet remove(MailAccount account, MailboxName name, Age age, Duration limit, Instant now) {
        try {
            Mailbox mailbox = account.open(name);
            UidSet tooOld = age.tooOld(mailbox, limit, now);
            return tooOld.isEmpty() ? UidSet.EMPTY : mailbox.expunge(tooOld);
        } catch (MailStoreException e) {
            if (e.kind() == Kind.NO_SUCH_MAILBOX) {
                return UidSet.EMPTY;
            }
            throw e;
        }
    }
}
