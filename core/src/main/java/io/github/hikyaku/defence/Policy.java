package io.github.hikyaku.defence;

/** What is done about what a check finds. */
public enum Policy {
    /** Nothing: it is not looked for. */
    OFF,
    /** The message passes with a header field that says so. */
    MARK,
    /** Refused for now: the client may try again later. */
    DEFER,
    /** Refused for good. */
    REFUSE
}
