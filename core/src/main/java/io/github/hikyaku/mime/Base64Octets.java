package io.github.hikyaku.mime;

import java.io.ByteArrayOutputStream;

/** Tolerant base64 (RFC 2045 §6.8): other characters are skipped, padding ends a group, a lone sextet is dropped. */
final class Base64Octets {
    /** What an octet stands for: 0 to 63, or one of the two below. */
    private static final byte[] VALUES = new byte[256];

    private static final byte SKIP = -1;
    private static final byte PADDING = -2;

    static {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < 256; i++) {
            VALUES[i] = i == '=' ? PADDING : (byte) alphabet.indexOf(i);
        }
    }

    private int bits;
    private int count;

    /**
     * Takes one character.
     *
     * @return the octet that it completed, or -1
     */
    int next(int character) {
        byte value = VALUES[character & 0xFF];
        if (value >= 0) {
            bits = (bits << 6 | value) & 0xFFFFFF;
            count++;
            return switch (count) {
                case 2 -> bits >> 4 & 0xFF;
                case 3 -> bits >> 2 & 0xFF;
                case 4 -> {
                    count = 0;
                    yield bits & 0xFF;
                }
                default -> -1;
            };
        }
        if (value == PADDING) {
            count = 0;
        }
        return SKIP;
    }

    static byte[] decode(String text, int from, int to) {
        Base64Octets decoder = new Base64Octets();
        ByteArrayOutputStream out = new ByteArrayOutputStream((to - from) * 3 / 4 + 1);
        for (int i = from; i < to; i++) {
            int octet = decoder.next(text.charAt(i));
            if (octet >= 0) {
                out.write(octet);
            }
        }
        return out.toByteArray();
    }
}
