package io.github.hikyaku.imap.internal.session;

import org.jspecify.annotations.Nullable;

/**
 * How a command ends: the status, the response code without its brackets, and the text of the tagged response.
 *
 * @param status OK, NO or BAD
 * @param code the response code, or null
 * @param text for people
 */
record Completion(String status, @Nullable String code, String text) {
    /** The command ends later, by itself. */
    static final Completion LATER = new Completion("", null, "");

    /** Whether this is {@link #LATER}. */
    boolean isLater() {
        return status.isEmpty();
    }

    static Completion ok(String text) {
        return new Completion("OK", null, text);
    }

    static Completion ok(String code, String text) {
        return new Completion("OK", code, text);
    }

    static Completion no(String code, String text) {
        return new Completion("NO", code, text);
    }
}
