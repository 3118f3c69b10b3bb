package io.github.hikyaku.account;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys of SCRAM, written as {@code SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey}, as RFC 5803 and PostgreSQL do, or as
 * Dovecot's {@code {SCRAM-SHA-256}iterations,salt,StoredKey,ServerKey}.
 */
record ScramHashForm(ScramKeys keys) implements SecretHash {
    private static final String BASE64 = "([A-Za-z0-9+/]{1,1400}={0,2})";
    private static final Pattern DOLLARS = Pattern.compile("(\\d{1,9}):" + BASE64 + "\\$" + BASE64 + ":" + BASE64);
    private static final Pattern COMMAS = Pattern.compile("(\\d{1,9})," + BASE64 + "," + BASE64 + "," + BASE64);

    /** From what follows the name of the mechanism. */
    static ScramHashForm parse(ScramHash hash, String rest) {
        Matcher form = DOLLARS.matcher(rest);
        if (!form.matches()) {
            form = COMMAS.matcher(rest);
        }
        if (!form.matches()) {
            throw new IllegalArgumentException("Not of the form …iterations:salt$StoredKey:ServerKey");
        }
        Base64.Decoder base64 = Base64.getDecoder();
        return new ScramHashForm(new ScramKeys(
                hash,
                base64.decode(form.group(2)),
                Integer.parseInt(form.group(1)),
                base64.decode(form.group(3)),
                base64.decode(form.group(4))));
    }

    String stored() {
        Base64.Encoder base64 = Base64.getEncoder();
        return keys.hash().mechanism() + "$" + keys.iterations() + ":" + base64.encodeToString(keys.salt()) + "$"
                + base64.encodeToString(keys.storedKey()) + ":" + base64.encodeToString(keys.serverKey());
    }

    @Override
    public boolean matches(String secret) {
        ScramKeys others = HeavyWork.inTurn(
                () -> ScramKeys.derive(keys.hash(), new HmacKey(keys.hash(), secret), keys.salt(), keys.iterations()));
        return MessageDigest.isEqual(keys.storedKey(), others.storedKey());
    }

    @Override
    public long cost() {
        return keys.iterations() * nanosPerIteration(keys.hash());
    }

    static long nanosPerIteration(ScramHash hash) {
        return hash == ScramHash.SHA_512 ? 1200 : 350;
    }

    @Override
    public SecretHash decoy() {
        byte[] nothing = new byte[keys.storedKey().length];
        DigestHash.Random.SECURE.nextBytes(nothing);
        return new ScramHashForm(new ScramKeys(keys.hash(), keys.salt(), keys.iterations(), nothing, keys.serverKey()));
    }

    @Override
    public Optional<ScramKeys> scramKeys(ScramHash hash) {
        return keys.hash() == hash ? Optional.of(keys) : Optional.empty();
    }
}
