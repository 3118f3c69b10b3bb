package io.github.hikyaku.storage;

import java.util.Locale;
import java.util.Set;

/**
 * A system flag or a keyword of a message (RFC 9051 §2.3.2). Compared without regard to ASCII case; the spelling is kept.
 * {@code \Recent} is none: it belongs to a session (see {@link Mailbox#claimRecent}).
 */
public final class Flag implements Comparable<Flag> {
    /** The most characters of a keyword. */
    public static final int MAX_LENGTH = 100;
    /** Has been read. */
    public static final Flag SEEN = new Flag("\\Seen");
    /** Has been answered. */
    public static final Flag ANSWERED = new Flag("\\Answered");
    /** Is marked for attention. */
    public static final Flag FLAGGED = new Flag("\\Flagged");
    /** Is to be removed by the next expunge. */
    public static final Flag DELETED = new Flag("\\Deleted");
    /** Is not finished. */
    public static final Flag DRAFT = new Flag("\\Draft");
    /** The five system flags. */
    public static final Set<Flag> SYSTEM = Set.of(SEEN, ANSWERED, FLAGGED, DELETED, DRAFT);

    private final String name;
    private final String key;

    private Flag(String name) {
        this.name = name;
        this.key = name.toLowerCase(Locale.ROOT);
    }

    /**
     * The system flag (with its backslash, in any case) or keyword of that name.
     *
     * @throws IllegalArgumentException if it is neither a system flag nor an IMAP atom of 1 to {@value #MAX_LENGTH} characters
     */
    public static Flag of(String name) {
        if (name.startsWith("\\")) {
            Flag wanted = new Flag(name);
            return SYSTEM.stream()
                    .filter(wanted::equals)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("No such system flag"));
        }
        if (name.isEmpty() || name.length() > MAX_LENGTH || !name.chars().allMatch(Flag::isAtomChar)) {
            throw new IllegalArgumentException("A keyword is an atom of 1 to " + MAX_LENGTH + " characters");
        }
        return new Flag(name);
    }

    // RFC 9051 §9, ATOM-CHAR and flag-keyword: "]" is allowed there but trips clients in PERMANENTFLAGS.
    private static boolean isAtomChar(int c) {
        return c > 0x20 && c < 0x7f && "(){%*\"\\]".indexOf(c) < 0;
    }

    /** The name as IMAP writes it. */
    public String name() {
        return name;
    }

    /** Whether this is one of {@link #SYSTEM}. */
    public boolean isSystem() {
        return name.startsWith("\\");
    }

    @Override
    public int compareTo(Flag other) {
        return key.compareTo(other.key);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Flag flag && flag.key.equals(key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
