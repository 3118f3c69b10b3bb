package io.github.hikyaku.engine.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The header of HAProxy's PROXY protocol, version 1 (a line) or 2 (binary), on its way in. It is strict, as the protocol
 * asks: what is not exactly a header is none. Used by one thread at a time; does no I/O.
 */
public final class ProxyHeader {
    /** How far it has come. */
    public enum State {
        /** More of it has to come. */
        INCOMPLETE,
        /** It is whole, and says who the client is, or that it is the proxy itself. */
        COMPLETE,
        /** It is none. */
        BROKEN
    }

    private static final byte[] LINE = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SIGNATURE = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};

    /** §2.1: the longest line, with its end. */
    private static final int MAX_LINE = 107;

    private static final int FIXED = 16;

    /** What follows the fixed part: addresses and additional fields, of which nobody sends this much. */
    private static final int MAX_REST = 4 * 1024;

    private static final int CRC32C = 3;

    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final String IPV4 = OCTET + "(?:\\." + OCTET + "){3}";
    private static final String IPV6 = "([0-9A-Fa-f]{0,4}:[0-9A-Fa-f:]{1,38})"; // with a colon, or it could be a name
    private static final String PORT = "(0|[1-9]\\d{0,4})";
    private static final Pattern TCP4 = Pattern.compile("TCP4 (" + IPV4 + ") (" + IPV4 + ") " + PORT + " " + PORT);
    private static final Pattern TCP6 = Pattern.compile("TCP6 " + IPV6 + " " + IPV6 + " " + PORT + " " + PORT);
    private static final Pattern UNKNOWN = Pattern.compile("UNKNOWN(?: .*)?");

    private byte[] octets = new byte[128];
    private int length;
    private State state = State.INCOMPLETE;
    private @Nullable InetSocketAddress source;
    private @Nullable InetSocketAddress destination;

    /** Takes octets as long as they belong to the header. */
    public State take(ByteBuffer from) {
        while (state == State.INCOMPLETE && from.hasRemaining()) {
            if (length == octets.length) {
                octets = Arrays.copyOf(octets, length * 2);
            }
            octets[length++] = from.get();
            state = look();
        }
        return state;
    }

    /** The client, or null if the proxy speaks for itself or does not know. */
    public @Nullable InetSocketAddress source() {
        return source;
    }

    /** Where the client connected to; null if {@link #source} is. */
    public @Nullable InetSocketAddress destination() {
        return destination;
    }

    private State look() {
        if (startsLike(SIGNATURE)) {
            return length < FIXED ? State.INCOMPLETE : binary();
        }
        return startsLike(LINE) ? line() : State.BROKEN;
    }

    private boolean startsLike(byte[] signature) {
        int common = Math.min(length, signature.length);
        return Arrays.equals(octets, 0, common, signature, 0, common);
    }

    private State line() {
        byte newest = octets[length - 1];
        boolean afterCr = length > 1 && octets[length - 2] == '\r';
        if (afterCr != (newest == '\n') || length == MAX_LINE && !afterCr) {
            return State.BROKEN;
        }
        if (newest != '\n') {
            return State.INCOMPLETE;
        }
        String words = new String(octets, LINE.length, length - LINE.length - 2, StandardCharsets.ISO_8859_1);
        if (UNKNOWN.matcher(words).matches()) {
            return State.COMPLETE;
        }
        Matcher line = (words.startsWith("TCP4") ? TCP4 : TCP6).matcher(words);
        try {
            if (line.matches()) {
                // The patterns let pass nothing but numbers: this asks no name server.
                source = new InetSocketAddress(InetAddress.getByName(line.group(1)), Integer.parseInt(line.group(3)));
                destination =
                        new InetSocketAddress(InetAddress.getByName(line.group(2)), Integer.parseInt(line.group(4)));
                return State.COMPLETE;
            }
        } catch (UnknownHostException | IllegalArgumentException e) {
            source = null;
        }
        return State.BROKEN;
    }

    private State binary() {
        int version = octets[12] & 0xf0;
        int command = octets[12] & 0x0f;
        int family = octets[13] >> 4 & 0x0f;
        int transport = octets[13] & 0x0f;
        int rest = number(14);
        if (version != 0x20 || command > 1 || rest > MAX_REST) {
            return State.BROKEN;
        }
        boolean local = command == 0;
        if (!local && (family > 3 || transport > 2)) {
            return State.BROKEN;
        }
        if (length < FIXED + rest) {
            return State.INCOMPLETE;
        }
        // TCP over IPv4 or IPv6; everything else that is allowed says nothing of a TCP connection.
        boolean named = !local && transport == 1 && (family == 1 || family == 2);
        return !named || addresses(family == 1 ? 4 : 16) ? State.COMPLETE : State.BROKEN;
    }

    private boolean addresses(int size) {
        int ports = FIXED + 2 * size;
        if (ports + 4 > length || !fields(ports + 4)) {
            return false;
        }
        source = new InetSocketAddress(address(FIXED, size), number(ports));
        destination = new InetSocketAddress(address(FIXED + size, size), number(ports + 2));
        return true;
    }

    /** Passes over the additional fields, but for a checksum (§2.2.3), which has to be right. */
    private boolean fields(int from) {
        int at = from;
        while (at < length) {
            if (at + 3 > length || at + 3 + number(at + 1) > length) {
                return false;
            }
            int size = number(at + 1);
            if (octets[at] == CRC32C && (size != 4 || !isChecksum(at + 3))) {
                return false;
            }
            at += 3 + size;
        }
        return true;
    }

    private boolean isChecksum(int at) {
        CRC32C sum = new CRC32C();
        sum.update(octets, 0, at);
        sum.update(new byte[4], 0, 4);
        sum.update(octets, at + 4, length - at - 4);
        return sum.getValue() == (((long) number(at) << 16) | number(at + 2));
    }

    private int number(int at) {
        return (octets[at] & 0xff) << 8 | octets[at + 1] & 0xff;
    }

    private InetAddress address(int at, int size) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(octets, at, at + size));
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
