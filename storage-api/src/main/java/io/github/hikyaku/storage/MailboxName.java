package io.github.hikyaku.storage;

import io.github.hikyaku.storage.MailStoreException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The name of a mailbox: segments joined by the hierarchy delimiter {@code /}. {@code INBOX} as first segment is the
 * same in any ASCII case and is kept in capitals (RFC 9051 §5.1); all else is compared as it is.
 *
 * <p>Every name that exists as an object is safe: no empty segment, no {@code .} or {@code ..}, no control characters,
 * no lone surrogates, at most {@value #MAX_DEPTH} segments of at most {@value #MAX_SEGMENT_OCTETS} octets of UTF-8, and
 * at most {@value #MAX_OCTETS} in all.
 */
public final class MailboxName implements Comparable<MailboxName> {
    /** Between the segments. */
    public static final char DELIMITER = '/';
    /** The most segments. */
    public static final int MAX_DEPTH = 16;
    /** The most octets of UTF-8 in a segment. */
    public static final int MAX_SEGMENT_OCTETS = 200;
    /** The most octets of UTF-8 in a name. */
    public static final int MAX_OCTETS = 1000;
    /** Where mail arrives. */
    public static final MailboxName INBOX = new MailboxName("INBOX");

    // INBOX first, then by segment, so that a tree's names stand together.
    private static final Comparator<MailboxName> ORDER =
            Comparator.comparing((MailboxName n) -> !n.isInbox()).thenComparing(n -> n.value.replace(DELIMITER, '\0'));

    private final String value;

    private MailboxName(String value) {
        this.value = value;
    }

    /**
     * The name as written with the delimiter.
     *
     * @throws MailStoreException {@link Kind#NAME_INVALID}
     */
    public static MailboxName of(String name) {
        if (name.length() > MAX_OCTETS || name.getBytes(StandardCharsets.UTF_8).length > MAX_OCTETS) {
            throw invalid("is longer than " + MAX_OCTETS + " octets");
        }
        String[] segments = name.split("/", -1);
        if (segments.length > MAX_DEPTH) {
            throw invalid("is deeper than " + MAX_DEPTH + " levels");
        }
        for (String segment : segments) {
            checkSegment(segment);
        }
        // Lower case: the upper case of a dotless i is an ASCII I.
        if (segments[0].toLowerCase(Locale.ROOT).equals("inbox")) {
            segments[0] = "INBOX";
        }
        return new MailboxName(String.join("/", segments));
    }

    private static void checkSegment(String segment) {
        if (segment.isEmpty()) {
            throw invalid("has an empty level");
        }
        if (segment.equals(".") || segment.equals("..")) {
            throw invalid("has a level of dots alone");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(segment)) {
            throw invalid("is not well-formed Unicode");
        }
        if (segment.codePoints().anyMatch(c -> Character.isISOControl(c) || c == 0xFFFE || c == 0xFFFF)) {
            throw invalid("has a control character");
        }
        if (segment.getBytes(StandardCharsets.UTF_8).length > MAX_SEGMENT_OCTETS) {
            throw invalid("has a level longer than " + MAX_SEGMENT_OCTETS + " octets");
        }
    }

    private static MailStoreException invalid(String why) {
        return new MailStoreException(Kind.NAME_INVALID, "The mailbox name " + why);
    }

    /** The segments, at least one. */
    public List<String> segments() {
        return List.of(value.split("/"));
    }

    /** The last segment. */
    public String leaf() {
        return value.substring(value.lastIndexOf(DELIMITER) + 1);
    }

    /** The name one level up, or empty at the top. */
    public Optional<MailboxName> parent() {
        int cut = value.lastIndexOf(DELIMITER);
        return cut < 0 ? Optional.empty() : Optional.of(new MailboxName(value.substring(0, cut)));
    }

    /** The name one level down; {@code segment} may itself hold delimiters. */
    public MailboxName child(String segment) {
        return of(value + DELIMITER + segment);
    }

    /** Whether this name lies below the other, at any depth. */
    public boolean isBelow(MailboxName other) {
        return value.length() > other.value.length()
                && value.startsWith(other.value)
                && value.charAt(other.value.length()) == DELIMITER;
    }

    /** This name with its leading {@code from} replaced by {@code to}; it must be that name or lie below it. */
    public MailboxName moved(MailboxName from, MailboxName to) {
        if (equals(from)) {
            return to;
        }
        if (!isBelow(from)) {
            throw new IllegalArgumentException(value + " does not lie below " + from);
        }
        return of(to.value + value.substring(from.value.length()));
    }

    /** Whether this is INBOX itself. */
    public boolean isInbox() {
        return value.equals("INBOX");
    }

    @Override
    public int compareTo(MailboxName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MailboxName name && name.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** The segments joined by the delimiter. */
    @Override
    public String toString() {
        return value;
    }
}
