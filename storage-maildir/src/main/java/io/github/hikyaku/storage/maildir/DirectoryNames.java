package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.MailboxName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The directories of accounts and mailboxes. Two accounts or two mailboxes never share one, no name leads out of its
 * parent, and all names are printable ASCII, which no file system normalises.
 *
 * <p>An account's directory is its id with every octet of UTF-8 outside of letters, digits and {@code @ . _ + -}
 * written as {@code %XX}, as is a leading dot; one that would be longer than a file name may be ends in {@code %%} and
 * a SHA-256 instead.
 *
 * <p>A mailbox {@code a/b} is {@code .a.b} (Maildir++), its segments as {@link Spelling} has it.
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
     * The directory of a mailbox in Maildir++, below that of the account; empty for INBOX, which is the account's own.
     *
     * @throws MailStoreException {@code NAME_INVALID} if it would be too long
     */
    static String ofMailbox(MailboxName name) {
        return name.isInbox() ? "" : checkLength("." + Spelling.MAILDIR_PLUS_PLUS.join(name, '.'), name);
    }

    /** The mailbox of a directory in Maildir++, or empty if it is none. */
    static Optional<MailboxName> mailboxOf(String directory) {
        return directory.startsWith(".") && directory.length() <= MAX_OCTETS
                ? Spelling.MAILDIR_PLUS_PLUS.split(directory.substring(1), '.').filter(name -> !name.isInbox())
                : Optional.empty();
    }

    /** The name of a directory or file, if it is no longer than one may be. */
    static String checkLength(String file, MailboxName name) {
        if (file.length() > MAX_OCTETS) {
            throw new MailStoreException(
                    Kind.NAME_INVALID, "The mailbox name is longer than a directory's name can be: " + name);
        }
        return file;
    }
}
