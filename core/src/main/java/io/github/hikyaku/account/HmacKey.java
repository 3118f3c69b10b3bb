package io.github.hikyaku.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * HMAC (RFC 2104) under one key, and PBKDF2 (RFC 8018 §5.2) by it. Of the key only the two states remain into which the hash
 * function turns it, from which it cannot be had back. Immutable.
 */
final class HmacKey {
    private final MessageDigest inner;
    private final MessageDigest outer;

    HmacKey(ScramHash hash, byte[] key) {
        byte[] block =
                Arrays.copyOf(key.length > hash.blockOctets() ? hash.digest().digest(key) : key, hash.blockOctets());
        inner = started(hash, block, 0x36);
        outer = started(hash, block, 0x5c);
    }

    HmacKey(ScramHash hash, String key) {
        this(hash, key.getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest started(ScramHash hash, byte[] block, int pad) {
        byte[] padded = block.clone();
        for (int i = 0; i < padded.length; i++) {
            padded[i] ^= (byte) pad;
        }
        MessageDigest digest = hash.digest();
        digest.update(padded);
        return copy(digest); // the first one's scratch memory still holds the key
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("The provider of " + digest.getAlgorithm() + " cannot copy a digest", e);
        }
    }

    byte[] mac(byte[]... parts) {
        MessageDigest first = copy(inner);
        for (byte[] part : parts) {
            first.update(part);
        }
        return copy(outer).digest(first.digest());
    }

    /** PBKDF2 with as many octets as asked for. */
    byte[] pbkdf2(byte[] salt, int iterations, int octets) {
        byte[] derived = new byte[octets];
        int from = 0;
        for (int block = 1; from < octets; block++) {
            byte[] piece = pbkdf2Block(salt, iterations, block);
            int length = Math.min(piece.length, octets - from);
            System.arraycopy(piece, 0, derived, from, length);
            from += length;
        }
        return derived;
    }

    private byte[] pbkdf2Block(byte[] salt, int iterations, int block) {
        byte[] last = mac(salt, new byte[] {0, 0, (byte) (block >> 8), (byte) block});
        byte[] sum = last.clone();
        for (int i = 1; i < iterations; i++) {
            last = mac(last);
            for (int j = 0; j < sum.length; j++) {
                sum[j] ^= last[j];
            }
        }
        return sum;
    }
}
