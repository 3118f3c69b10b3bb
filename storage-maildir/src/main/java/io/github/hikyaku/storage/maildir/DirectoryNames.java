package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.MailboxName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * The directories of accounts and mailboxes. Two accounts or two mailboxes never share one, no name leads out of its
 * parent, and all names are ASCII.
 *
 * <p>An account's directory is its id with every octet of UTF-8 outside of letters, digits and {@code @ . _ + -}
 * written as {@code %XX}, as is a leading dot; one that would be longer than a file name may be ends in {@code %%} and
 * a SHA-256 instead.
 *
 * <p>A mailbox {@code a/b} is {@code .a.b} (Maildir++). Each segment is in modified UTF-7, in which then the dot, the
 * backslash and a leading tilde are written as a backslash and two hexadecimal digits, as Dovecot's listescape plugin
 * does.
 */
final class DirectoryNames {
    /** The most octets of a file name on all usual file systems. */
    private static final int MAX_OCTETS = 255;

    private static final HexFormat UPPER = HexFormat.of().withUpperCase();

    private DirectoryNames() {}

    static String ofAccount(AccountId id) {
        StringBuilder out = new StringBuilder();
        byte[] octets = id.value().getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < octets.length; i++) {
            char c = (char) (octets[i] & 0xff);
            if (isPlain(c) && !(c == '.' && i == 0)) {
                out.append(c);
            } else {
                out.append('%').append(UPPER.toHexDigits(octets[i]));
            }
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(id.value())) {
            throw new MailStoreException(Kind.NAME_INVALID, "The account id is not well-formed Unicode");
        }
        if (out.length() <= MAX_OCTETS) {
            return out.toString();
        }
        return out.substring(0, 150) + "%%" + HexFormat.of().formatHex(sha256(octets));
    }

    private static boolean isPlain(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "@._+-".indexOf(c) >= 0;
    }

    static byte[] sha256(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The directory of a mailbox, below that of the account; empty for INBOX, which is the account's own.
     *
     * @throws MailStoreException {@code NAME_INVALID} if it would be too long
     */
    static String ofMailbox(MailboxName name) {
        if (name.isInbox()) {
            return "";
        }
        StringBuilder out = new StringBuilder();
        for (String segment : name.segments()) {
            out.append('.').append(escape(ModifiedUtf7.encode(segment)));
        }
        if (out.length() > MAX_OCTETS) {
            throw new MailStoreException(
                    Kind.NAME_INVALID, "The mailbox name is longer than a directory's name can be: " + name);
        }
        return out.toString();
    }

    /** The mailbox of a directory, or empty if it is none. */
    static Optional<MailboxName> mailboxOf(String directory) {
        if (!directory.startsWith(".") || directory.length() < 2) {
            return Optional.empty();
        }
        StringBuilder name = new StringBuilder();
        for (String part : directory.substring(1).split("\\.", -1)) {
            Optional<String> segment = unescape(part).flatMap(ModifiedUtf7::decode);
            if (segment.isEmpty()) {
                return Optional.empty();
            }
            if (name.length() > 0) {
                name.append(MailboxName.DELIMITER);
            }
            name.append(segment.get());
        }
        try {
            MailboxName mailbox = MailboxName.of(name.toString());
            // A directory that another spelling of the name would get is not that mailbox.
            return ofMailbox(mailbox).equals(directory) ? Optional.of(mailbox) : Optional.empty();
        } catch (MailStoreException e) {
            return Optional.empty();
        }
    }

    private static String escape(String segment) {
        StringBuilder out = new StringBuilder(segment.length());
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == '.' || c == '/' || c == '\\' || (c == '~' && i == 0)) {
                out.append('\\').append(HexFormat.of().toHexDigits((byte) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static Optional<String> unescape(String segment) {
        if (segment.indexOf('\\') < 0) {
            return Optional.of(segment);
        }
        StringBuilder out = new StringBuilder(segment.length());
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == '\\') {
                if (i + 2 >= segment.length()) {
                    return Optional.empty();
                }
                String digits = segment.substring(i + 1, i + 3).toLowerCase(Locale.ROOT);
                if (!HexFormat.isHexDigit(digits.charAt(0)) || !HexFormat.isHexDigit(digits.charAt(1))) {
                    return Optional.empty();
                }
                c = (char) HexFormat.fromHexDigits(digits);
                i += 2;
            }
            out.append(c);
        }
        return Optional.of(out.toString());
    }
}
