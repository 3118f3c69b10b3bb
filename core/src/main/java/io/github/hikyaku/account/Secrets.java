package io.github.hikyaku.account;

import io.github.hikyaku.precis.Precis;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * Stored forms of secrets, for directories of all kinds. Known are:
 *
 * <ul>
 *   <li>Argon2id: {@code $argon2id$v=19$m=…,t=…,p=…$salt$hash} (RFC 9106), the form to choose where SCRAM is not wanted
 *   <li>keys of SCRAM: {@code SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey} (RFC 5803), also with SHA-1 and SHA-512, and
 *       Dovecot's {@code {SCRAM-SHA-256}iterations,salt,StoredKey,ServerKey}
 *   <li>bcrypt: {@code $2a$}, {@code $2b$} and {@code $2y$}
 *   <li>scrypt: {@code $scrypt$ln=…,r=…,p=…$salt$hash}
 *   <li>PBKDF2: {@code $pbkdf2-sha256$iterations$salt$hash}, also with sha1 and sha512, OpenLDAP's {@code {PBKDF2-SHA256}…}, and
 *       Dovecot's {@code {PBKDF2}$1$…}
 *   <li>SHA-crypt: {@code $5$…} and {@code $6$…}
 *   <li>{@code {SSHA}}, {@code {SSHA256}} and {@code {SSHA512}}: the base64 of a digest and its salt
 *   <li>{@code {PLAIN}}: the secret itself, for tests and files that nobody else reads
 * </ul>
 *
 * <p>The forms that begin with a dollar sign may stand behind {@code {CRYPT}} or the names that Dovecot has for them. What would
 * take more than some seconds or much memory to check is refused as a form. Secrets are compared as RFC 8265 §4.2 has it
 * (OpaqueString), and as they are where they have characters that it forbids, in Unicode normalization form C. One that is
 * empty, or longer than 1024 UTF-16 units, is never right.
 */
public final class Secrets {
    static final int MAX_LENGTH = 1024;

    private static final int SCRAM_ITERATIONS = 4096;

    private Secrets() {}

    /**
     * The Argon2id form of a secret, with a new salt. Takes some 20 MiB and tens of milliseconds, as checking it does.
     *
     * @throws IllegalArgumentException if the secret is empty or too long
     */
    public static String argon2id(String secret) {
        return Argon2idHash.of(usable(secret)).stored();
    }

    /**
     * The SCRAM form of a secret, with a new salt and 4096 iterations (RFC 7677 §4).
     *
     * @throws IllegalArgumentException if the secret is empty or too long
     */
    public static String scram(ScramHash hash, String secret) {
        byte[] salt = new byte[16];
        DigestHash.Random.SECURE.nextBytes(salt);
        return new ScramHashForm(ScramKeys.of(hash, secret, salt, SCRAM_ITERATIONS)).stored();
    }

    /**
     * Whether a secret is the one of which a form was stored. Takes constant time for the secrets of one form.
     *
     * @throws IllegalArgumentException if the form is not known
     */
    public static boolean matches(String stored, String secret) {
        return matches(parse(stored), prepared(secret));
    }

    /**
     * What SCRAM checks the secret of a stored form with, if that holds keys of this kind.
     *
     * @throws IllegalArgumentException if the form is not known
     */
    public static Optional<ScramKeys> scramKeys(String stored, ScramHash hash) {
        return parse(stored).scramKeys(hash);
    }

    static boolean matches(SecretHash hash, String prepared) {
        boolean same = hash.matches(prepared);
        return same && !prepared.isEmpty();
    }

