package io.github.hikyaku.event;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Logs every event as one line to the logger {@code io.github.hikyaku.mail}: errors of this program as ERROR, what an
 * operator should look at as WARN, decisions about messages and logins as INFO, all else as DEBUG. What a peer may
 * have made up is printed with its control characters escaped, so that it cannot forge lines.
 */
public final class Slf4jMailEventListener implements MailEventListener {
    private final Logger logger = LoggerFactory.getLogger("io.github.hikyaku.mail");

    /** Logs to the logger above. */
    public Slf4jMailEventListener() {}

    @Override
    public void on(MailEvent event) {
        Level level = EventText.level(event);
        if (!logger.isEnabledForLevel(level)) {
            return;
        }
        Throwable cause = EventText.stackTrace(event);
        var line = logger.atLevel(level);
        (cause == null ? line : line.setCause(cause)).log("{}", EventText.of(event));
    }
}
