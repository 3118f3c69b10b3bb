package io.github.hikyaku.imap.internal.command;

import io.github.hikyaku.imap.internal.command.SearchKey.And;
import io.github.hikyaku.imap.internal.command.SearchKey.Arrived;
import io.github.hikyaku.imap.internal.command.SearchKey.HasFlag;
import io.github.hikyaku.imap.internal.command.SearchKey.Header;
import io.github.hikyaku.imap.internal.command.SearchKey.Not;
import io.github.hikyaku.imap.internal.command.SearchKey.Or;
import io.github.hikyaku.imap.internal.command.SearchKey.Recent;
import io.github.hikyaku.imap.internal.command.SearchKey.Sent;
import io.github.hikyaku.imap.internal.command.SearchKey.When;
import io.github.hikyaku.storage.Flag;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code search-program} of RFC 3501 §9. */
final class SearchParser {
    private final CommandScanner in;
    // RFC 3501 §6.4.4 has US-ASCII as default; UTF-8 is the same and more.
    private Charset charset = StandardCharsets.UTF_8;

    SearchParser(CommandScanner in) {
        this.in = in;
    }

    SearchKey program() {
        if (in.skipWord("CHARSET ")) {
            charset = charset(in.asciiAstring());
            in.space();
        }
        List<SearchKey> keys = new ArrayList<>();
        keys.add(key());
        while (more()) {
            keys.add(key());
        }
        return keys.size() == 1 ? keys.get(0) : new And(List.copyOf(keys));
    }

    /** Whether a space and another key follow; some clients leave a space at the end. */
    private boolean more() {
        int start = in.position();
        if (in.skip(' ') && in.peek() >= 0 && in.peek() != ' ') {
            return true;
        }
        in.position(start);
        return false;
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw CommandRefused.no("BADCHARSET (US-ASCII UTF-8)", "Unknown charset");
        }
    }

    private SearchKey key() {
        in.enter();
        try {
            if (in.skip('(')) {
                List<SearchKey> keys = new ArrayList<>();
                do {
                    keys.add(key());
                } while (in.skip(' '));
                in.expect(')');
                return new And(List.copyOf(keys));
            }
            int next = in.peek();
            if (next == '*' || next >= '0' && next <= '9') {
                return new SearchKey.Messages(SequenceSet.scan(in));
            }
            return named(in.keyword());
        } finally {
            in.leave();
        }
    }

    private SearchKey named(String name) {
        return switch (name) {
            case "ALL" -> new SearchKey.All();
            case "ANSWERED" -> new HasFlag(Flag.ANSWERED);
            case "DELETED" -> new HasFlag(Flag.DELETED);
            case "DRAFT" -> new HasFlag(Flag.DRAFT);
            case "FLAGGED" -> new HasFlag(Flag.FLAGGED);
            case "SEEN" -> new HasFlag(Flag.SEEN);
            case "UNANSWERED" -> new Not(new HasFlag(Flag.ANSWERED));
            case "UNDELETED" -> new Not(new HasFlag(Flag.DELETED));
            case "UNDRAFT" -> new Not(new HasFlag(Flag.DRAFT));
            case "UNFLAGGED" -> new Not(new HasFlag(Flag.FLAGGED));
            case "UNSEEN" -> new Not(new HasFlag(Flag.SEEN));
            case "RECENT" -> new Recent();
            case "OLD" -> new Not(new Recent());
            case "NEW" -> new And(List.of(new Recent(), new Not(new HasFlag(Flag.SEEN))));
            case "KEYWORD" -> keyword();
            case "UNKEYWORD" -> new Not(keyword());
            case "BEFORE", "ON", "SINCE" -> {
                in.space();
                yield new Arrived(When.valueOf(name), DateParser.date(in));
            }
            case "SENTBEFORE", "SENTON", "SENTSINCE" -> {
                in.space();
                yield new Sent(When.valueOf(name.substring(4)), DateParser.date(in));
            }
            case "LARGER" -> new SearchKey.Larger(number());
            case "SMALLER" -> new SearchKey.Smaller(number());
            case "BCC", "CC", "FROM", "SUBJECT", "TO" -> new Header(name, text());
            case "HEADER" -> {
                in.space();
                String field = in.asciiAstring();
                yield new Header(field, text());
            }
            case "BODY" -> new SearchKey.Body(text());
            case "TEXT" -> new SearchKey.Anywhere(text());
            case "UID" -> {
                in.space();
                yield new SearchKey.Uids(SequenceSet.scan(in));
            }
            case "NOT" -> {
                in.space();
                yield new Not(key());
            }
            case "OR" -> or();
            default -> throw CommandRefused.bad("Unknown search key");
        };
    }

    /** Clients chain {@code OR a OR b OR c d}; a chain is one list, however long. */
    private SearchKey or() {
        List<SearchKey> keys = new ArrayList<>();
        in.space();
        do {
            keys.add(key());
            in.space();
        } while (in.skipWord("OR "));
        keys.add(key());
        return new Or(List.copyOf(keys));
    }

    private SearchKey keyword() {
        in.space();
        String name = in.atom();
        try {
            return new HasFlag(Flag.of(name));
        } catch (IllegalArgumentException e) {
            // A keyword that no message can have.
            return new Not(new SearchKey.All());
        }
    }

    private long number() {
        in.space();
        return in.number();
    }

    private String text() {
        in.space();
        byte[] octets = in.astring();
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
        } catch (CharacterCodingException e) {
            throw CommandRefused.bad("A search text is not in the charset");
        }
    }
}
