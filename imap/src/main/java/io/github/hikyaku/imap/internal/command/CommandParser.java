package io.github.hikyaku.imap.internal.command;

import io.github.hikyaku.imap.internal.command.Command.StatusItem;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.SpecialUse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the arguments of each command (RFC 3501 §9 and the extensions named). The scanner stands behind the name of the
 * command; the caller checks that nothing is left.
 */
public final class CommandParser {
    private static final int MAX_ID_FIELDS = 30;

    private CommandParser() {}

    /** A command without arguments. */
    public static Command.Plain plain(CommandScanner in) {
        return Command.Plain.INSTANCE;
    }

    /** RFC 2971 §3.1. */
    public static Command.Id id(CommandScanner in) {
        in.space();
        Map<String, String> fields = new LinkedHashMap<>();
        if (in.skipWord("NIL")) {
            return new Command.Id(fields);
        }
        in.expect('(');
        while (!in.skip(')')) {
            if (!fields.isEmpty()) {
                in.space();
            }
            String name = utf8(in.string());
            in.space();
            byte[] value = in.nstring();
            fields.put(name, value == null ? "" : utf8(value));
            if (fields.size() > MAX_ID_FIELDS) {
                throw CommandRefused.bad("Too many fields");
            }
        }
        return new Command.Id(fields);
    }

    /** LOGIN. */
    public static Command.Login login(CommandScanner in) {
        in.space();
        String user = utf8(in.astring());
        in.space();
        return new Command.Login(user, utf8(in.astring()));
    }

    /** AUTHENTICATE, with RFC 4959. */
    public static Command.Authenticate authenticate(CommandScanner in) {
        in.space();
        String mechanism = in.keyword();
        String initial = null;
        if (in.skip(' ')) {
            initial = in.rest();
        }
        return new Command.Authenticate(mechanism, initial);
    }

    /** A command with one mailbox name. */
    public static Command.OneMailbox oneMailbox(CommandScanner in) {
        in.space();
        return new Command.OneMailbox(mailbox(in));
    }

    /** CREATE, with RFC 6154 §3. */
    public static Command.Create create(CommandScanner in) {
        in.space();
        MailboxName name = newMailbox(in);
        Set<SpecialUse> uses = new LinkedHashSet<>();
        if (in.skip(' ')) {
            in.expect('(');
            if (!in.skipWord("USE (")) {
                throw CommandRefused.bad("Unknown parameter");
            }
            if (!in.isAt(')')) {
                do {
                    uses.add(SpecialUse.ofAttribute(in.flag())
                            .orElseThrow(() -> CommandRefused.no("USEATTR", "Unknown special use")));
                } while (in.skip(' '));
            }
            in.expect(')');
            in.expect(')');
        }
        return new Command.Create(name, uses);
    }

    /** RENAME. */
    public static Command.Rename rename(CommandScanner in) {
        in.space();
        MailboxName from = mailbox(in);
        in.space();
        return new Command.Rename(from, newMailbox(in));
    }

    /** LIST and LSUB. */
    public static Command.ListMailboxes list(CommandScanner in) {
        in.space();
        String reference = in.asciiAstring();
        in.space();
        byte[] pattern = in.listMailbox();
        return new Command.ListMailboxes(reference, new String(pattern, StandardCharsets.ISO_8859_1));
    }

    /** STATUS. */
    public static Command.Status status(CommandScanner in) {
        in.space();
        MailboxName name = mailbox(in);
        in.space();
        in.expect('(');
        Set<StatusItem> items = new LinkedHashSet<>();
        do {
            String item = in.keyword();
            try {
                items.add(StatusItem.valueOf(item));
            } catch (IllegalArgumentException e) {
                throw CommandRefused.bad("Unknown status item");
            }
        } while (in.skip(' '));
        in.expect(')');
        return new Command.Status(name, List.copyOf(items));
    }

