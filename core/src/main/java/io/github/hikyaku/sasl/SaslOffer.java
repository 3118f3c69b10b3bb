package io.github.hikyaku.sasl;

import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.engine.TlsInfo;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The mechanisms that can be used on a connection at one moment: what each protocol announces, and takes. Immutable. */
public final class SaslOffer {
    private final List<SaslMechanism> known;
    private final List<SaslMechanism> usable;
    private final boolean plaintext;
    private final SaslContext context;

    /**
     * Finds out what can be used.
     *
     * @param known all that the server is set up with, the preferred one first
     * @param plaintext whether a secret may cross the wire in a readable form although TLS is not on
     */
    public SaslOffer(
            List<SaslMechanism> known, Accounts accounts, String hostname, Optional<TlsInfo> tls, boolean plaintext) {
        this.known = known;
        this.plaintext = plaintext || tls.isPresent();
        SaslContext asking = new SaslContext(accounts, hostname, tls, Set.of());
        usable = known.stream()
                .filter(mechanism -> this.plaintext || !mechanism.isPlaintext())
                .filter(mechanism -> mechanism.isAvailable(asking))
                .toList();
        context = new SaslContext(accounts, hostname, tls, new LinkedHashSet<>(names()));
    }

    /** The names of the mechanisms, the preferred one first. */
    public List<String> names() {
        return usable.stream().map(SaslMechanism::name).toList();
    }

    /** The mechanism of that name, in capitals, if it can be used. */
    public Optional<SaslMechanism> find(String name) {
        return named(usable, name);
    }

    /** Whether there is a mechanism of that name, in capitals, which is not offered because TLS is not on. */
    public boolean needsTls(String name) {
        return !plaintext
                && named(known, name).filter(SaslMechanism::isPlaintext).isPresent();
    }

    private static Optional<SaslMechanism> named(List<SaslMechanism> mechanisms, String name) {
        return mechanisms.stream().filter(m -> m.name().equals(name)).findFirst();
    }

    /** Begins an exchange by a mechanism of this offer. */
    public SaslExchange start(SaslMechanism mechanism) {
        return mechanism.start(context);
    }
}
