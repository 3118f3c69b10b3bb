package io.github.hikyaku.imap.internal.response;

import io.github.hikyaku.engine.ReplyBuffer;
import io.github.hikyaku.imap.internal.command.ModifiedUtf7;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.MailboxName;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the data formats of RFC 3501 §4 and §9. */
public final class Wire {
    /** Longer strings go as literals, which need no look at each octet by the client. */
    private static final int MAX_QUOTED = 1_000;

    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };

    private Wire() {}

    /** A string, or NIL for null; one char for each octet. */
    public static void nstring(ReplyBuffer out, @Nullable String latin1) {
        if (latin1 == null) {
            out.append("NIL");
        } else {
            string(out, latin1);
        }
    }

    /** A string: quoted if it can be, else a literal. NUL, which neither may hold, is left out. One char for each octet. */
    public static void string(ReplyBuffer out, String latin1) {
        String text = latin1.indexOf(0) < 0 ? latin1 : latin1.replace("\0", "");
        if (!isQuotable(text)) {
            out.append('{').append(text.length()).append("}\r\n");
            for (int i = 0; i < text.length(); i++) {
                out.append(text.charAt(i));
            }
            return;
        }
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c);
        }
        out.append('"');
    }

    private static boolean isQuotable(String text) {
        if (text.length() > MAX_QUOTED) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0x7e || c == '\r' || c == '\n') {
                return false;
            }
        }
        return true;
    }

    /** A mailbox name in modified UTF-7, as an atom where it can be. */
    public static void mailbox(ReplyBuffer out, MailboxName name) {
        String wire = ModifiedUtf7.encode(name.toString());
        boolean atom = !wire.equalsIgnoreCase("NIL");
        for (int i = 0; atom && i < wire.length(); i++) {
            char c = wire.charAt(i);
            atom = c > ' ' && c < 0x7f && "(){%*\"\\".indexOf(c) < 0;
        }
        if (atom) {
            out.append(wire);
        } else {
            string(out, wire);
        }
    }

    /** Flags and keywords in parentheses. */
    public static void flags(ReplyBuffer out, Collection<Flag> flags, boolean recent) {
        char before = '(';
        for (Flag flag : flags) {
            out.append(before).append(flag.name());
            before = ' ';
        }
        if (recent) {
            out.append(before).append("\\Recent");
            before = ' ';
        }
        out.append(before == '(' ? "()" : ")");
    }

    /** The flags that can be changed for good: those, and any new keyword (RFC 3501 §7.1). */
    public static void permanentFlags(ReplyBuffer out, Set<Flag> flags) {
        char before = '(';
        for (Flag flag : flags) {
            out.append(before).append(flag.name());
            before = ' ';
        }
        out.append(before).append("\\*)");
    }

    /** A {@code date-time} in UTC, quoted. */
    public static void dateTime(ReplyBuffer out, Instant instant) {
        LocalDateTime t = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        out.append('"');
        out.append((char) (t.getDayOfMonth() < 10 ? ' ' : '0' + t.getDayOfMonth() / 10));
        out.append((char) ('0' + t.getDayOfMonth() % 10));
        out.append('-').append(MONTHS[t.getMonthValue() - 1]).append('-');
        int year = Math.max(0, Math.min(9999, t.getYear()));
        twoDigits(out, year / 100);
        twoDigits(out, year % 100);
        out.append(' ');
        twoDigits(out, t.getHour());
        out.append(':');
        twoDigits(out, t.getMinute());
        out.append(':');
        twoDigits(out, t.getSecond());
        out.append(" +0000\"");
    }

    private static void twoDigits(ReplyBuffer out, int number) {
        out.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }
}
