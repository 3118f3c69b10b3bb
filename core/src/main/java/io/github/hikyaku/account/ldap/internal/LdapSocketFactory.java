package io.github.hikyaku.account.ldap.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * What JNDI asks for a connection. It knows no more of a factory than the name of its class, so the one who dials is left
 * with the thread, on which JNDI then asks.
 */
public final class LdapSocketFactory extends SocketFactory {
    private static final ThreadLocal<Dialer> DIALER = new ThreadLocal<>();

    /** Opens a connection. */
    @FunctionalInterface
    public interface Dialer {
        /** A connection that is ready for LDAP, by TLS if it is to be. */
        Socket dial() throws IOException;
    }

    private LdapSocketFactory() {}

    /** Says who dials for what this thread does next with JNDI, or nobody. */
    public static void dialBy(Dialer dialer) {
        DIALER.set(dialer);
    }

    /** Nobody dials for this thread any more. */
    public static void clear() {
        DIALER.remove();
    }

    /** Called by JNDI. */
    public static SocketFactory getDefault() {
        return new LdapSocketFactory();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        Dialer dialer = DIALER.get();
        if (dialer == null) {
            throw new IOException("Connections to directories are made by their accounts alone");
        }
        return dialer.dial();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket(host.getHostAddress(), port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket(host, port);
    }
}
