package io.github.hikyaku.filter;

/** What becomes of mail while a filter cannot be asked, or does not answer in time or in a way that can be understood. */
public enum FilterPolicy {
    /** The client is told to try again later (451 4.3.0). */
    DEFER,

    /** It passes, without the filter. */
    PASS
}
