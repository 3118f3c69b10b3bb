package io.github.hikyaku.imap.internal.session;

/**
 * What a service is configured to do.
 *
 * @param service its name, for events
 * @param plaintextAuth whether secrets may cross the wire without TLS
 */
public record ImapSettings(String service, boolean plaintextAuth) {}
