package io.github.hikyaku.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PBKDF2 (RFC 8018), written as {@code $pbkdf2-sha256$iterations$salt$hash}, also with {@code i=iterations}, as OpenLDAP's
 * {@code {PBKDF2-SHA256}iterations$salt$hash}, and as Dovecot's {@code {PBKDF2}$1$salt$iterations$hash}, in hexadecimal digits.
 */
record Pbkdf2Hash(ScramHash function, int iterations, byte[] salt, byte[] hash) implements SecretHash {
    private static final Pattern REST = Pattern.compile(
            "(?:i=)?(\\d{1,9})(?:,l=\\d{1,3})?\\$([A-Za-z0-9+./]{1,172})={0,2}\\$([A-Za-z0-9+./]{16,172})={0,2}");
    private static final Pattern DOVECOT =
            Pattern.compile("\\$1\\$([\\x21-\\x23\\x25-\\x7e]{1,128})\\$(\\d{1,9})\\$([0-9A-Fa-f]{40})");

    Pbkdf2Hash {
        if (iterations < 1 || iterations > ScramKeys.MAX_ITERATIONS) {
            throw new IllegalArgumentException("PBKDF2 takes 1 to " + ScramKeys.MAX_ITERATIONS + " iterations here");
        }
    }

    /** From what follows the name of the function. */
    static Pbkdf2Hash parse(ScramHash function, String rest) {
        Matcher form = REST.matcher(rest);
        if (!form.matches()) {
            throw new IllegalArgumentException("Not of the form …iterations$salt$hash");
        }
        byte[] hash = base64(form.group(3));
        // More than one block of output costs the server, and not who guesses.
        if (hash.length > function.octets()) {
            throw new IllegalArgumentException("The hash is longer than the function's");
        }
        return new Pbkdf2Hash(function, Integer.parseInt(form.group(1)), base64(form.group(2)), hash);
    }

    /** Dovecot's form, whose salt is taken as it is written. */
    static Pbkdf2Hash parseDovecot(String rest) {
        Matcher form = DOVECOT.matcher(rest);
        if (!form.matches()) {
            throw new IllegalArgumentException("Not of the form {PBKDF2}$1$salt$iterations$hash");
        }
        return new Pbkdf2Hash(
                ScramHash.SHA_1,
                Integer.parseInt(form.group(2)),
                form.group(1).getBytes(StandardCharsets.US_ASCII),
                HexFormat.of().parseHex(form.group(3)));
    }

    private static byte[] base64(String text) {
        return Base64.getDecoder().decode(text.replace('.', '+'));
    }

    @Override
    public boolean matches(String secret) {
        byte[] computed = HeavyWork.inTurn(() -> new HmacKey(function, secret).pbkdf2(salt, iterations, hash.length));
        return MessageDigest.isEqual(hash, computed);
    }

    @Override
    public long cost() {
        return iterations * ScramHashForm.nanosPerIteration(function);
    }

    @Override
    public SecretHash decoy() {
        byte[] nothing = new byte[hash.length];
        DigestHash.Random.SECURE.nextBytes(nothing);
        return new Pbkdf2Hash(function, iterations, salt, nothing);
    }
}
