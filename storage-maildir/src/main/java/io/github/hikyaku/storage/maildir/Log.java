package io.github.hikyaku.storage.maildir;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loggers, made when there is something to say: to look for a provider costs tens of milliseconds of a first start. */
final class Log {
    private Log() {}

    static Logger of(Class<?> type) {
        return LoggerFactory.getLogger(type);
    }
}
