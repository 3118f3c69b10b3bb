package io.github.hikyaku.storage.memory;

import io.github.hikyaku.storage.Deposit.Receipt;
import io.github.hikyaku.storage.DerivedData;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagOutcome;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.MailboxChanges;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.MessageContent;
import io.github.hikyaku.storage.SearchQuery;
import io.github.hikyaku.storage.SpecialUse;
import io.github.hikyaku.storage.UidMapping;
import io.github.hikyaku.storage.UidSet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A mailbox from its creation, or renaming, to its deletion, or renaming. Every call takes its lock. */
final class MailboxState {
    final MailboxName name;
    final Set<SpecialUse> uses;
    /** Unique in the account: the order in which two mailboxes are locked. */
    final long order;

    private final ReentrantLock lock = new ReentrantLock();
    private final Signals signals;
    private final Messages messages;
    private final Annotations annotations;
    private boolean gone;

    MailboxState(MailboxName name, Set<SpecialUse> uses, long order, Signals signals, Messages messages) {
        this(name, uses, order, signals, messages, new Annotations());
    }

    private MailboxState(
            MailboxName name,
            Set<SpecialUse> uses,
            long order,
            Signals signals,
            Messages messages,
            Annotations annotations) {
        this.name = name;
        this.uses = uses;
        this.order = order;
        this.signals = signals;
        this.messages = messages;
        this.annotations = annotations;
    }

    MailboxStatus status() {
        return locked(messages::status);
    }

    MailboxView view() {
        return locked(messages::view);
    }

    MailboxChanges changesSince(long modSeq) {
        if (modSeq < 0) {
            throw new IllegalArgumentException("MODSEQ " + modSeq);
        }
        return locked(() -> messages.changesSince(modSeq));
    }

    MessageContent content(long uid) {
        return locked(() -> messages.existing(uid).content);
    }

    long claimRecent() {
        return locked(messages::claimRecent);
    }

    String id() {
        return locked(messages::id);
    }

    Optional<String> emailId(long uid) {
        return about(uid, message -> message.content.id());
    }

    Optional<Instant> saveDate(long uid) {
        return about(uid, message -> Instant.ofEpochSecond(message.saved));
    }

    Optional<UidSet> search(SearchQuery query) {
        Optional<Predicate<Message>> wanted = Matcher.of(query);
        return locked(() -> wanted.map(messages::search));
    }

    Map<String, byte[]> metadata() {
        return locked(annotations::all);
    }

    void setMetadata(Map<String, Optional<byte[]>> changes) {
        locked(() -> {
            annotations.set(changes);
            return true;
        });
    }

    Optional<byte[]> derived(long uid) {
        return about(uid, message -> message.derived);
    }

    void keepDerived(long uid, byte[] blob) {
        if (blob.length > DerivedData.MAX_OCTETS) {
            return;
        }
        lock.lock();
        try {
            Message message = gone ? null : messages.table.find(uid);
            if (message != null) {
                message.derived = blob.clone();
            }
        } finally {
            lock.unlock();
        }
    }

    void checkKeywords(Set<Flag> flags) {
        locked(() -> {
            messages.checkKeywords(flags);
            return true;
        });
    }

    /** Adds a message that the account's usage holds already. */
    Receipt add(MemoryContent content, Set<Flag> flags, Instant internalDate) {
        Receipt receipt = locked(() -> messages.deposit(content, flags, internalDate));
        signals.mailboxChanged(name);
        return receipt;
    }

    FlagOutcome store(UidSet uids, FlagUpdate update, long unchangedSince) {
        long before;
        FlagOutcome outcome;
        lock.lock();
        try {
            checkThere();
            before = messages.clock();
            outcome = messages.store(uids, update, unchangedSince);
        } finally {
            lock.unlock();
        }
        if (outcome.current().status().highestModSeq() > before) {
            signals.mailboxChanged(name);
        }
        return outcome;
    }

    UidSet expunge(UidSet uids, Usage usage) {
        UidSet removed = locked(() -> messages.expunge(messages.table.select(uids), usage));
        if (!removed.isEmpty()) {
            signals.mailboxChanged(name);
        }
        return removed;
    }

    UidMapping copy(UidSet uids, MailboxState to, Usage usage) {
        UidMapping mapping = bothLocked(to, () -> messages.copy(messages.table.select(uids), to.messages, usage));
        if (mapping.size() > 0) {
            signals.mailboxChanged(to.name);
        }
        return mapping;
    }

    UidMapping move(UidSet uids, MailboxState to) {
        UidMapping mapping = transfer(uids, to);
        if (mapping.size() > 0) {
            signals.mailboxChanged(to.name);
            signals.mailboxChanged(name);
        }
        return mapping;
    }

    /** Moves without a signal. */
    UidMapping transfer(UidSet uids, MailboxState to) {
        return bothLocked(to, () -> {
            List<Message> moving = messages.table.select(uids);
            UidMapping mapping = messages.copy(moving, to.messages, null);
            messages.expunge(moving, null);
            return mapping;
        });
    }

    /** Ends this mailbox and gives back what it used. */
    void delete(Usage usage) {
        lock.lock();
        try {
            gone = true;
            usage.subtract(messages.table.octets(), messages.table.size());
        } finally {
            lock.unlock();
        }
    }

    /** Ends this mailbox under its name and hands its messages to one of another name. */
    MailboxState renamed(MailboxName to) {
        lock.lock();
        try {
            gone = true;
            return new MailboxState(to, uses, order, signals, messages, annotations);
        } finally {
            lock.unlock();
        }
    }

    /** What there is to say of a message; empty if it is gone or there is nothing. */
    private <T> Optional<T> about(long uid, Function<Message, @Nullable T> question) {
        return locked(() -> Optional.ofNullable(messages.table.find(uid)).map(question));
    }

    private <T> T locked(Supplier<T> call) {
        lock.lock();
        try {
            checkThere();
            return call.get();
        } finally {
            lock.unlock();
        }
    }

    private <T> T bothLocked(MailboxState other, Supplier<T> call) {
        MailboxState first = order <= other.order ? this : other;
        MailboxState second = first == this ? other : this;
        first.lock.lock();
        second.lock.lock();
        try {
            checkThere();
            other.checkThere();
            return call.get();
        } finally {
            second.lock.unlock();
            first.lock.unlock();
        }
    }

    private void checkThere() {
        if (gone) {
            throw new MailStoreException(Kind.NO_SUCH_MAILBOX, "The mailbox " + name + " was deleted or renamed");
        }
    }
}
