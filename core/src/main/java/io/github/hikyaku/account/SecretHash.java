package io.github.hikyaku.account;

import java.util.Optional;

/** What is kept of a secret: enough to check one, too little to know it. Immutable. */
interface SecretHash {
    /** Whether this is the secret; the time it takes does not depend on how much of it is right. */
    boolean matches(String secret);

    /** How costly {@link #matches} is, roughly in nanoseconds, to compare one with another. */
    long cost();

    /** One as costly as this that matches nothing that anybody knows. */
    SecretHash decoy();

    /** What SCRAM checks the secret with, if this holds it. */
    default Optional<ScramKeys> scramKeys(ScramHash hash) {
        return Optional.empty();
    }
}
