package io.github.hikyaku.imap.internal.command;

import org.jspecify.annotations.Nullable;

/** A command gets BAD (it breaks the grammar) or NO (it cannot be done). Carries what the client is told, and no stack. */
public final class CommandRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean bad;
    private final @Nullable String code;

    private CommandRefused(boolean bad, @Nullable String code, String text) {
        super(text, null, false, false);
        this.bad = bad;
        this.code = code;
    }

    /** The command breaks the grammar, or does not fit the state. */
    public static CommandRefused bad(String text) {
        return new CommandRefused(true, null, text);
    }

    /** The command cannot be done. */
    public static CommandRefused no(String text) {
        return new CommandRefused(false, null, text);
    }

    /**
     * The command cannot be done, for a reason that clients understand.
     *
     * @param code the response code without its brackets (RFC 5530)
     */
    public static CommandRefused no(String code, String text) {
        return new CommandRefused(false, code, text);
    }

    /** Whether the answer is BAD rather than NO. */
    public boolean isBad() {
        return bad;
    }

    /** The response code without its brackets, or null. */
    public @Nullable String code() {
        return code;
    }

    /** What people are told. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
