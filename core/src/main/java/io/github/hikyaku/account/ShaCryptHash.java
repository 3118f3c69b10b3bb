package io.github.hikyaku.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The SHA-crypt of Unix systems, written as {@code $5$rounds=5000$salt$hash} with SHA-256 and {@code $6$…} with SHA-512 (U. Drepper,
 * "Unix crypt using SHA-256 and SHA-512", 0.6, whose steps are numbered in the comments).
 */
record ShaCryptHash(ScramHash function, int rounds, String salt, String hash) implements SecretHash {
    private static final Pattern FORM = Pattern.compile(
            "\\$([56])\\$(?:rounds=(\\d{1,9})\\$)?([^$:\\n]{0,64})\\$([./A-Za-z0-9]{43}|[./A-Za-z0-9]{86})");
    private static final int DEFAULT_ROUNDS = 5_000;
    private static final int MIN_ROUNDS = 1_000;
    private static final int MAX_ROUNDS = 1_000_000;
    private static final int MAX_SALT = 16;

    /** In which order the digest's octets are written, three to four digits; -1 where there is none. */
    private static final int[] ORDER_256 = {
        0, 10, 20, 21, 1, 11, 12, 22, 2, 3, 13, 23, 24, 4, 14, 15, 25, 5, 6, 16, 26, 27, 7, 17, 18, 28, 8, 9, 19, 29,
        -1, 31, 30
    };

    private static final int[] ORDER_512 = {
        0, 21, 42, 22, 43, 1, 44, 2, 23, 3, 24, 45, 25, 46, 4, 47, 5, 26, 6, 27, 48, 28, 49, 7, 50, 8, 29, 9, 30, 51,
        31, 52, 10, 53, 11, 32, 12, 33, 54, 34, 55, 13, 56, 14, 35, 15, 36, 57, 37, 58, 16, 59, 17, 38, 18, 39, 60, 40,
        61, 19, 62, 20, 41, -1, -1, 63
    };

    static ShaCryptHash parse(String stored) {
        Matcher form = FORM.matcher(stored);
        if (!form.matches()) {
            throw new IllegalArgumentException("Not of the form $5$rounds=…$salt$hash");
        }
        ScramHash function = form.group(1).equals("5") ? ScramHash.SHA_256 : ScramHash.SHA_512;
        int rounds = form.group(2) == null ? DEFAULT_ROUNDS : Math.max(MIN_ROUNDS, Integer.parseInt(form.group(2)));
        if (rounds > MAX_ROUNDS || form.group(4).length() != (function == ScramHash.SHA_256 ? 43 : 86)) {
            throw new IllegalArgumentException(
                    "SHA-crypt takes up to " + MAX_ROUNDS + " rounds here, and a whole hash");
        }
        String salt = form.group(3);
        return new ShaCryptHash(
                function, rounds, salt.length() > MAX_SALT ? salt.substring(0, MAX_SALT) : salt, form.group(4));
    }

    @Override
    public boolean matches(String secret) {
        String computed = HeavyWork.inTurn(() -> compute(secret.getBytes(StandardCharsets.UTF_8)));
        return MessageDigest.isEqual(
                hash.getBytes(StandardCharsets.US_ASCII), computed.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public long cost() {
        return rounds * ScramHashForm.nanosPerIteration(function);
    }

    @Override
    public SecretHash decoy() {
        return new ShaCryptHash(function, rounds, salt, Radix64.random(hash.length()));
    }

    private String compute(byte[] key) {
        byte[] saltOctets = salt.getBytes(StandardCharsets.UTF_8);
        MessageDigest digest = function.digest();
        digest.update(key); // 4 to 8
        digest.update(saltOctets);
        byte[] b = digest.digest(key);

        digest.update(key); // 1 to 3
        digest.update(saltOctets);
        digest.update(repeated(b, key.length)); // 9, 10
        for (int bits = key.length; bits > 0; bits >>= 1) { // 11
            digest.update((bits & 1) != 0 ? b : key);
        }
        byte[] a = digest.digest(); // 12

        for (int i = 0; i < key.length; i++) { // 13 to 15
            digest.update(key);
        }
        byte[] p = repeated(digest.digest(), key.length); // 16

        for (int i = 0; i < 16 + (a[0] & 0xff); i++) { // 17 to 19
            digest.update(saltOctets);
        }
        byte[] s = repeated(digest.digest(), saltOctets.length); // 20

        for (int round = 0; round < rounds; round++) { // 21
            digest.update((round & 1) != 0 ? p : a);
            if (round % 3 != 0) {
                digest.update(s);
            }
            if (round % 7 != 0) {
                digest.update(p);
            }
            digest.update((round & 1) != 0 ? a : p);
            a = digest.digest();
        }
        return written(a); // 22
    }

    private static byte[] repeated(byte[] octets, int length) {
        byte[] all = new byte[length];
        for (int from = 0; from < length; from += octets.length) {
            System.arraycopy(octets, 0, all, from, Math.min(octets.length, length - from));
        }
        return all;
    }

    private String written(byte[] digest) {
        int[] order = function == ScramHash.SHA_256 ? ORDER_256 : ORDER_512;
        StringBuilder out = new StringBuilder(hash.length());
        for (int i = 0; i < order.length; i += 3) {
            int[] three = Arrays.copyOfRange(order, i, i + 3);
            int value = 0;
            int present = 0;
            for (int index : three) {
                value = value << 8 | (index < 0 ? 0 : digest[index] & 0xff);
                present += index < 0 ? 0 : 1;
            }
            Radix64.append(out, value, present + 1);
        }
        return out.toString();
    }
}
