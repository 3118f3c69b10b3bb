package io.github.hikyaku.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Octets on their way out: a growing array with the few appends that protocols need. Used by one thread at a time. */
public final class ReplyBuffer {
    private static final byte[] CRLF = {'\r', '\n'};

    private byte[] octets;
    private int size;

    /** An empty buffer of a usual reply's size. */
    public ReplyBuffer() {
        this(256);
    }

    /** An empty buffer with room for {@code capacity} octets. */
    public ReplyBuffer(int capacity) {
        octets = new byte[capacity];
    }

    /** How many octets are in it. */
    public int size() {
        return size;
    }

    /** Appends text as UTF-8. */
    public ReplyBuffer append(String text) {
        int length = text.length();
        room(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c > 0x7f) {
                return append(text.substring(i).getBytes(StandardCharsets.UTF_8));
            }
            octets[size++] = (byte) c;
        }
        return this;
    }

    /** Appends a decimal number. */
    public ReplyBuffer append(long number) {
        return append(Long.toString(number));
    }

    /** Appends one octet. */
    public ReplyBuffer append(char ascii) {
        room(1);
        octets[size++] = (byte) ascii;
        return this;
    }

    /** Appends octets. */
    public ReplyBuffer append(byte[] source) {
        return append(source, 0, source.length);
    }

    /** Appends a part of an array. */
    public ReplyBuffer append(byte[] source, int offset, int length) {
        room(length);
        System.arraycopy(source, offset, octets, size, length);
        size += length;
        return this;
    }

    /** Appends up to {@code max} octets of a stream and answers how many, or -1 at its end. */
    public int append(InputStream in, int max) throws IOException {
        room(max);
        int n = in.read(octets, size, max);
        if (n > 0) {
            size += n;
        }
        return n;
    }

    /** Ends the line. */
    public ReplyBuffer crlf() {
        return append(CRLF);
    }

    /** Takes everything out again. */
    public void clear() {
        size = 0;
    }

    /** The octets as they stand, without a copy: not to be used after the next append. */
    public ByteBuffer octets() {
        return ByteBuffer.wrap(octets, 0, size);
    }

    /** A copy of the octets. */
    public byte[] toByteArray() {
        return Arrays.copyOf(octets, size);
    }

    private void room(int more) {
        if (octets.length - size < more) {
            octets = Arrays.copyOf(octets, Math.max(size + more, octets.length * 2));
        }
    }

    /** The octets as ISO 8859-1 text. */
    @Override
    public String toString() {
        return new String(octets, 0, size, StandardCharsets.ISO_8859_1);
    }
}
