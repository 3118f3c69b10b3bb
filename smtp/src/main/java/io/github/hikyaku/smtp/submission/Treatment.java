package io.github.hikyaku.smtp.submission;

/** What is done about a {@link HeaderFault}. */
public enum Treatment {
    /** The message is refused, and its sender told which field it is and what is wrong with it. */
    REFUSE,
    /** It is repaired, as the fault says; what cannot be is refused. */
    FIX,
    /** It stays as it is. */
    PASS
}
