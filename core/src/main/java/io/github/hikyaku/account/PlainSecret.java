package io.github.hikyaku.account;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * What is kept of a secret that was given in plain: a salted digest to compare with, and for SCRAM the states of
 * {@link HmacKey}, as nobody knows yet with which salt. Keys are not kept once made, so that making them costs the same for
 * every name, each time.
 */
final class PlainSecret implements SecretHash {
    private final DigestHash digest;
    private final Map<ScramHash, HmacKey> keys = new EnumMap<>(ScramHash.class);

    PlainSecret(String prepared) {
        digest = DigestHash.of(prepared);
        for (ScramHash hash : ScramHash.values()) {
            keys.put(hash, new HmacKey(hash, prepared));
        }
    }

    HmacKey key(ScramHash hash) {
        return Objects.requireNonNull(keys.get(hash));
    }

    @Override
    public boolean matches(String secret) {
        return digest.matches(secret);
    }

    @Override
    public long cost() {
        return digest.cost();
    }

    @Override
    public SecretHash decoy() {
        return digest.decoy();
    }
}
