package io.github.hikyaku.storage.mbox;

/**
 * How lines of a message that begin with {@code From } are kept apart from the line that begins the next message.
 *
 * <p>The variant mboxcl, which adds {@code Content-Length}, is quoted as mboxo; that field is not relied on. The variant
 * mboxcl2 has no quoting and is not supported: where a line of its messages looks like the beginning of the next one, it
 * is taken for that.
 */
public enum MboxQuoting {
    /**
     * {@code >} is put before {@code From }, {@code >From }, {@code >>From } and so on, and taken off again: nothing is
     * lost. A line with 8,000 of that character is not searched for more; one is put before it in any case.
     */
    MBOXRD,
    /**
     * {@code >} is put before {@code From } alone, and taken off a single one. A line of the original that began with
     * {@code >From } loses that character.
     */
    MBOXO;

    private static final String FROM = "From ";
    // With one more before it, and what follows, it fits into the longest piece.
    private static final int LONGEST_QUOTE = 8000;

    /** Whether a piece of a buffer begins a message, or would if it were not quoted. */
    static boolean isFrom(byte[] octets, int from, int to) {
        if (to - from < FROM.length()) {
            return false;
        }
        for (int i = 0; i < FROM.length(); i++) {
            if (octets[from + i] != FROM.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a line was given a {@code >} that is no part of it. */
    boolean isQuoted(byte[] octets, int from, int to) {
        if (from == to || octets[from] != '>') {
            return false;
        }
        return this == MBOXO ? isFrom(octets, from + 1, to) : needsQuoting(octets, from + 1, to);
    }

    /** Whether mboxrd puts a {@code >} before a line. */
    static boolean needsQuoting(byte[] octets, int from, int to) {
        int most = Math.min(to, from + LONGEST_QUOTE);
        int at = from;
        while (at < most && octets[at] == '>') {
            at++;
        }
        return at - from == LONGEST_QUOTE || isFrom(octets, at, to);
    }
}
