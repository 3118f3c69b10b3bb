package io.github.hikyaku.storage;

import io.github.hikyaku.storage.MailStoreException.Kind;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An optional ability of a {@link MailAccount} and of its {@link Mailbox}es, declared by {@link StoreFeature#METADATA}:
 * keeps annotations (RFC 5464) of the account and of each mailbox. Those of a mailbox follow it when it is renamed and end
 * with it; those of INBOX stay with INBOX. They are no part of the mailbox's clock.
 *
 * <p>The name of an entry is compared without regard to ASCII case; it is given back in lower case.
 */
public interface Metadata {
    /** The most octets of a value. */
    int MAX_OCTETS = 64 * 1024;
    /** The most characters of an entry's name. */
    int MAX_NAME = 255;
    /** The most entries of an account, or of one mailbox. */
    int MAX_ENTRIES = 100;

    /** All entries with their values. The arrays are the caller's. */
    Map<String, byte[]> metadata();

    /**
     * Sets entries, or removes those that are given no value: all of them or, when it throws, none. The arrays are
     * the caller's again when this returns. A store with {@link StoreFeature#PERSISTENT} keeps the entries.
     *
     * @throws MailStoreException {@code NAME_INVALID} for an entry's name that {@link #checkName} refuses,
     *     {@code LIMIT_REACHED} if a value is larger than {@value #MAX_OCTETS} octets or there would be more than
     *     {@value #MAX_ENTRIES} entries
     */
    void setMetadata(Map<String, Optional<byte[]>> changes);

    /**
     * The name of an entry in lower case: {@code /private/} or {@code /shared/} and more, in printable ASCII without
     * {@code *}, {@code %}, two slashes in a row, or a slash at the end (RFC 5464 §4.1).
     *
     * @throws MailStoreException {@code NAME_INVALID}
     */
    static String checkName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean good = (lower.startsWith("/private/") || lower.startsWith("/shared/"))
                && name.length() <= MAX_NAME
                && !lower.endsWith("/")
                && !lower.contains("//")
                && name.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '*' && c != '%');
        if (!good) {
            throw new MailStoreException(Kind.NAME_INVALID, "Not the name of a metadata entry: " + name);
        }
        return lower;
    }
}
