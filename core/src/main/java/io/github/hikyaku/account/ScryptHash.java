package io.github.hikyaku.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.SCrypt;

/** scrypt (RFC 7914), written as {@code $scrypt$ln=16,r=8,p=1$salt$hash}. */
record ScryptHash(int logN, int r, int p, byte[] salt, byte[] hash) implements SecretHash {
    private static final Pattern FORM = Pattern.compile(
            "\\$scrypt\\$ln=(\\d{1,2}),r=(\\d{1,3}),p=(\\d{1,3})\\$([A-Za-z0-9+/]{0,88})\\$([A-Za-z0-9+/]{16,172})");
    private static final long MAX_BLOCKS = 512 * 1024; // of 128 octets: 64 MiB of memory
    private static final long MAX_WORK = 8 * MAX_BLOCKS;
    private static final long NANOS_PER_BLOCK = 400;

    static ScryptHash parse(String stored) {
        Matcher form = FORM.matcher(stored);
        if (!form.matches()) {
            throw new IllegalArgumentException("Not of the form $scrypt$ln=…,r=…,p=…$salt$hash");
        }
        int logN = Integer.parseInt(form.group(1));
        int r = Integer.parseInt(form.group(2));
        int p = Integer.parseInt(form.group(3));
        // RFC 7914 §2: N is less than 2^(128 * r / 8), which the 24 here is for every r.
        if (logN < 1 || logN > 24 || r < 1 || p < 1 || logN >= 16 * r) {
            throw new IllegalArgumentException("scrypt takes ln from 1 to 24, and r and p from 1, here");
        }
        long blocks = (1L << logN) * r;
        if (blocks > MAX_BLOCKS || blocks * p > MAX_WORK || (long) r * p > MAX_BLOCKS) {
            throw new IllegalArgumentException("scrypt takes up to 64 MiB, and that eight times over, here");
        }
        Base64.Decoder base64 = Base64.getDecoder();
        return new ScryptHash(logN, r, p, base64.decode(form.group(4)), base64.decode(form.group(5)));
    }

    @Override
    public boolean matches(String secret) {
        byte[] octets = secret.getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(
                hash, HeavyWork.inTurn(() -> SCrypt.generate(octets, salt, 1 << logN, r, p, hash.length)));
    }

    @Override
    public long cost() {
        return (NANOS_PER_BLOCK << logN) * r * p;
    }

    @Override
    public SecretHash decoy() {
        byte[] nothing = new byte[hash.length];
        DigestHash.Random.SECURE.nextBytes(nothing);
        return new ScryptHash(logN, r, p, salt, nothing);
    }
}
