package io.github.hikyaku.imap.internal.session;

import io.github.hikyaku.engine.ReplyBuffer;
import io.github.hikyaku.imap.internal.command.Command;
import io.github.hikyaku.imap.internal.command.CommandRefused;
import io.github.hikyaku.imap.internal.command.FetchItem;
import io.github.hikyaku.imap.internal.fetch.FetchSource;
import io.github.hikyaku.imap.internal.search.Searcher;
import io.github.hikyaku.imap.internal.view.SelectedMailbox;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagOutcome;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.UidMapping;
import io.github.hikyaku.storage.UidSet;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** What is done with messages (RFC 3501 §6.4). */
final class MessageCommands {
    private MessageCommands() {}

    static Completion fetch(ImapSession session, Command.Fetch command) {
        SelectedMailbox selected = session.selected();
        int[] rows = selected.rows(command.messages(), command.uid());
        List<FetchItem> items = command.items();
        if (command.uid() && !items.contains(FetchItem.Simple.UID)) {
            // RFC 3501 §6.4.8
            items = new ArrayList<>(items);
            items.add(0, FetchItem.Simple.UID);
        }
        BitSet seen = setSeen(session, rows, items);
        session.flush();
        Updates updates = command.uid() ? Updates.UID : Updates.NO_EXPUNGE;
        session.connection()
                .send(new FetchSource(
                        selected,
                        rows,
                        items,
                        seen,
                        session.structures(),
                        (out, problem) -> session.completeInto(out, updates, fetched(problem))));
        return Completion.LATER;
    }

    private static Completion fetched(FetchSource.Problem problem) {
        return switch (problem) {
            case NONE -> Completion.ok("FETCH completed");
            case GONE -> Completion.no("EXPUNGEISSUED", "Some of the messages are gone");
            case UNREADABLE -> Completion.no("UNAVAILABLE", "Some of the messages cannot be read now");
        };
    }

    /** Sets {@code \Seen} where reading does, by one call, and answers the rows that had it not. */
    private static BitSet setSeen(ImapSession session, int[] rows, List<FetchItem> items) {
        BitSet told = new BitSet(0);
        SelectedMailbox selected = session.selected();
        boolean reads = items.stream().anyMatch(i -> i instanceof FetchItem.Content content && !content.peek());
        if (!reads || selected.isReadOnly()) {
            return told;
        }
        UidSet.Builder unseen = UidSet.builder();
        for (int row : rows) {
            if (!selected.flags(row).contains(Flag.SEEN)) {
                unseen.add(selected.uid(row));
            }
        }
        UidSet uids = unseen.build();
        if (!uids.isEmpty()) {
            try {
                FlagOutcome outcome = selected.mailbox().store(uids, FlagUpdate.add(Flag.SEEN), Long.MAX_VALUE);
                selected.flagsChanged(session.out(), outcome.current(), (before, row) -> told.set(row));
            } catch (MailStoreException e) {
                // Such as a full disk, which must not keep anybody from reading.
            }
        }
        return told;
    }

    static Completion store(ImapSession session, Command.Store command) {
        SelectedMailbox selected = session.selected();
        requireWritable(selected);
        int[] rows = selected.rows(command.messages(), command.uid());
        FlagUpdate.Mode mode = switch (command.mode()) {
            case '+' -> FlagUpdate.Mode.ADD;
            case '-' -> FlagUpdate.Mode.REMOVE;
            default -> FlagUpdate.Mode.REPLACE;
        };
        FlagUpdate update = new FlagUpdate(mode, Flags.of(command.flags()));
        if (rows.length == 0) {
            return Completion.ok("STORE completed");
        }
        FlagOutcome outcome = selected.mailbox().store(selected.uids(rows), update, Long.MAX_VALUE);
        ReplyBuffer out = session.out();
        selected.flagsChanged(out, outcome.current(), (before, row) -> {
            // RFC 3501 §6.4.6: what another session changed meanwhile is told in any case.
            if (!command.silent() || !update.applyTo(before).equals(selected.flags(row))) {
                selected.fetchFlags(out, row, command.uid());
            }
        });
        // RFC 2180 §4.2
        return outcome.current().size() < rows.length && !command.uid() && !command.silent()
                ? Completion.no("EXPUNGEISSUED", "Some of the messages are gone")
                : Completion.ok("STORE completed");
    }