    static SecretHash parse(String stored) {
        int end = stored.startsWith("{") ? stored.indexOf('}') : -1;
        String scheme = end < 0 ? "" : stored.substring(1, end).toUpperCase(Locale.ROOT);
        String rest = stored.substring(end + 1);
        return switch (scheme) {
            case "", "CRYPT", "ARGON2ID", "BLF-CRYPT", "SHA256-CRYPT", "SHA512-CRYPT", "SCRYPT" -> unnamed(rest);
            case "SSHA" -> salted("SHA-1", 20, rest);
            case "SSHA256" -> salted("SHA-256", 32, rest);
            case "SSHA512" -> salted("SHA-512", 64, rest);
            case "SCRAM-SHA-1" -> ScramHashForm.parse(ScramHash.SHA_1, rest);
            case "SCRAM-SHA-256" -> ScramHashForm.parse(ScramHash.SHA_256, rest);
            case "SCRAM-SHA-512" -> ScramHashForm.parse(ScramHash.SHA_512, rest);
            case "PBKDF2" ->
                rest.startsWith("$1$") ? Pbkdf2Hash.parseDovecot(rest) : Pbkdf2Hash.parse(ScramHash.SHA_1, rest);
            case "PBKDF2-SHA1" -> Pbkdf2Hash.parse(ScramHash.SHA_1, rest);
            case "PBKDF2-SHA256" -> Pbkdf2Hash.parse(ScramHash.SHA_256, rest);
            case "PBKDF2-SHA512" -> Pbkdf2Hash.parse(ScramHash.SHA_512, rest);
            case "PLAIN" -> new PlainSecret(usable(rest));
            default -> throw unknown();
        };
    }

    /** A form that says itself what it is. */
    private static SecretHash unnamed(String stored) {
        int second = stored.indexOf('$', 1);
        return switch (second < 0 ? "" : stored.substring(0, second + 1)) {
            case "$argon2id$" -> Argon2idHash.parse(stored);
            case "$2a$", "$2b$", "$2y$" -> BcryptHash.parse(stored);
            case "$scrypt$" -> ScryptHash.parse(stored);
            case "$5$", "$6$" -> ShaCryptHash.parse(stored);
            case "$pbkdf2$", "$pbkdf2-sha1$" -> Pbkdf2Hash.parse(ScramHash.SHA_1, stored.substring(second + 1));
            case "$pbkdf2-sha256$" -> Pbkdf2Hash.parse(ScramHash.SHA_256, stored.substring(second + 1));
            case "$pbkdf2-sha512$" -> Pbkdf2Hash.parse(ScramHash.SHA_512, stored.substring(second + 1));
            case "SCRAM-SHA-1$" -> ScramHashForm.parse(ScramHash.SHA_1, stored.substring(second + 1));
            case "SCRAM-SHA-256$" -> ScramHashForm.parse(ScramHash.SHA_256, stored.substring(second + 1));
            case "SCRAM-SHA-512$" -> ScramHashForm.parse(ScramHash.SHA_512, stored.substring(second + 1));
            default -> throw unknown();
        };
    }

    private static IllegalArgumentException unknown() {
        return new IllegalArgumentException("The stored secret has none of the known forms, such as $argon2id$…,"
                + " SCRAM-SHA-256$…, $2b$…, $scrypt$…, $pbkdf2-sha256$…, $6$…, {SSHA}… or {PLAIN}…");
    }

    private static SecretHash salted(String algorithm, int digestOctets, String base64) {
        byte[] both = Base64.getDecoder().decode(base64);
        if (both.length <= digestOctets) {
            throw new IllegalArgumentException("There is no salt behind the digest");
        }
        byte[] digest = Arrays.copyOf(both, digestOctets);
        return new DigestHash(algorithm, digest, Arrays.copyOfRange(both, digestOctets, both.length));
    }

    /** The form in which secrets are compared; empty for what is no secret. */
    static String prepared(String secret) {
        if (secret.length() > MAX_LENGTH) {
            return "";
        }
        // A secret with characters that the JDK's Unicode does not know yet is better than a user who is locked out.
        return Precis.opaqueString(secret).orElseGet(() -> nfc(secret));
    }

    /** The form of a secret that is to be kept. */
    static String usable(String secret) {
        String prepared = prepared(secret);
        if (prepared.isEmpty()) {
            throw new IllegalArgumentException("The secret is empty, or longer than " + MAX_LENGTH);
        }
        return prepared;
    }

    static String nfc(String text) {
        // Below U+0300 all is in form C already, and the JDK's tables need not be loaded.
        return text.chars().allMatch(c -> c < 0x300) ? text : Normalizer.normalize(text, Normalizer.Form.NFC);
    }
}
