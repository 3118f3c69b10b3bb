package io.github.hikyaku.imap.internal.session;

/** What a command may tell of other sessions' changes before it ends. */
enum Updates {
    /** Nothing: the mailbox is about to be left, or there is none. */
    NONE,
    /** All but EXPUNGE, and only if something was signalled (RFC 3501 §7.4.1: FETCH, STORE and SEARCH). */
    NO_EXPUNGE,
    /** Everything that was signalled; FETCH responses with the UID. */
    UID,
    /** Everything there is, signalled or not. */
    ALL
}
