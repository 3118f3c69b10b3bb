package io.github.hikyaku.event;

import java.util.List;

/**
 * Hears every event. Called on the thread that decided, in the order of one connection's decisions; it must never
 * wait, for it may be on a thread that serves other connections too, and be safe for use by many threads. What it throws is logged and otherwise ignored.
 */
@FunctionalInterface
public interface MailEventListener {
    /** Something happened. */
    void on(MailEvent event);

    /** One listener for several, in their order: what one of them throws is logged and keeps nothing from the others. */
    static MailEventListener all(List<MailEventListener> listeners) {
        return new SafeListeners(listeners);
    }
}