    static Completion search(ImapSession session, Command.Search command) {
        SelectedMailbox selected = session.selected();
        // Apart: a search that fails on the way must not leave half a line behind.
        ReplyBuffer found = new ReplyBuffer().append("* SEARCH");
        new Searcher(selected, command.key(), session.structures())
                .run(row -> found.append(' ').append(command.uid() ? selected.uid(row) : row + 1L));
        session.out().append(found.crlf().toByteArray());
        return Completion.ok("SEARCH completed");
    }

    static Completion expunge(ImapSession session, Command.Plain command) {
        return expunge(session, UidSet.ALL);
    }

    static Completion uidExpunge(ImapSession session, Command.UidExpunge command) {
        SelectedMailbox selected = session.selected();
        return expunge(session, selected.uids(selected.rows(command.uids(), true)));
    }

    private static Completion expunge(ImapSession session, UidSet among) {
        SelectedMailbox selected = session.selected();
        requireWritable(selected);
        // Other sessions may have marked messages, or taken the mark off.
        if (!session.catchUp(Updates.ALL)) {
            return Completion.no("NONEXISTENT", "The mailbox is gone");
        }
        UidSet.Builder uids = UidSet.builder();
        selected.deleted().stream().filter(among::contains).forEach(uids::add);
        UidSet deleted = uids.build();
        if (!deleted.isEmpty()) {
            selected.mailbox().expunge(deleted);
        }
        // The end of the command tells what is gone.
        return Completion.ok("EXPUNGE completed");
    }

    static Completion copy(ImapSession session, Command.Copy command) {
        UidSet uids = wanted(session, command);
        if (uids.isEmpty()) {
            return Completion.ok("COPY completed");
        }
        try {
            UidMapping mapping = session.selected().mailbox().copy(uids, command.to());
            return mapping.size() == 0
                    ? Completion.no("EXPUNGEISSUED", "The messages are gone")
                    : Completion.ok(copyUid(mapping), "COPY completed");
        } catch (MailStoreException e) {
            throw StoreErrors.targetRefusal(e);
        }
    }

    static Completion move(ImapSession session, Command.Copy command) {
        requireWritable(session.selected());
        UidSet uids = wanted(session, command);
        if (uids.isEmpty()) {
            return Completion.ok("MOVE completed");
        }
        try {
            UidMapping mapping = session.selected().mailbox().move(uids, command.to());
            if (mapping.size() == 0) {
                return Completion.no("EXPUNGEISSUED", "The messages are gone");
            }
            // RFC 6851 §4.3: before the EXPUNGE responses, which the end of the command sends.
            session.out().append("* OK [").append(copyUid(mapping)).append("] Moved\r\n");
            return Completion.ok("MOVE completed");
        } catch (MailStoreException e) {
            throw StoreErrors.targetRefusal(e);
        }
    }

    private static UidSet wanted(ImapSession session, Command.Copy command) {
        SelectedMailbox selected = session.selected();
        return selected.uids(selected.rows(command.messages(), command.uid()));
    }

    /** RFC 4315 §3. */
    private static String copyUid(UidMapping mapping) {
        return "COPYUID " + mapping.uidValidity() + " " + mapping.sources() + " " + mapping.targets();
    }

    private static void requireWritable(SelectedMailbox selected) {
        if (selected.isReadOnly()) {
            throw CommandRefused.no("READ-ONLY", "The mailbox was opened by EXAMINE");
        }
    }
}
