package io.github.hikyaku.account;

import java.security.SecureRandom;

/** The digits that crypt(3) writes salts and hashes with. */
final class Radix64 {
    private static final String DIGITS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private Radix64() {}

    /** Appends the lowest bits of a value, the lowest digit first. */
    static void append(StringBuilder out, int value, int digits) {
        for (int i = 0; i < digits; i++) {
            out.append(DIGITS.charAt(value >> 6 * i & 0x3f));
        }
    }

    static String random(int digits) {
        SecureRandom random = DigestHash.Random.SECURE;
        StringBuilder out = new StringBuilder(digits);
        for (int i = 0; i < digits; i++) {
            out.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        return out.toString();
    }
}
