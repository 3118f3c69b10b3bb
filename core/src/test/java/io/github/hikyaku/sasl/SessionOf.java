package io.github.hikyaku.sasl;

import java.lang.reflect.Proxy;
import java.security.cert.Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** A TLS session of no connection. */
final class SessionOf {
    private SessionOf() {}

    /** One in which these certificates were shown. */
    static SSLSession certificates(Certificate[] own, Certificate[] peers) {
        return (SSLSession) Proxy.newProxyInstance(
                SessionOf.class.getClassLoader(), new Class<?>[] {SSLSession.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "getLocalCertificates" -> {
                            return own.length == 0 ? null : own;
                        }
                        case "getPeerCertificates" -> {
                            if (peers.length == 0) {
                                throw new SSLPeerUnverifiedException("no certificate");
                            }
                            return peers;
                        }
                        default -> throw new UnsupportedOperationException(method.getName());
                    }
                });
    }
}
