package io.github.hikyaku.imap.internal.session;

import io.github.hikyaku.engine.ReplyBuffer;
import io.github.hikyaku.imap.internal.command.Command;
import io.github.hikyaku.imap.internal.view.SelectedMailbox;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.UidSet;

/** Entering a mailbox, staying in it, and leaving it. */
final class SelectCommands {
    private SelectCommands() {}

    static Completion select(ImapSession session, Command.OneMailbox command) {
        session.select(command.mailbox(), false);
        session.selected().describe(session.out());
        return Completion.ok("READ-WRITE", "SELECT completed");
    }

    static Completion examine(ImapSession session, Command.OneMailbox command) {
        session.select(command.mailbox(), true);
        session.selected().describe(session.out());
        return Completion.ok("READ-ONLY", "EXAMINE completed");
    }

    static Completion check(ImapSession session, Command.Plain command) {
        return Completion.ok("CHECK completed");
    }

    static Completion idle(ImapSession session, Command.Plain command) {
        session.read(new IdleInput(session));
        session.out().append("+ idling\r\n");
        session.wakeOnSignal(true);
        session.tellInIdle(Updates.ALL);
        return Completion.LATER;
    }

    /** RFC 3501 §6.4.2: messages go without a word, and none where the mailbox was examined. */
    static Completion close(ImapSession session, Command.Plain command) {
        SelectedMailbox selected = session.selected();
        session.deselect();
        try {
            if (!selected.isReadOnly()) {
                selected.catchUp(new ReplyBuffer(), true, false);
                UidSet deleted = selected.deleted();
                if (!deleted.isEmpty()) {
                    selected.mailbox().expunge(deleted);
                }
            }
        } catch (MailStoreException e) {
            // A mailbox that another session deleted is left as others are.
            if (e.kind() != MailStoreException.Kind.NO_SUCH_MAILBOX) {
                throw e;
            }
        }
        return Completion.ok("CLOSE completed");
    }

    static Completion unselect(ImapSession session, Command.Plain command) {
        session.deselect();
        return Completion.ok("UNSELECT completed");
    }
}
