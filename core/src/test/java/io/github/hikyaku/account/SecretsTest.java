package io.github.hikyaku.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "$argon2id$v=19$m=65536,t=3,p=1$U7nRhu9xbVcxSiaTTz23qA$Xzpb1smX0AhuAIkxM86Icdq4RSTrYkkhrVo+QMBvx9A",
                "{ARGON2ID}$argon2id$v=19$m=65536,t=3,p=1$U7nRhu9xbVcxSiaTTz23qA$Xzpb1smX0AhuAIkxM86Icdq4RSTrYkkhrVo+QMBvx9A",
                "{SSHA}zQxB2J/egqfh8ztR5RGU5iHYDaAULulJ",
                "{ssha256}4sQDIwQzUVerYK4wC/EIhCZeQP2HAS8BAeZHau9a/9hzYWx0",
                "{SSHA512}w6RyAQW32Yr2DqdPEfxouT3BofOkZrxwv2tqr9w7YsQuhb3d1qvCj+EyhPdmDeGUrqfaTiojpFXlCrDGxZuBQF7mTMw="
            })
    void checksFormsThatOtherProgramsWrote(String stored) {
        assertThat(Secrets.matches(stored, "wonderland")).isTrue();
        assertThat(Secrets.matches(stored, "wonderlanD")).isFalse();
        assertThat(Secrets.matches(stored, "")).isFalse();
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

    @Test
    void decoysAreAsCostlyAndMatchNothing() {
        SecretHash hash = Secrets.parse("$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$" + "A".repeat(43));

        assertThat(hash.decoy().cost()).isEqualTo(hash.cost());
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
                "{PLAIN}secret",
                "$argon2id$v=16$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=99999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
            })
    void refusesFormsItDoesNotKnow(String stored) {
        assertThatThrownBy(() -> Secrets.matches(stored, "secret")).isInstanceOf(IllegalArgumentException.class);
    }
}
