package io.github.hikyaku.account;

/**
 * Checks secrets against the stored forms of {@link Secrets}, for a directory that lets nobody find out which names there
 * are: refusing an unknown name costs as much as checking the costliest form that was seen. Safe for use by many threads.
 */
public final class SecretChecker {
    private volatile SecretHash decoy = DigestHash.of("").decoy();

    /** One that has seen no form yet. */
    public SecretChecker() {}

    /**
     * Tells of a form that is in use.
     *
     * @throws IllegalArgumentException if the form is not known
     */
    public void inUse(String stored) {
        raise(Secrets.parse(stored));
    }

    /**
     * Whether the secret is the one of which a form was stored.
     *
     * @throws IllegalArgumentException if the form is not known
     */
    public boolean matches(String stored, String secret) {
        SecretHash hash = Secrets.parse(stored);
        SecretHash asCostly = raise(hash);
        String prepared = Secrets.prepared(secret);
        if (Secrets.matches(hash, prepared)) {
            return true;
        }
        if (hash.cost() < asCostly.cost()) {
            asCostly.matches(prepared);
        }
        return false;
    }

    /** Takes the time that a wrong secret takes, for a name that does not exist or has no secret. */
    public void spend(String secret) {
        decoy.matches(Secrets.prepared(secret));
    }

    private SecretHash raise(SecretHash hash) {
        SecretHash most = decoy;
        if (hash.cost() > most.cost()) {
            most = hash.decoy();
            decoy = most;
        }
        return most;
    }
}
