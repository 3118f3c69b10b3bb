package io.github.hikyaku.event;

import java.util.List;
import org.slf4j.LoggerFactory;

/** Tells several listeners, whatever they throw. */
final class SafeListeners implements MailEventListener {
    private final MailEventListener[] listeners;

    SafeListeners(List<MailEventListener> listeners) {
        this.listeners = listeners.toArray(MailEventListener[]::new);
    }

    @Override
    public void on(MailEvent event) {
        for (MailEventListener listener : listeners) {
            try {
                listener.on(event);
            } catch (Throwable e) {
                LoggerFactory.getLogger(MailEventListener.class)
                        .error("A listener failed on {}", event.getClass().getSimpleName(), e);
            }
        }
    }
}