    /** APPEND up to, and without, its literal. */
    public static Command.Append append(CommandScanner in) {
        in.space();
        MailboxName name = mailbox(in);
        in.space();
        List<String> flags = List.of();
        if (in.isAt('(')) {
            flags = in.flagList();
            in.space();
        }
        Instant date = null;
        if (in.isAt('"')) {
            date = DateParser.dateTime(in);
            in.space();
        }
        if (!in.isAt('{')) {
            throw CommandRefused.bad("Expected a literal");
        }
        return new Command.Append(name, flags, date);
    }

    /** UID EXPUNGE. */
    public static Command.UidExpunge uidExpunge(CommandScanner in) {
        in.space();
        return new Command.UidExpunge(SequenceSet.scan(in));
    }

    /** SEARCH. */
    public static Command.Search search(CommandScanner in) {
        in.space();
        return new Command.Search(false, new SearchParser(in).program());
    }

    /** UID SEARCH. */
    public static Command.Search uidSearch(CommandScanner in) {
        in.space();
        return new Command.Search(true, new SearchParser(in).program());
    }

    /** FETCH. */
    public static Command.Fetch fetch(CommandScanner in) {
        return fetch(in, false);
    }

    /** UID FETCH. */
    public static Command.Fetch uidFetch(CommandScanner in) {
        return fetch(in, true);
    }

    private static Command.Fetch fetch(CommandScanner in, boolean uid) {
        in.space();
        SequenceSet messages = SequenceSet.scan(in);
        in.space();
        return new Command.Fetch(uid, messages, new FetchParser(in).items());
    }

    /** STORE. */
    public static Command.Store store(CommandScanner in) {
        return store(in, false);
    }

    /** UID STORE. */
    public static Command.Store uidStore(CommandScanner in) {
        return store(in, true);
    }

    private static Command.Store store(CommandScanner in, boolean uid) {
        in.space();
        SequenceSet messages = SequenceSet.scan(in);
        in.space();
        char mode = in.skip('+') ? '+' : in.skip('-') ? '-' : '=';
        if (!in.skipWord("FLAGS")) {
            throw CommandRefused.bad("Expected FLAGS");
        }
        boolean silent = in.skipWord(".SILENT");
        in.space();
        List<String> flags;
        if (in.isAt('(')) {
            flags = in.flagList();
        } else {
            flags = new ArrayList<>();
            do {
                flags.add(in.flag());
            } while (in.skip(' '));
        }
        return new Command.Store(uid, messages, mode, silent, flags);
    }

    /** COPY and MOVE. */
    public static Command.Copy copy(CommandScanner in) {
        return copy(in, false);
    }

    /** UID COPY and UID MOVE. */
    public static Command.Copy uidCopy(CommandScanner in) {
        return copy(in, true);
    }

    private static Command.Copy copy(CommandScanner in, boolean uid) {
        in.space();
        SequenceSet messages = SequenceSet.scan(in);
        in.space();
        return new Command.Copy(uid, messages, mailbox(in));
    }

    private static MailboxName newMailbox(CommandScanner in) {
        String wire = in.asciiAstring();
        // RFC 3501 §6.3.3: a delimiter at the end says that names below it will follow, and is no part of the name.
        if (wire.length() > 1 && wire.endsWith("/")) {
            wire = wire.substring(0, wire.length() - 1);
        }
        if (wire.chars().anyMatch(c -> c == '*' || c == '%') || wire.startsWith("#")) {
            throw CommandRefused.no("CANNOT", "A new name has no wildcards and no # in front");
        }
        return mailbox(wire);
    }

    private static MailboxName mailbox(CommandScanner in) {
        return mailbox(in.asciiAstring());
    }

    private static MailboxName mailbox(String wire) {
        @Nullable String name = ModifiedUtf7.decode(wire).orElse(null);
        if (name == null) {
            throw CommandRefused.bad("Mailbox name is not in modified UTF-7");
        }
        try {
            return MailboxName.of(name);
        } catch (MailStoreException e) {
            throw CommandRefused.no("CANNOT", "Not a possible mailbox name");
        }
    }

    private static String utf8(byte[] octets) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException e) {
            throw CommandRefused.bad("Not in UTF-8");
        }
    }
}
