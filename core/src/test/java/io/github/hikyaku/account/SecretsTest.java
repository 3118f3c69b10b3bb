package io.github.hikyaku.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "$argon2id$v=19$m=65536,t=3,p=1$U7nRhu9xbVcxSiaTTz23qA$Xzpb1smX0AhuAIkxM86Icdq4RSTrYkkhrVo+QMBvx9A",
                "{ARGON2ID}$argon2id$v=19$m=65536,t=3,p=1$U7nRhu9xbVcxSiaTTz23qA$Xzpb1smX0AhuAIkxM86Icdq4RSTrYkkhrVo+QMBvx9A",
                "{SSHA}zQxB2J/egqfh8ztR5RGU5iHYDaAULulJ",
                "{ssha256}4sQDIwQzUVerYK4wC/EIhCZeQP2HAS8BAeZHau9a/9hzYWx0",
                "{SSHA512}w6RyAQW32Yr2DqdPEfxouT3BofOkZrxwv2tqr9w7YsQuhb3d1qvCj+EyhPdmDeGUrqfaTiojpFXlCrDGxZuBQF7mTMw=",
                "$2b$06$abcdefghijklmnopqrstuu9iE8GGYj0.Y8Dz1eenke86C6L58D3Ai",
                "$2a$05$abcdefghijklmnopqrstuuA0vov2GDneHB3.8.cv9UF9g.RdvScIW",
                "{BLF-CRYPT}$2y$05$nmDcg6LAfS/u8tRE71NqjOEpw.k.lKfk86uwBdOs.Zx5z9o8Ehoa2",
                "{CRYPT}$2y$05$H60IMFTLuxAT0lfr6RuulO0EuP7C/O6i2JPH6wJ5FIuWl27efEFLi",
                "$scrypt$ln=10,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$B+oP7D1W+SFZUTTS9e2PGsY9l9RaKf3qa0bylz7eGrU",
                "{SCRYPT}$scrypt$ln=10,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$B+oP7D1W+SFZUTTS9e2PGsY9l9RaKf3qa0bylz7eGrU",
                "$pbkdf2-sha1$1000$./8gc2FsdHNhbHQ$jbwvA/8Ko510r0NYYb0xJx2S3sk",
                "$pbkdf2-sha256$1000$./8gc2FsdHNhbHQ$mUuNEQsHFhTMOVPzesKas9hOHxA6wqpJv6/6QTtUUrw",
                "$pbkdf2-sha256$i=1000,l=32$+/8gc2FsdHNhbHQ=$mUuNEQsHFhTMOVPzesKas9hOHxA6wqpJv6/6QTtUUrw=",
                "{PBKDF2-SHA256}1000$./8gc2FsdHNhbHQ$mUuNEQsHFhTMOVPzesKas9hOHxA6wqpJv6/6QTtUUrw",
                "$pbkdf2-sha512$1000$./8gc2FsdHNhbHQ$KheW1spcQ23Kx9r4aWCmdh2UHdVZU3kLak2NpMizu5mpmX.nBsl7RzUhp57qsPDbViXpiUP0ycK9/OoBrzONVw",
                "{PBKDF2}$1$ee.onpvBvDzJeN.e$5000$fa4769ea9f5c5691a81c8340b3cb1cc81f1c936d",
                "{SHA256-CRYPT}$5$AhnjwUfl9Beh1me6$cHfALwM8MPb1wonS6VMcpAmE/iUxWDXzSqnwnZFRBf.",
                "{SHA512-CRYPT}$6$4rJGJwifWGcb/Mzx$8UCpp/SBvSedgVlbR//YrYmNtT10OWr9fwn9MxItwGh7jXCvroh/w2mvLV6aFxjqIX6X31AaiYJkixbZiyQKt.",
                "{SCRAM-SHA-256}4096,VdmC/0faP/iWPUNEfm60Eg==,ZM69IvUr70ubnhqS60c8mqsshmrFmyDvqgtqKDmxBnk=,8rISuwrlS3JE0axHkKwT2R6sV/8+bVKUvykUwQ9y8XY=",
                "SCRAM-SHA-256$4096:VdmC/0faP/iWPUNEfm60Eg==$ZM69IvUr70ubnhqS60c8mqsshmrFmyDvqgtqKDmxBnk=:8rISuwrlS3JE0axHkKwT2R6sV/8+bVKUvykUwQ9y8XY=",
                "{SCRAM-SHA-1}4096,Bc09faogBeI/nytgeMpyNQ==,GswSf4/haYM9mD9gd/0vYW0DDMA=,mkHczLQvKJ9Plg+P6kLUToukmkI=",
                "{PLAIN}wonderland"
            })
    void checksFormsThatOtherProgramsWrote(String stored) {
        assertThat(Secrets.matches(stored, "wonderland")).isTrue();
        assertThat(Secrets.matches(stored, "wonderlanD")).isFalse();
        assertThat(Secrets.matches(stored, "")).isFalse();
    }

    /** The examples of SHA-crypt's description, salts and rounds cut down as it says. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Hello world!|$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5",
                "Hello world!|$5$rounds=10000$saltstringsaltstring$3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA",
                "Hello world!|$5$rounds=10$roundstoolow$BiO0thfsibXRWnVAhxypb/bDS/8S0KICVgPbqzirYmC",
                "we have a short salt string but not a short password|$5$rounds=77777$short$JiO1O3ZpDAxGJeaDIuqCoEFysAe1mZNJRs3pw0KQRd/",
                "Hello world!|$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1",
                "Hello world!|$6$rounds=10000$saltstringsaltstring$OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnCM/UrjmM0Dp8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v.",
                "we have a short salt string but not a short password|$6$rounds=77777$short$WuQyW2YR.hBNpjjRhpYD/ifIw05xdfeEyQoMxIXbkvr0gge1a1x3yRULJ5CCaUeOxFmtlcGZelFl5CxtgfiAc0",
                "a very much longer text to encrypt.  This one even stretches over morethan one line.|$5$rounds=1400$anotherlongsaltstring$Rx.j8H.h8HjEDGomFU8bDkXm3XIUnzyxf12oP84Bnq1"
            })
    void checksUnixForms(String secret, String stored) {
        assertThat(Secrets.matches(stored, secret)).isTrue();
        assertThat(Secrets.matches(stored, secret + "!")).isFalse();
    }

    @Test
    void readsOfALongSecretWhatBcryptDoes() {
        assertThat(Secrets.matches("$2b$06$abcdefghijklmnopqrstuu7Z08KFvdmil8h8uo/Nd3kimyDHqKmla", "w".repeat(100)))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(ScramHash.class)
    void makesScramFormsThatHoldKeys(ScramHash hash) {
        String stored = Secrets.scram(hash, "pencil");

        assertThat(stored).startsWith(hash.mechanism() + "$4096:");
        assertThat(Secrets.matches(stored, "pencil")).isTrue();
        assertThat(Secrets.matches(stored, "Pencil")).isFalse();
        assertThat(Secrets.scramKeys(stored, hash)).map(ScramKeys::iterations).contains(4096);
        assertThat(Secrets.scramKeys(Secrets.argon2id("pencil"), hash)).isEmpty();
    }

    @Test
    void comparesSecretsInOneForm() {
        String stored = Secrets.scram(ScramHash.SHA_256, "caf\u00e9 au\u00a0lait");

        assertThat(Secrets.matches(stored, "cafe\u0301 au lait")).isTrue();
        assertThat(Secrets.matches(stored, "Caf\u00e9 au lait")).isFalse();
    }

    @Test
    void takesCharactersThatNoProfileAllows() {
        String stored = Secrets.scram(ScramHash.SHA_256, "tab\there, private \ue000");

        assertThat(Secrets.matches(stored, "tab\there, private \ue000")).isTrue();
    }

    @Test
    void neverTakesAnEmptySecretOrAnEndlessOne() {
        String ofNothing = "{SSHA}" + Base64.getEncoder().encodeToString(sha1OfNothingAndSalt());

        assertThat(Secrets.matches(ofNothing, "")).isFalse();
        assertThat(Secrets.matches(ofNothing, "x".repeat(1025))).isFalse();
        assertThatThrownBy(() -> Secrets.argon2id("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Secrets.scram(ScramHash.SHA_256, "x".repeat(1025)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] sha1OfNothingAndSalt() {
        byte[] digest = ScramHash.SHA_1.digest().digest(new byte[] {1, 2, 3, 4});
        byte[] both = Arrays.copyOf(digest, digest.length + 4);
        System.arraycopy(new byte[] {1, 2, 3, 4}, 0, both, digest.length, 4);
        return both;
    }

    @Test
    void makesADifferentArgon2idFormEachTime() {
        String one = Secrets.argon2id("secret");
        String other = Secrets.argon2id("secret");

        assertThat(one).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").isNotEqualTo(other);
        assertThat(Secrets.matches(one, "secret")).isTrue();
        assertThat(Secrets.matches(other, "secret")).isTrue();
        assertThat(Secrets.matches(one, "Secret")).isFalse();
    }

    @Test
    void logsInByAStoredForm() {
        InMemoryAccounts accounts =
                Accounts.inMemory().userWithHash("alice@example.org", Secrets.argon2id("wonderland"));

        assertThat(accounts.login("alice", "wonderland")).isInstanceOf(LoginResult.Accepted.class);
        assertThat(accounts.login("alice", "x")).isInstanceOf(LoginResult.Refused.class);
        assertThat(accounts.login("nobody", "x")).isInstanceOf(LoginResult.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "$2b$06$abcdefghijklmnopqrstuu9iE8GGYj0.Y8Dz1eenke86C6L58D3Ai",
                "$scrypt$ln=10,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$B+oP7D1W+SFZUTTS9e2PGsY9l9RaKf3qa0bylz7eGrU",
                "$pbkdf2-sha256$1000$./8gc2FsdHNhbHQ$mUuNEQsHFhTMOVPzesKas9hOHxA6wqpJv6/6QTtUUrw",
                "$6$4rJGJwifWGcb/Mzx$8UCpp/SBvSedgVlbR//YrYmNtT10OWr9fwn9MxItwGh7jXCvroh/w2mvLV6aFxjqIX6X31AaiYJkixbZiyQKt.",
                "{SCRAM-SHA-256}4096,VdmC/0faP/iWPUNEfm60Eg==,ZM69IvUr70ubnhqS60c8mqsshmrFmyDvqgtqKDmxBnk=,8rISuwrlS3JE0axHkKwT2R6sV/8+bVKUvykUwQ9y8XY="
            })
    void decoysAreAsCostlyAndMatchNothing(String stored) {
        SecretHash hash = Secrets.parse(stored);

        assertThat(hash.decoy().cost()).isEqualTo(hash.cost());
        assertThat(hash.decoy().matches("wonderland")).isFalse();
        assertThat(hash.decoy().matches("")).isFalse();
        assertThat(hash.cost()).isGreaterThan(DigestHash.of("x").cost());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "{SSHA}",
                "{SSHA}????",
                "{SSHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=",
                "{PLAIN}",
                "{CLEAR}secret",
                "{CRYPT}secret",
                "{CRYPT}ab1234567890.",
                "$1$saltsalt$qjXMvbEw8oaL.CzflDtaK/",
                "$2b$16$abcdefghijklmnopqrstuu9iE8GGYj0.Y8Dz1eenke86C6L58D3Ai",
                "$2b$03$abcdefghijklmnopqrstuu9iE8GGYj0.Y8Dz1eenke86C6L58D3Ai",
                "$2x$06$abcdefghijklmnopqrstuu9iE8GGYj0.Y8Dz1eenke86C6L58D3Ai",
                "$2b$06$short",
                "$scrypt$ln=40,r=8,p=1$c2FsdA$B+oP7D1W+SFZUTTS9e2PGsY9l9RaKf3qa0bylz7eGrU",
                "$scrypt$ln=17,r=8,p=1$c2FsdA$B+oP7D1W+SFZUTTS9e2PGsY9l9RaKf3qa0bylz7eGrU",
                "$scrypt$ln=16,r=8,p=9$c2FsdA$B+oP7D1W+SFZUTTS9e2PGsY9l9RaKf3qa0bylz7eGrU",
                "$scrypt$ln=16,r=1,p=1$c2FsdA$B+oP7D1W+SFZUTTS9e2PGsY9l9RaKf3qa0bylz7eGrU",
                "$pbkdf2-sha256$99999999$c2FsdA$mUuNEQsHFhTMOVPzesKas9hOHxA6wqpJv6/6QTtUUrw",
                "$pbkdf2-sha1$1000$c2FsdA$mUuNEQsHFhTMOVPzesKas9hOHxA6wqpJv6/6QTtUUrw",
                "$pbkdf2-md5$1000$c2FsdA$mUuNEQsHFhTMOVPzesKas9hOHxA6wqpJv6",
                "{PBKDF2}$1$salt$0$fa4769ea9f5c5691a81c8340b3cb1cc81f1c936d",
                "{PBKDF2}$1$salt$99999999$fa4769ea9f5c5691a81c8340b3cb1cc81f1c936d",
                "$6$rounds=9999999$salt$8UCpp/SBvSedgVlbR//YrYmNtT10OWr9fwn9MxItwGh7jXCvroh/w2mvLV6aFxjqIX6X31AaiYJkixbZiyQKt.",
                "$6$salt$cHfALwM8MPb1wonS6VMcpAmE/iUxWDXzSqnwnZFRBf.",
                "SCRAM-SHA-256$99999999:VdmC/0faP/iWPUNEfm60Eg==$ZM69IvUr70ubnhqS60c8mqsshmrFmyDvqgtqKDmxBnk=:8rISuwrlS3JE0axHkKwT2R6sV/8+bVKUvykUwQ9y8XY=",
                "SCRAM-SHA-1$4096:VdmC/0faP/iWPUNEfm60Eg==$ZM69IvUr70ubnhqS60c8mqsshmrFmyDvqgtqKDmxBnk=:8rISuwrlS3JE0axHkKwT2R6sV/8+bVKUvykUwQ9y8XY=",
                "SCRAM-MD5$4096:VdmC$ZM69:8rIS",
                "$argon2id$v=19$m=1048576,t=5,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=16$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=99999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
            })
    void refusesFormsItDoesNotKnow(String stored) {
        assertThatThrownBy(() -> Secrets.matches(stored, "secret")).isInstanceOf(IllegalArgumentException.class);
    }
}
