package io.github.hikyaku.imap.internal.session;

import io.github.hikyaku.imap.internal.command.Command;
import io.github.hikyaku.imap.internal.command.CommandParser;
import io.github.hikyaku.imap.internal.command.CommandScanner;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Every command: its name, the states it is allowed in, what it may tell of other sessions, how it is read and done. */
final class CommandTable {
    private static final Map<String, Entry<?>> TABLE = new HashMap<>();

    static {
        // RFC 3501 §6.1
        add("CAPABILITY", State.ANY, Updates.UID, CommandParser::plain, GeneralCommands::capability);
        add("NOOP", State.ANY, Updates.ALL, CommandParser::plain, GeneralCommands::noop);
        add("LOGOUT", State.ANY, Updates.NONE, CommandParser::plain, GeneralCommands::logout);
        add("ID", State.ANY, Updates.UID, CommandParser::id, GeneralCommands::id); // RFC 2971
        // RFC 3501 §6.2
        add("STARTTLS", State.BEFORE_LOGIN, Updates.NONE, CommandParser::plain, LoginCommands::startTls);
        add("AUTHENTICATE", State.BEFORE_LOGIN, Updates.NONE, CommandParser::authenticate, LoginCommands::authenticate);
        add("LOGIN", State.BEFORE_LOGIN, Updates.NONE, CommandParser::login, LoginCommands::login);
        // RFC 3501 §6.3
        add("SELECT", State.LOGGED_IN, Updates.NONE, CommandParser::oneMailbox, SelectCommands::select);
        add("EXAMINE", State.LOGGED_IN, Updates.NONE, CommandParser::oneMailbox, SelectCommands::examine);
        add("CREATE", State.LOGGED_IN, Updates.UID, CommandParser::create, MailboxCommands::create);
        add("DELETE", State.LOGGED_IN, Updates.UID, CommandParser::oneMailbox, MailboxCommands::delete);
        add("RENAME", State.LOGGED_IN, Updates.UID, CommandParser::rename, MailboxCommands::rename);
        add("SUBSCRIBE", State.LOGGED_IN, Updates.UID, CommandParser::oneMailbox, MailboxCommands::subscribe);
        add("UNSUBSCRIBE", State.LOGGED_IN, Updates.UID, CommandParser::oneMailbox, MailboxCommands::unsubscribe);
        add("LIST", State.LOGGED_IN, Updates.UID, CommandParser::list, ListCommands::list);
        add("LSUB", State.LOGGED_IN, Updates.UID, CommandParser::list, ListCommands::lsub);
        add("STATUS", State.LOGGED_IN, Updates.UID, CommandParser::status, MailboxCommands::status);
        add("NAMESPACE", State.LOGGED_IN, Updates.UID, CommandParser::plain, MailboxCommands::namespace); // RFC 2342
        add("IDLE", State.LOGGED_IN, Updates.UID, CommandParser::plain, SelectCommands::idle); // RFC 2177
        // APPEND, which is read up to its literal alone, starts in AppendInput.
        // RFC 3501 §6.4
        add("CHECK", State.IN_MAILBOX, Updates.ALL, CommandParser::plain, SelectCommands::check);
        add("CLOSE", State.IN_MAILBOX, Updates.NONE, CommandParser::plain, SelectCommands::close);
        add("UNSELECT", State.IN_MAILBOX, Updates.NONE, CommandParser::plain, SelectCommands::unselect); // RFC 3691
        add("EXPUNGE", State.IN_MAILBOX, Updates.ALL, CommandParser::plain, MessageCommands::expunge);
        add("UID EXPUNGE", State.IN_MAILBOX, Updates.ALL, CommandParser::uidExpunge, MessageCommands::uidExpunge);
        add("SEARCH", State.IN_MAILBOX, Updates.NO_EXPUNGE, CommandParser::search, MessageCommands::search);
        add("UID SEARCH", State.IN_MAILBOX, Updates.UID, CommandParser::uidSearch, MessageCommands::search);
        add("FETCH", State.IN_MAILBOX, Updates.NO_EXPUNGE, CommandParser::fetch, MessageCommands::fetch);
        add("UID FETCH", State.IN_MAILBOX, Updates.UID, CommandParser::uidFetch, MessageCommands::fetch);
        add("STORE", State.IN_MAILBOX, Updates.NO_EXPUNGE, CommandParser::store, MessageCommands::store);
        add("UID STORE", State.IN_MAILBOX, Updates.UID, CommandParser::uidStore, MessageCommands::store);
        add("COPY", State.IN_MAILBOX, Updates.ALL, CommandParser::copy, MessageCommands::copy);
        add("UID COPY", State.IN_MAILBOX, Updates.ALL, CommandParser::uidCopy, MessageCommands::copy);
        add("MOVE", State.IN_MAILBOX, Updates.ALL, CommandParser::copy, MessageCommands::move); // RFC 6851
        add("UID MOVE", State.IN_MAILBOX, Updates.ALL, CommandParser::uidCopy, MessageCommands::move);
    }

    private CommandTable() {}

    /** Does a command, and says how it ends. */
    @FunctionalInterface
    interface Handler<C extends Command> {
        Completion handle(ImapSession session, C command);
    }

    /** One line of the table. */
    record Entry<C extends Command>(
            Set<State> states, Updates updates, Function<CommandScanner, C> parser, Handler<C> handler) {
        Completion run(ImapSession session, CommandScanner arguments) {
            C command = parser.apply(arguments);
            arguments.end();
            return handler.handle(session, command);
        }
    }

    private static <C extends Command> void add(
            String name, Set<State> states, Updates updates, Function<CommandScanner, C> parser, Handler<C> handler) {
        TABLE.put(name, new Entry<>(states, updates, parser, handler));
    }

    static @Nullable Entry<?> find(String name) {
        return TABLE.get(name);
    }
}
