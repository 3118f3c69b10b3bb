package io.github.hikyaku.storage.maildir;

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
import io.github.hikyaku.storage.UidMapping;
import io.github.hikyaku.storage.UidSet;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A handle to a mailbox, as long as the handle to its account is open. */
final class MaildirMailbox implements Mailbox, DerivedData, ObjectIds, SaveDates, Metadata {
    private final MaildirAccount account;
    private final MailboxState state;

    MaildirMailbox(MaildirAccount account, MailboxState state) {
        this.account = account;
        this.state = state;
    }

    private MailboxState use() {
        account.use();
        return state;
    }

    @Override
    public MailboxName name() {
        return state.name;
    }

    @Override
    public MailboxStatus status() {
        return Interrupts.putOff(() -> use().status());
    }

    @Override
    public MailboxView view() {
        return Interrupts.putOff(() -> use().view());
    }

    @Override
    public MailboxChanges changesSince(long modSeq) {
        return Interrupts.putOff(() -> use().changesSince(modSeq));
    }

    @Override
    public MessageContent content(long uid) {
        return Interrupts.putOff(() -> use().content(uid));
    }

    @Override
    public Deposit deposit(Set<Flag> flags, Instant internalDate) {
        return Interrupts.putOff(() -> use().deposit(flags, internalDate));
    }

    @Override
    public FlagOutcome store(UidSet uids, FlagUpdate update, long unchangedSince) {
        return Interrupts.putOff(() -> use().store(uids, update, unchangedSince));
    }

    @Override
    public UidSet expunge(UidSet uids) {
        return Interrupts.putOff(() -> use().expunge(uids));
    }

    @Override
    public UidMapping copy(UidSet uids, MailboxName to) {
        return Interrupts.putOff(() -> transfer(uids, to, false));
    }

    @Override
    public UidMapping move(UidSet uids, MailboxName to) {
        return Interrupts.putOff(() -> transfer(uids, to, true));
    }

    private UidMapping transfer(UidSet uids, MailboxName to, boolean move) {
        MailboxState from = use();
        from.checkThere();
        return from.copy(uids, account.use().mailbox(to), move);
    }

    @Override
    public long claimRecent() {
        return Interrupts.putOff(() -> use().claimRecent());
    }

    @Override
    public Optional<byte[]> derived(long uid) {
        return Interrupts.putOff(() -> use().derived(uid));
    }

    @Override
    public void keepDerived(long uid, byte[] blob) {
        Interrupts.putOff(() -> {
            use().keepDerived(uid, blob);
            return true;
        });
    }

    @Override
    public String mailboxId() {
        return Interrupts.putOff(() -> use().guid());
    }

    @Override
    public Optional<String> emailId(long uid) {
        return base(uid).map(MessageFileName::emailId);
    }

    @Override
    public Optional<Instant> saveDate(long uid) {
        OptionalLong seconds = base(uid).map(MessageFileName::saved).orElse(OptionalLong.empty());
        return seconds.isPresent() ? Optional.of(Instant.ofEpochSecond(seconds.getAsLong())) : Optional.empty();
    }

    private Optional<String> base(long uid) {
        return Interrupts.putOff(() -> use().base(uid));
    }

    @Override
    public Map<String, byte[]> metadata() {
        return Interrupts.putOff(() -> {
            use().loadOnce();
            return state.metadata.read();
        });
    }

    @Override
    public void setMetadata(Map<String, Optional<byte[]>> changes) {
        Interrupts.putOff(() -> {
            use().setMetadata(changes);
            return true;
        });
    }
}
