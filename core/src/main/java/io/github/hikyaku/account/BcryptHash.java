package io.github.hikyaku.account;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/** bcrypt, written as {@code $2b$10$} and 53 characters of salt and hash; also with the older marks 2a and 2y. */
record BcryptHash(String stored, int rounds) implements SecretHash {
    private static final Pattern FORM = Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");
    private static final int MAX_COST = 15;
    private static final long NANOS_PER_ROUND = 50_000;

    static BcryptHash parse(String stored) {
        Matcher form = FORM.matcher(stored);
        if (!form.matches()) {
            throw new IllegalArgumentException("Not of the form $2b$cost$ and 53 characters");
        }
        int cost = Integer.parseInt(form.group(1));
        if (cost < 4 || cost > MAX_COST) {
            throw new IllegalArgumentException("bcrypt takes a cost of 4 to " + MAX_COST + " here");
        }
        return new BcryptHash(stored, 1 << cost);
    }

    @Override
    public boolean matches(String secret) {
        byte[] octets = secret.getBytes(StandardCharsets.UTF_8);
        return HeavyWork.inTurn(() -> OpenBSDBCrypt.checkPassword(stored, octets));
    }

    @Override
    public long cost() {
        return rounds * NANOS_PER_ROUND;
    }

    @Override
    public SecretHash decoy() {
        // 31 characters of hash, of which the last has only so many values.
        return new BcryptHash(stored.substring(0, stored.length() - 31) + Radix64.random(30) + "O", rounds);
    }
}
