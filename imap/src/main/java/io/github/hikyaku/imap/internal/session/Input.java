package io.github.hikyaku.imap.internal.session;

import io.github.hikyaku.engine.Frame;
import io.github.hikyaku.engine.Framing;

/** Who takes the octets that come next: the reader of commands, or a command that asked for more. */
interface Input {
    /** How they are to be cut. */
    Framing framing();

    /** Takes a frame. */
    void onFrame(Frame frame);

    /** The connection is gone: releases what is held. */
    default void abandon() {}
}
