package io.github.hikyaku.account;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a directory shows a client that logs in with a name that nobody has: a salt that is always the same for this name, as
 * if it were somebody's (RFC 5802 §9), and keys that no secret has. Immutable.
 */
public final class ScramDecoys {
    private static final int MIN_SECRET = 16;

    private final HmacKey secret;

    /**
     * By a secret of the directory's own. It is to outlive the server, wherever the salts of users do: else a name whose salt
     * changes is nobody's.
     *
     * @param secret 16 octets or more, random
     */
    public ScramDecoys(byte[] secret) {
        if (secret.length < MIN_SECRET) {
            throw new IllegalArgumentException("The secret has " + MIN_SECRET + " octets or more");
        }
        this.secret = new HmacKey(ScramHash.SHA_512, secret);
    }

    /** By a new secret. */
    public static ScramDecoys random() {
        byte[] secret = new byte[32];
        DigestHash.Random.SECURE.nextBytes(secret);
        return new ScramDecoys(secret);
    }

    /**
     * The login of nobody.
     *
     * @param name in the form in which the directory compares names
     * @param iterations as many as those of users
     * @param saltOctets as many as those of users, at most 64
     */
    public ScramLogin login(String name, ScramHash hash, int iterations, int saltOctets) {
        return new ScramLogin(
                Optional.empty(),
                new ScramKeys(
                        hash,
                        salt(name, hash, saltOctets),
                        iterations,
                        octets("stored", name, hash, hash.octets()),
                        octets("server", name, hash, hash.octets())));
    }

    byte[] salt(String name, ScramHash hash, int octets) {
        return octets("salt", name, hash, octets);
    }

    private byte[] octets(String what, String name, ScramHash hash, int count) {
        String message = what + '\0' + hash.mechanism() + '\0' + name;
        return Arrays.copyOf(secret.mac(message.getBytes(StandardCharsets.UTF_8)), count);
    }
}
