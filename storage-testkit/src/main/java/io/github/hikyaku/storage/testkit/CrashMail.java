package io.github.hikyaku.storage.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.hikyaku.storage.Flag;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The messages of the crash contract. Each is made from its id alone, which stands in its first line and ends in its
 * size, so whoever finds one knows every octet that it must have.
 */
final class CrashMail {
    /** The flags that messages get; few enough for any store's limit of keywords. */
    static final List<Flag> FLAGS = List.of(
            Flag.SEEN,
            Flag.ANSWERED,
            Flag.FLAGGED,
            Flag.DELETED,
            Flag.DRAFT,
            Flag.of("$Junk"),
            Flag.of("$Forwarded"),
            Flag.of("work"),
            Flag.of("later"));

    private static final String FIRST = "Message-ID: <";
    private static final String AFTER = "@crash.example>\r\n\r\n";
    private static final int LINE = 78;

    private CrashMail() {}

    /** An id that nobody else has, for a message of so many octets, 200 or more. */
    static String id(String unique, int octets) {
        return unique + "-" + octets;
    }

    /** How many octets the message has. */
    static int octets(String id) {
        return Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
    }

    /** The internal date that the message is deposited with. */
    static Instant date(String id) {
        return Instant.ofEpochSecond(800_000_000L + (id.hashCode() & 0xff_ffff));
    }

    /** All octets of the message. */
    static byte[] message(String id) {
        byte[] octets = new byte[octets(id)];
        new Random(id.hashCode()).nextBytes(octets);
        byte[] head = (FIRST + id + AFTER).getBytes(US_ASCII);
        for (int i = head.length; i < octets.length; i++) {
            int column = (i - head.length) % LINE;
            octets[i] = (byte) (column == LINE - 2 ? '\r' : column == LINE - 1 ? '\n' : 'a' + (octets[i] & 15));
        }
        System.arraycopy(head, 0, octets, 0, head.length);
        // The last line ends too, and nothing stands alone before its end.
        octets[octets.length - 3] = 'z';
        octets[octets.length - 2] = '\r';
        octets[octets.length - 1] = '\n';
        return octets;
    }

    /** The id in the first line of what may be a message, or one that no message has. */
    static String idOf(byte[] octets) {
        String head = new String(octets, 0, Math.min(octets.length, 100), US_ASCII);
        int end = head.indexOf(AFTER.substring(0, 2));
        return head.startsWith(FIRST) && end > 0 ? head.substring(FIRST.length(), end) : "?" + head;
    }

    /** Whether these are the octets of that message. */
    static boolean isWhole(String id, byte[] octets) {
        return !id.startsWith("?") && Arrays.equals(octets, message(id));
    }

    static String write(Set<Flag> flags) {
        return flags.isEmpty()
                ? "-"
                : new TreeSet<>(flags).stream().map(Flag::name).collect(Collectors.joining(","));
    }

    static Set<Flag> flags(String written) {
        return written.equals("-")
                ? Set.of()
                : Arrays.stream(written.split(",")).map(Flag::of).collect(Collectors.toUnmodifiableSet());
    }
}
