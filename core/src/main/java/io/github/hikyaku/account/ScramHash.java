package io.github.hikyaku.account;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A hash function that SCRAM is used with (RFC 5802 §4). */
public enum ScramHash {
    /** As in SCRAM-SHA-1 (RFC 5802). */
    SHA_1("SHA-1", 20, 64),
    /** As in SCRAM-SHA-256 (RFC 7677). */
    SHA_256("SHA-256", 32, 64),
    /** As in SCRAM-SHA-512, which is registered, and used by few. */
    SHA_512("SHA-512", 64, 128);

    private final String digestName;
    private final int octets;
    private final int blockOctets;

    ScramHash(String digestName, int octets, int blockOctets) {
        this.digestName = digestName;
        this.octets = octets;
        this.blockOctets = blockOctets;
    }

    /** The name of the mechanism without channel binding, such as {@code SCRAM-SHA-256}. */
    public String mechanism() {
        return "SCRAM-" + digestName;
    }

    /** How long a key or a proof is. */
    public int octets() {
        return octets;
    }

    int blockOctets() {
        return blockOctets;
    }

    MessageDigest digest() {
        try {
            return MessageDigest.getInstance(digestName);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("The JDK lacks " + digestName, e);
        }
    }
}
