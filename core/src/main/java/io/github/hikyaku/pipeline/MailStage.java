package io.github.hikyaku.pipeline;

import io.github.hikyaku.message.Mail;

/**
 * Judges each message after its last octet and before the reply. Called by many threads at once, on a worker; it may
 * block. If it throws, the client is told to try again later and the host gets an event.
 */
@FunctionalInterface
public interface MailStage {
    /** Judges a message, which is closed after the call. */
    Verdict judge(Mail mail) throws Exception;
}
