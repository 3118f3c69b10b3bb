package io.github.hikyaku.imap.internal.command;

import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.SpecialUse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a client asks for: the arguments of a command, read and checked against the grammar, not yet against anything else. */
public sealed interface Command {
    /** A command without arguments. */
    record Plain() implements Command {
        static final Plain INSTANCE = new Plain();
    }

    /** ID: what the client says of itself, empty for NIL (RFC 2971). */
    record Id(Map<String, String> fields) implements Command {}

    /** LOGIN. */
    record Login(String user, String password) implements Command {
        /** Without the password. */
        @Override
        public String toString() {
            return "Login[" + user + "]";
        }
    }

    /** AUTHENTICATE with the initial response as typed, base64 or "=", or null without one (RFC 4959). */
    record Authenticate(String mechanism, @Nullable String initialResponse) implements Command {
        /** Without the response. */
        @Override
        public String toString() {
            return "Authenticate[" + mechanism + "]";
        }
    }

    /** SELECT, EXAMINE, DELETE, SUBSCRIBE, UNSUBSCRIBE: one mailbox. */
    record OneMailbox(MailboxName mailbox) implements Command {}

    /** CREATE with the special uses wanted (RFC 6154 §3). */
    record Create(MailboxName mailbox, Set<SpecialUse> uses) implements Command {}

    /** RENAME. */
    record Rename(MailboxName from, MailboxName to) implements Command {}

    /** LIST and LSUB: reference and pattern as on the wire, in modified UTF-7. */
    record ListMailboxes(String reference, String pattern) implements Command {}

    /** STATUS. */
    record Status(MailboxName mailbox, List<StatusItem> items) implements Command {}

    /** What STATUS can tell. */
    enum StatusItem {
        /** How many messages. */
        MESSAGES,
        /** How many that no session has been told of. */
        RECENT,
        /** The next UID, or more. */
        UIDNEXT,
        /** The validity of UIDs. */
        UIDVALIDITY,
        /** How many not seen. */
        UNSEEN
    }

    /** APPEND up to its literal; no flags and no date if they were not given. */
    record Append(
            MailboxName mailbox,
            List<String> flags,
            @Nullable Instant internalDate) implements Command {}

    /** UID EXPUNGE (RFC 4315 §2.1). */
    record UidExpunge(SequenceSet uids) implements Command {}

    /** SEARCH and UID SEARCH. */
    record Search(boolean uid, SearchKey key) implements Command {}

    /** FETCH and UID FETCH. */
    record Fetch(boolean uid, SequenceSet messages, List<FetchItem> items) implements Command {}

    /** STORE and UID STORE; {@code mode} is '+', '-' or '='. */
    record Store(boolean uid, SequenceSet messages, char mode, boolean silent, List<String> flags) implements Command {}

    /** COPY, UID COPY, MOVE and UID MOVE. */
    record Copy(boolean uid, SequenceSet messages, MailboxName to) implements Command {}
}
