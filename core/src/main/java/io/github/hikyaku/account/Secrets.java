package io.github.hikyaku.account;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

/**
 * Stored forms of secrets, for directories of all kinds. Known are Argon2id ({@code $argon2id$v=19$m=…,t=…,p=…$…$…},
 * RFC 9106) and, for directories that have them, {@code {SSHA}}, {@code {SSHA256}} and {@code {SSHA512}}: the base64
 * of a digest and its salt. Secrets are compared in Unicode normalization form C (RFC 8265 §4.2).
 */
public final class Secrets {
    private Secrets() {}

    /** The Argon2id form of a secret, with a new salt. Takes some 20 MiB and tens of milliseconds, as checking it does. */
    public static String argon2id(String secret) {
        return Argon2idHash.of(prepared(secret)).stored();
    }

    /**
     * Whether a secret is the one of which a form was stored. Takes constant time for the secrets of one form.
     *
     * @throws IllegalArgumentException if the form is not known
     */
    public static boolean matches(String stored, String secret) {
        return parse(stored).matches(prepared(secret));
    }

    static SecretHash parse(String stored) {
        if (stored.startsWith("$argon2id$")) {
            return Argon2idHash.parse(stored);
        }
        int end = stored.startsWith("{") ? stored.indexOf('}') : -1;
        String scheme = end < 0 ? "" : stored.substring(1, end).toUpperCase(Locale.ROOT);
        String rest = stored.substring(end + 1);
        return switch (scheme) {
            case "ARGON2ID" -> Argon2idHash.parse(rest);
            case "SSHA" -> salted("SHA-1", 20, rest);
            case "SSHA256" -> salted("SHA-256", 32, rest);
            case "SSHA512" -> salted("SHA-512", 64, rest);
            default ->
                throw new IllegalArgumentException(
                        "The stored secret is none of $argon2id$…, {SSHA}, {SSHA256}, {SSHA512}");
        };
    }

    private static SecretHash salted(String algorithm, int digestOctets, String base64) {
        byte[] both = Base64.getDecoder().decode(base64);
        if (both.length <= digestOctets) {
            throw new IllegalArgumentException("There is no salt behind the digest");
        }
        byte[] digest = Arrays.copyOf(both, digestOctets);
        return new DigestHash(algorithm, digest, Arrays.copyOfRange(both, digestOctets, both.length));
    }

    static String prepared(String secret) {
        return nfc(secret);
    }

    static String nfc(String text) {
        // Below U+0300 all is in form C already, and the JDK's tables need not be loaded.
        return text.chars().allMatch(c -> c < 0x300) ? text : Normalizer.normalize(text, Normalizer.Form.NFC);
    }
}
