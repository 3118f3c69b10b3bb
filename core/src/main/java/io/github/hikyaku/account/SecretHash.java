package io.github.hikyaku.account;

/** What is kept of a secret: enough to check one, too little to know it. Immutable. */
interface SecretHash {
    /** Whether this is the secret; the time it takes does not depend on how much of it is right. */
    boolean matches(String secret);

    /** How costly {@link #matches} is, to compare one with another. */
    long cost();

    /** One as costly as this that matches nothing that anybody knows. */
    SecretHash decoy();
}
