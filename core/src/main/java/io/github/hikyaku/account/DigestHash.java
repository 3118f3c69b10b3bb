package io.github.hikyaku.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/** One round of a digest over the secret and a salt: fast, so only as good as the secret. */
record DigestHash(String algorithm, byte[] digest, byte[] salt) implements SecretHash {
    private static final int SALT_OCTETS = 16;

    static DigestHash of(String secret) {
        byte[] salt = new byte[SALT_OCTETS];
        Random.SECURE.nextBytes(salt);
        return new DigestHash("SHA-256", digest("SHA-256", secret, salt), salt);
    }

    @Override
    public boolean matches(String secret) {
        return MessageDigest.isEqual(digest, digest(algorithm, secret, salt));
    }

    @Override
    public long cost() {
        return 10L * digest.length;
    }

    @Override
    public SecretHash decoy() {
        byte[] nothing = new byte[digest.length];
        Random.SECURE.nextBytes(nothing);
        return new DigestHash(algorithm, nothing, salt);
    }

    private static byte[] digest(String algorithm, String secret, byte[] salt) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update(secret.getBytes(StandardCharsets.UTF_8));
            return digest.digest(salt);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("The JDK lacks " + algorithm, e);
        }
    }

    /** Loaded with the first secret. */
    static final class Random {
        static final SecureRandom SECURE = new SecureRandom();

        private Random() {}
    }
}
