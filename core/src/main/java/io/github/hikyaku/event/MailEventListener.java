package io.github.hikyaku.event;

/**
 * Hears every event. Called on the thread that decided, in the order of one connection's decisions; it must return soon and be
 * safe for use by many threads. What it throws is logged and otherwise ignored.
 */
@FunctionalInterface
public interface MailEventListener {
    /** Something happened. */
    void on(MailEvent event);
}
