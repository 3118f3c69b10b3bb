package io.github.hikyaku.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * What a server keeps of a secret to check it by SCRAM (RFC 5802 §3). Who steals it cannot log in with it, but can guess at
 * the secret and can pretend to be the server.
 *
 * @param hash by which it was made
 * @param salt 1 to 1024 octets
 * @param iterations 1 to {@value #MAX_ITERATIONS}; clients refuse fewer than 4096 (RFC 7677 §4)
 * @param storedKey {@link ScramHash#octets} octets
 * @param serverKey as many
 */
public record ScramKeys(ScramHash hash, byte[] salt, int iterations, byte[] storedKey, byte[] serverKey) {
    /** More would be work for minutes, at the client as at the server. */
    public static final int MAX_ITERATIONS = 4_000_000;

    private static final int MAX_SALT = 1024;

    /** Checks sizes. */
    public ScramKeys {
        if (iterations < 1 || iterations > MAX_ITERATIONS) {
            throw new IllegalArgumentException("SCRAM takes 1 to " + MAX_ITERATIONS + " iterations here");
        }
        if (salt.length < 1 || salt.length > MAX_SALT) {
            throw new IllegalArgumentException("SCRAM takes a salt of 1 to " + MAX_SALT + " octets here");
        }
        if (storedKey.length != hash.octets() || serverKey.length != hash.octets()) {
            throw new IllegalArgumentException(
                    "The keys of " + hash.mechanism() + " have " + hash.octets() + " octets");
        }
    }

    /**
     * Makes them from a secret, which takes a millisecond for some thousand iterations.
     *
     * @throws IllegalArgumentException if the secret is empty or too long, or another argument is out of its range
     */
    public static ScramKeys of(ScramHash hash, String secret, byte[] salt, int iterations) {
        return derive(hash, new HmacKey(hash, Secrets.usable(secret)), salt, iterations);
    }

    static ScramKeys derive(ScramHash hash, HmacKey secret, byte[] salt, int iterations) {
        HmacKey salted = new HmacKey(hash, secret.pbkdf2(salt, iterations, hash.octets()));
        byte[] clientKey = salted.mac(ascii("Client Key"));
        return new ScramKeys(hash, salt, iterations, hash.digest().digest(clientKey), salted.mac(ascii("Server Key")));
    }

    /**
     * Whether a client's proof shows that it knows the secret (RFC 5802 §3, ClientProof).
     *
     * @param authMessage what was said so far, AuthMessage there
     */
    public boolean isProvenBy(byte[] proof, byte[] authMessage) {
        byte[] clientKey = new HmacKey(hash, storedKey).mac(authMessage);
        if (proof.length != clientKey.length) {
            return false;
        }
        for (int i = 0; i < clientKey.length; i++) {
            clientKey[i] ^= proof[i];
        }
        return MessageDigest.isEqual(hash.digest().digest(clientKey), storedKey);
    }

    /** What shows a client that the server knows the secret's keys (RFC 5802 §3, ServerSignature). */
    public byte[] serverSignature(byte[] authMessage) {
        return new HmacKey(hash, serverKey).mac(authMessage);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
