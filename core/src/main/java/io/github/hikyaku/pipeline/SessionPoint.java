package io.github.hikyaku.pipeline;

/** The points of a session at which mail, and who brings it, is judged. */
public enum SessionPoint {
    /** {@link SessionStage#connected}. */
    CONNECT,
    /** {@link SessionStage#greeted}. */
    GREETING,
    /** {@link SessionStage#mail}. */
    MAIL,
    /** {@link SessionStage#recipient}. */
    RECIPIENT,
    /** {@link SessionStage#header}. */
    HEADER,
    /** {@link SessionStage#message}. */
    MESSAGE,
    /** {@link SessionStage#reset} and {@link SessionStage#closed}. */
    END
}
