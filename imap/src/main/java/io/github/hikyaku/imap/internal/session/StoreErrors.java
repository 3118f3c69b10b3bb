package io.github.hikyaku.imap.internal.session;

import io.github.hikyaku.imap.internal.command.CommandRefused;
import io.github.hikyaku.storage.MailStoreException;

/** What a client is told when the store cannot do something (RFC 5530). The only place that knows. */
final class StoreErrors {
    private StoreErrors() {}

    static CommandRefused refusal(MailStoreException e) {
        return switch (e.kind()) {
            case NO_SUCH_MAILBOX -> CommandRefused.no("NONEXISTENT", "No such mailbox");
            case NO_SUCH_MESSAGE -> CommandRefused.no("EXPUNGEISSUED", "Some of the messages are gone");
            case ALREADY_EXISTS -> CommandRefused.no("ALREADYEXISTS", "There is a mailbox of that name");
            case HAS_CHILDREN -> CommandRefused.no("HASCHILDREN", "There are mailboxes below that one");
            case OVER_QUOTA -> CommandRefused.no("OVERQUOTA", "The account or the disk is full");
            case NAME_INVALID -> CommandRefused.no("CANNOT", "Not possible with that name");
            case LIMIT_REACHED -> CommandRefused.no("LIMIT", "The store takes no more of these");
            case UNAVAILABLE -> CommandRefused.no("UNAVAILABLE", "The store cannot do that now, try again later");
            case CORRUPT -> CommandRefused.no("CORRUPTION", "What is stored is damaged");
        };
    }

    /** For the commands that put messages into a mailbox: the client may create it and try again (RFC 3501 §6.3.11, §6.4.7). */
    static CommandRefused targetRefusal(MailStoreException e) {
        return e.kind() == MailStoreException.Kind.NO_SUCH_MAILBOX
                ? CommandRefused.no("TRYCREATE", "No such mailbox")
                : refusal(e);
    }
}
