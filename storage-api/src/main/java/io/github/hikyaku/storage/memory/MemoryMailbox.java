package io.github.hikyaku.storage.memory;

import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.DerivedData;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagOutcome;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxChanges;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.MessageContent;
import io.github.hikyaku.storage.Metadata;
import io.github.hikyaku.storage.ObjectIds;
import io.github.hikyaku.storage.SaveDates;
import io.github.hikyaku.storage.SearchIndex;
import io.github.hikyaku.storage.SearchQuery;
import io.github.hikyaku.storage.UidMapping;
import io.github.hikyaku.storage.UidSet;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A handle to a mailbox: the mailbox, as long as the handle to its account is open. */
final class MemoryMailbox implements Mailbox, DerivedData, ObjectIds, SaveDates, Metadata, SearchIndex {
    private final MemoryAccount account;
    private final MailboxState state;

    MemoryMailbox(MemoryAccount account, MailboxState state) {
        this.account = account;
        this.state = state;
    }

    @Override
    public MailboxName name() {
        return state.name;
    }

    @Override
    public MailboxStatus status() {
        return open().status();
    }

    @Override
    public MailboxView view() {
        return open().view();
    }

    @Override
    public MailboxChanges changesSince(long modSeq) {
        return open().changesSince(modSeq);
    }

    @Override
    public MessageContent content(long uid) {
        return open().content(uid);
    }

    @Override
    public Deposit deposit(Set<Flag> flags, Instant internalDate) {
        Set<Flag> kept = Set.copyOf(flags);
        open().checkKeywords(kept);
        Instant second = Instant.ofEpochSecond(internalDate.getEpochSecond());
        return new MemoryDeposit(this, account.open().usage, kept, second);
    }

    @Override
    public FlagOutcome store(UidSet uids, FlagUpdate update, long unchangedSince) {
        return open().store(uids, update, unchangedSince);
    }

    @Override
    public UidSet expunge(UidSet uids) {
        return open().expunge(uids, account.open().usage);
    }

    @Override
    public UidMapping copy(UidSet uids, MailboxName to) {
        AccountState tree = account.open();
        return state.copy(uids, tree.find(to), tree.usage);
    }

    @Override
    public UidMapping move(UidSet uids, MailboxName to) {
        return state.move(uids, account.open().find(to));
    }

    @Override
    public long claimRecent() {
        return open().claimRecent();
    }

    @Override
    public Optional<byte[]> derived(long uid) {
        return open().derived(uid);
    }

    @Override
    public void keepDerived(long uid, byte[] blob) {
        open().keepDerived(uid, blob);
    }

    @Override
    public String mailboxId() {
        return open().id();
    }

    @Override
    public Optional<String> emailId(long uid) {
        return open().emailId(uid);
    }

    @Override
    public Optional<Instant> saveDate(long uid) {
        return open().saveDate(uid);
    }

    @Override
    public Map<String, byte[]> metadata() {
        return open().metadata();
    }

    @Override
    public void setMetadata(Map<String, Optional<byte[]>> changes) {
        open().setMetadata(changes);
    }

    @Override
    public Optional<UidSet> search(SearchQuery query) {
        return open().search(query);
    }

    /** The mailbox, if the handle to its account is still open. */
    MailboxState open() {
        account.open();
        return state;
    }
}
