package io.github.hikyaku.imap.internal.session;

import java.util.EnumSet;
import java.util.Set;

/** The states of RFC 3501 §3, but for logout, in which no command comes any more. */
enum State {
    NOT_AUTHENTICATED,
    AUTHENTICATED,
    SELECTED;

    static final Set<State> ANY = EnumSet.allOf(State.class);
    static final Set<State> BEFORE_LOGIN = EnumSet.of(NOT_AUTHENTICATED);
    static final Set<State> LOGGED_IN = EnumSet.of(AUTHENTICATED, SELECTED);
    static final Set<State> IN_MAILBOX = EnumSet.of(SELECTED);
}
