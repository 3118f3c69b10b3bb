package io.github.hikyaku.imap.internal.session;

import io.github.hikyaku.engine.ReplyBuffer;
import io.github.hikyaku.imap.internal.command.Command;
import io.github.hikyaku.imap.internal.command.CommandRefused;
import io.github.hikyaku.imap.internal.response.Wire;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.StoreFeature;

/** The tree of mailboxes (RFC 3501 §6.3). */
final class MailboxCommands {
    private MailboxCommands() {}

    static Completion create(ImapSession session, Command.Create command) {
        if (!command.uses().isEmpty() && !session.context().store().features().contains(StoreFeature.SPECIAL_USE)) {
            throw CommandRefused.no("USEATTR", "Special uses cannot be kept here");
        }
        if (command.mailbox().isInbox()) {
            // RFC 3501 §6.3.3: an error, whether or not the store has it yet.
            throw CommandRefused.no("ALREADYEXISTS", "INBOX exists always");
        }
        session.account().create(command.mailbox(), command.uses());
        return Completion.ok("CREATE completed");
    }

    static Completion delete(ImapSession session, Command.OneMailbox command) {
        boolean here = session.isSelected(command.mailbox());
        session.account().delete(command.mailbox());
        if (here) {
            session.deselect();
        }
        return Completion.ok("DELETE completed");
    }

    static Completion rename(ImapSession session, Command.Rename command) {
        session.account().rename(command.from(), command.to());
        if (session.state() == State.SELECTED) {
            MailboxName name = session.selected().mailbox().name();
            // Renaming INBOX moves its messages, and leaves it and what is below it where they are.
            if (!command.from().isInbox() && (name.equals(command.from()) || name.isBelow(command.from()))) {
                session.renamed(name.moved(command.from(), command.to()));
            }
        }
        return Completion.ok("RENAME completed");
    }

    static Completion subscribe(ImapSession session, Command.OneMailbox command) {
        session.account().subscribe(command.mailbox(), true);
        return Completion.ok("SUBSCRIBE completed");
    }

    static Completion unsubscribe(ImapSession session, Command.OneMailbox command) {
        session.account().subscribe(command.mailbox(), false);
        return Completion.ok("UNSUBSCRIBE completed");
    }

    static Completion status(ImapSession session, Command.Status command) {
        MailboxStatus status = session.account().open(command.mailbox()).status();
        ReplyBuffer out = session.out();
        out.append("* STATUS ");
        Wire.mailbox(out, command.mailbox());
        char before = '(';
        out.append(' ');
        for (Command.StatusItem item : command.items()) {
            out.append(before).append(item.name()).append(' ');
            before = ' ';
            out.append(
                    switch (item) {
                        case MESSAGES -> status.messages();
                        case RECENT -> status.recent();
                        case UIDNEXT -> status.uidNext();
                        case UIDVALIDITY -> status.uidValidity();
                        case UNSEEN -> status.unseen();
                    });
        }
        out.append(")\r\n");
        return Completion.ok("STATUS completed");
    }

    static Completion namespace(ImapSession session, Command.Plain command) {
        session.out().append("* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n");
        return Completion.ok("NAMESPACE completed");
    }
}
