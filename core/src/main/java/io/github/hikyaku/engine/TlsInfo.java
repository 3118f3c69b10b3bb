package io.github.hikyaku.engine;

import javax.net.ssl.SSLSession;

/**
 * What TLS agreed on.
 *
 * @param protocol such as {@code TLSv1.3}
 * @param cipherSuite its standard name
 * @param session the JDK's own view of it, for client certificates and channel binding
 */
public record TlsInfo(String protocol, String cipherSuite, SSLSession session) {}
