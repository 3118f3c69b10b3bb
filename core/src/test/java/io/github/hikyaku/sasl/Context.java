package io.github.hikyaku.sasl;

import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.engine.TlsInfo;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** What tests of mechanisms say and hear. */
final class Context {
    private Context() {}

    static SaslContext of(Accounts accounts, String... offered) {
        return new SaslContext(accounts, "mx.example.org", Optional.empty(), Set.of(offered));
    }

    static SaslContext of(Accounts accounts, TlsInfo tls, String... offered) {
        return new SaslContext(accounts, "mx.example.org", Optional.of(tls), Set.of(offered));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String challenge(SaslStep step) {
        if (!(step instanceof SaslStep.Challenge challenge)) {
            throw new AssertionError("no challenge: " + step);
        }
        return new String(challenge.octets(), StandardCharsets.UTF_8);
    }

    static String account(SaslStep step) {
        return done(step).account().id().value();
    }

    static SaslStep.Done done(SaslStep step) {
        if (!(step instanceof SaslStep.Done done)) {
            throw new AssertionError("not done: " + step);
        }
        return done;
    }

    static SaslStep.Failed failed(SaslStep step) {
        if (!(step instanceof SaslStep.Failed failed)) {
            throw new AssertionError("not failed: " + step);
        }
        return failed;
    }
}
