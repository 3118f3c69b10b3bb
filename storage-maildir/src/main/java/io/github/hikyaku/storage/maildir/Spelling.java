package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailboxName;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How the segments of mailbox names are spelt on the disk: in modified UTF-7, in which then some characters are written
 * as a backslash and two hexadecimal digits, as Dovecot's listescape plugin does. So all spellings are printable ASCII,
 * which no file system normalises. A name has one spelling, and nothing else is read.
 */
enum Spelling {
    /** Between dots: a dot, the backslash and a leading tilde are escaped. */
    MAILDIR_PLUS_PLUS {
        @Override
        boolean escapes(String segment, int at) {
            char c = segment.charAt(at);
            return c == '.' || c == '/' || c == '\\' || (c == '~' && at == 0);
        }
    },

    /**
     * As a directory among the files of a Maildir: the backslash, a leading tilde or dot, and the first character of
     * what is or may be the name of such a file.
     */
    FILE_SYSTEM {
        @Override
        boolean escapes(String segment, int at) {
            char c = segment.charAt(at);
            return c == '/' || c == '\\' || (at == 0 && (c == '~' || c == '.' || isReserved(segment)));
        }
    };

    private static final Set<String> RESERVED = Set.of("cur", "new", "tmp", "maildirfolder");
    private static final List<String> RESERVED_STARTS =
            List.of("dovecot.", "dovecot-", "hikyaku-", "subscriptions", "maildirsize");

    /** That of a layout. */
    static Spelling of(MaildirLayout layout) {
        return switch (layout) {
            case MAILDIR_PLUS_PLUS -> MAILDIR_PLUS_PLUS;
            case FILE_SYSTEM -> FILE_SYSTEM;
        };
    }

    /** Whether a character of a segment in modified UTF-7 is written by its digits. */
    abstract boolean escapes(String segment, int at);

    private static boolean isReserved(String segment) {
        return RESERVED.contains(segment) || RESERVED_STARTS.stream().anyMatch(segment::startsWith);
    }

    /** One segment. */
    String write(String segment) {
        String encoded = ModifiedUtf7.encode(segment);
        StringBuilder out = new StringBuilder(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (escapes(encoded, i)) {
                out.append('\\').append(HexFormat.of().toHexDigits((byte) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** The segment that is spelt so, or empty if none is. */
    Optional<String> read(String spelt) {
        return unescape(spelt)
                .flatMap(ModifiedUtf7::decode)
                .filter(segment -> write(segment).equals(spelt));
    }

    private static Optional<String> unescape(String spelt) {
        StringBuilder out = new StringBuilder(spelt.length());
        for (int i = 0; i < spelt.length(); i++) {
            char c = spelt.charAt(i);
            if (c == '\\') {
                if (i + 2 >= spelt.length()
                        || !HexFormat.isHexDigit(spelt.charAt(i + 1))
                        || !HexFormat.isHexDigit(spelt.charAt(i + 2))) {
                    return Optional.empty();
                }
                c = (char) HexFormat.fromHexDigits(spelt, i + 1, i + 3);
                i += 2;
            }
            out.append(c);
        }
        return Optional.of(out.toString());
    }

    /** The segments of a name with a separator between them that no segment has. */
    String join(MailboxName name, char separator) {
        StringBuilder out = new StringBuilder();
        for (String segment : name.segments()) {
            if (out.length() > 0) {
                out.append(separator);
            }
            out.append(write(segment));
        }
        return out.toString();
    }

    /** The name whose segments are joined so, or empty if there is none. */
    Optional<MailboxName> split(String joined, char separator) {
        StringBuilder name = new StringBuilder();
        int from = 0;
        while (from <= joined.length()) {
            int end = joined.indexOf(separator, from);
            end = end < 0 ? joined.length() : end;
            Optional<String> segment = read(joined.substring(from, end));
            if (segment.isEmpty()) {
                return Optional.empty();
            }
            name.append(from == 0 ? "" : MailboxName.DELIMITER).append(segment.get());
            from = end + 1;
        }
        try {
            MailboxName mailbox = MailboxName.of(name.toString());
            // What is INBOX in other letters has another spelling.
            return join(mailbox, separator).equals(joined) ? Optional.of(mailbox) : Optional.empty();
        } catch (MailStoreException e) {
            return Optional.empty();
        }
    }
}
