package io.github.hikyaku.smtp.internal.command;

import io.github.hikyaku.pipeline.Reply;

/** A command is refused with this reply. Not an error of the program, so it has no stack trace. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Reply reply;

    /** With what the peer is told. */
    public Refusal(Reply reply) {
        super(reply.toString(), null, false, false);
        this.reply = reply;
    }

    /** With what the peer is told, part by part. */
    public Refusal(int code, String status, String text) {
        this(new Reply(code, status, text));
    }

    /** What the peer is told. */
    public Reply reply() {
        return reply;
    }
}
