package io.github.hikyaku.smtp.internal.session;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Names for messages: an atom (RFC 5322 §3.2.3), unique in this JVM, and elsewhere but for a chance in 2^64. */
final class MailIds {
    private static final String JVM = Long.toUnsignedString(new SecureRandom().nextLong(), 36);
    private static final AtomicLong COUNT = new AtomicLong();

    private MailIds() {}

    static String next() {
        return JVM + "-" + Long.toString(COUNT.incrementAndGet(), 36);
    }
}
