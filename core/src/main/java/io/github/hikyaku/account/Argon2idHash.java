package io.github.hikyaku.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** Argon2id (RFC 9106), written as {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}. */
record Argon2idHash(int memoryKiB, int passes, int lanes, byte[] salt, byte[] hash) implements SecretHash {
    private static final Pattern FORM = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,8}),t=(\\d{1,4}),p=(\\d{1,3})\\$([A-Za-z0-9+/]{11,88})\\$([A-Za-z0-9+/]{16,172})");

    private static final int MAX_MEMORY_KIB = 1024 * 1024;
    private static final int MAX_WORK_KIB = 4 * MAX_MEMORY_KIB; // several seconds
    private static final long NANOS_PER_KIB = 1_000;

    /** As the stored form says. */
    static Argon2idHash parse(String stored) {
        Matcher form = FORM.matcher(stored);
        if (!form.matches()) {
            throw new IllegalArgumentException("Not of the form $argon2id$v=19$m=…,t=…,p=…$salt$hash");
        }
        int memoryKiB = Integer.parseInt(form.group(1));
        int passes = Integer.parseInt(form.group(2));
        int lanes = Integer.parseInt(form.group(3));
        if (lanes < 1 || lanes > 64 || passes < 1 || memoryKiB < 8 * lanes || memoryKiB > MAX_MEMORY_KIB) {
            throw new IllegalArgumentException("Argon2id takes 1 to 64 lanes, 1 pass or more and up to 1 GiB here");
        }
        if ((long) memoryKiB * passes > MAX_WORK_KIB) {
            throw new IllegalArgumentException("Argon2id takes up to 4 GiB in all passes together here");
        }
        Base64.Decoder base64 = Base64.getDecoder();
        return new Argon2idHash(memoryKiB, passes, lanes, base64.decode(form.group(4)), base64.decode(form.group(5)));
    }

    /** With the second choice of RFC 9106 §4 made smaller for logins by mail programs: 19 MiB, two passes, one lane. */
    static Argon2idHash of(String secret) {
        byte[] salt = new byte[16];
        DigestHash.Random.SECURE.nextBytes(salt);
        Argon2idHash empty = new Argon2idHash(19 * 1024, 2, 1, salt, new byte[32]);
        return new Argon2idHash(19 * 1024, 2, 1, salt, empty.compute(secret));
    }

    String stored() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + memoryKiB + ",t=" + passes + ",p=" + lanes + "$" + base64.encodeToString(salt)
                + "$" + base64.encodeToString(hash);
    }

    @Override
    public boolean matches(String secret) {
        return MessageDigest.isEqual(hash, compute(secret));
    }

    @Override
    public long cost() {
        return NANOS_PER_KIB * memoryKiB * passes;
    }

    @Override
    public SecretHash decoy() {
        byte[] nothing = new byte[hash.length];
        DigestHash.Random.SECURE.nextBytes(nothing);
        return new Argon2idHash(memoryKiB, passes, lanes, salt, nothing);
    }

    private byte[] compute(String secret) {
        byte[] octets = secret.getBytes(StandardCharsets.UTF_8);
        return HeavyWork.inTurn(() -> {
            Argon2BytesGenerator generator = new Argon2BytesGenerator();
            generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                    .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                    .withMemoryAsKB(memoryKiB)
                    .withIterations(passes)
                    .withParallelism(lanes)
                    .withSalt(salt)
                    .build());
            byte[] computed = new byte[hash.length];
            generator.generateBytes(octets, computed);
            return computed;
        });
    }
}
