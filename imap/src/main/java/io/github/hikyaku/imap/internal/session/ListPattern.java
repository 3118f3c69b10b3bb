package io.github.hikyaku.imap.internal.session;

import io.github.hikyaku.storage.MailboxName;
import java.util.Arrays;

/**
 * A pattern of LIST (RFC 3501 §6.3.8): {@code *} stands for anything, {@code %} for anything without a hierarchy delimiter.
 * Follows all ways to match at once, so that no pattern costs more than its length times that of the name.
 */
final class ListPattern {
    private final String pattern;

    ListPattern(String pattern) {
        this.pattern = collapse(pattern);
    }

    /** Makes one wildcard of several in a row, the wider one. */
    private static String collapse(String pattern) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            int last = out.length() - 1;
            boolean row = last >= 0 && isWildcard(c) && isWildcard(out.charAt(last));
            if (!row) {
                out.append(c);
            } else if (c == '*') {
                out.setCharAt(last, '*');
            }
        }
        return out.toString();
    }

    private static boolean isWildcard(char c) {
        return c == '*' || c == '%';
    }

    /** Whether names below those that match may be left out. */
    boolean hidesChildren() {
        return pattern.indexOf('%') >= 0;
    }

    /** Whether a name in modified UTF-7 matches; what of it is INBOX, in any case. */
    boolean matches(String name) {
        if (pattern.length() > 2 * name.length() + 1) {
            return false; // more than one character for each of the name, and a wildcard between each two
        }
        boolean inbox = name.equals("INBOX") || name.startsWith("INBOX/");
        boolean[] now = new boolean[pattern.length() + 1];
        boolean[] next = new boolean[pattern.length() + 1];
        now[0] = true;
        skipWildcards(now);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            Arrays.fill(next, false);
            for (int p = 0; p < pattern.length(); p++) {
                if (!now[p]) {
                    continue;
                }
                char wanted = pattern.charAt(p);
                if (wanted == '*' || wanted == '%' && c != MailboxName.DELIMITER) {
                    next[p] = true;
                } else if (wanted == c || inbox && i < 5 && Character.toUpperCase(wanted) == c) {
                    next[p + 1] = true;
                }
            }
            skipWildcards(next);
            boolean[] spare = now;
            now = next;
            next = spare;
        }
        return now[pattern.length()];
    }

    /** A wildcard may stand for nothing. */
    private void skipWildcards(boolean[] places) {
        for (int p = 0; p < pattern.length(); p++) {
            if (places[p] && isWildcard(pattern.charAt(p))) {
                places[p + 1] = true;
            }
        }
    }
}
