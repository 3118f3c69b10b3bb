package io.github.hikyaku.mime;

/**
 * Bounds on what is read from a message. Beyond a limit the structure degrades: a part becomes a leaf, a header field is
 * left out. Offsets stay exact, and nothing fails.
 *
 * @param maxDepth how deep parts and messages may nest, the message itself counted; a deeper composite part is a leaf of
 *     type application/octet-stream; 1 to 500
 * @param maxParts how many parts there may be, the message itself counted; the last one holds all the rest
 * @param maxHeaderOctets how much of one header section is read, in octets; later fields are ignored
 * @param maxHeaderFields how many fields of one header section are read
 * @param maxBoundaryOctets the longest boundary; RFC 2046 §5.1.1 allows 70, mail programs exceed it
 * @param maxParameters how many parameters of one field are read
 * @param maxRetainedOctets how many octets of header values the whole structure may keep
 */
public record MimeLimits(
        int maxDepth,
        int maxParts,
        int maxHeaderOctets,
        int maxHeaderFields,
        int maxBoundaryOctets,
        int maxParameters,
        int maxRetainedOctets) {
    /** What a mail server wants: no message written in earnest comes near. */
    public static final MimeLimits DEFAULT = new MimeLimits(64, 4096, 1 << 20, 4096, 1000, 256, 1 << 20);

    /**
     * Checks the ranges.
     *
     * @param maxDepth 1 to 500
     * @param maxParts at least 1
     * @param maxHeaderOctets at least 0
     * @param maxHeaderFields at least 0
     * @param maxBoundaryOctets at least 1
     * @param maxParameters at least 0
     * @param maxRetainedOctets at least 0
     * @throws IllegalArgumentException if a limit is out of its range
     */
    public MimeLimits {
        check("maxDepth", maxDepth, 1, 500);
        check("maxParts", maxParts, 1, Integer.MAX_VALUE);
        check("maxHeaderOctets", maxHeaderOctets, 0, 1 << 30);
        check("maxHeaderFields", maxHeaderFields, 0, Integer.MAX_VALUE);
        check("maxBoundaryOctets", maxBoundaryOctets, 1, 1 << 16);
        check("maxParameters", maxParameters, 0, Integer.MAX_VALUE);
        check("maxRetainedOctets", maxRetainedOctets, 0, Integer.MAX_VALUE);
    }

    private static void check(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + ", not " + least + " to " + most);
        }
    }
}
