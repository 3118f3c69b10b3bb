package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagOutcome;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxChanges;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.MessageContent;
import io.github.hikyaku.storage.UidMapping;
import io.github.hikyaku.storage.UidSet;
import java.time.Instant;
import java.util.Set;

/** A handle to a mailbox, as long as the handle to its account is open. */
final class MaildirMailbox implements Mailbox {
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
        return use().status();
    }

    @Override
    public MailboxView view() {
        return use().view();
    }

    @Override
    public MailboxChanges changesSince(long modSeq) {
        return use().changesSince(modSeq);
    }

    @Override
    public MessageContent content(long uid) {
        return use().content(uid);
    }

    @Override
    public Deposit deposit(Set<Flag> flags, Instant internalDate) {
        return use().deposit(flags, internalDate);
    }

    @Override
    public FlagOutcome store(UidSet uids, FlagUpdate update, long unchangedSince) {
        return use().store(uids, update, unchangedSince);
    }

    @Override
    public UidSet expunge(UidSet uids) {
        return use().expunge(uids);
    }

    @Override
    public UidMapping copy(UidSet uids, MailboxName to) {
        MailboxState from = use();
        from.checkThere();
        return from.copy(uids, account.use().mailbox(to), false);
    }

    @Override
    public UidMapping move(UidSet uids, MailboxName to) {
        MailboxState from = use();
        from.checkThere();
        return from.copy(uids, account.use().mailbox(to), true);
    }

    @Override
    public long claimRecent() {
        return use().claimRecent();
    }
}
