package io.github.hikyaku.account.ldap;

import io.github.hikyaku.account.ldap.internal.LdapSocketFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.naming.NamingException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The socket below a connection. It is cut at the deadline whatever JNDI does, which has no limit of its own for a bind or a
 * handshake after StartTLS; whoever waits then fails.
 */
final class LdapLine implements LdapSocketFactory.Dialer {
    /** What JNDI does. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws NamingException;
    }

    private final LdapServer server;
    private final SSLContext tls;
    private final int connectMillis;
    private final Deadline opening;
    private volatile @Nullable Socket socket;

    LdapLine(LdapServer server, SSLContext tls, int connectMillis, Deadline opening) {
        this.server = server;
        this.tls = tls;
        this.connectMillis = connectMillis;
        this.opening = opening;
    }

    @Override
    public Socket dial() throws IOException {
        Socket plain = connected();
        return server.tls() ? encrypted(plain) : plain;
    }

    private Socket connected() throws IOException {
        IOException failure = null;
        for (InetAddress address : InetAddress.getAllByName(server.name())) {
            Socket attempt = new Socket();
            try {
                attempt.setTcpNoDelay(true);
                attempt.setKeepAlive(true);
                int millis = Math.min(connectMillis, opening.remainingMillis());
                attempt.connect(new InetSocketAddress(address, server.port()), millis);
                socket = attempt;
                return attempt;
            } catch (IOException e) {
                attempt.close();
                failure = e;
            }
        }
        throw failure == null ? new IOException("There is no address of " + server.name()) : failure;
    }

    private Socket encrypted(Socket plain) throws IOException {
        SSLSocket encrypted =
                (SSLSocket) tls.getSocketFactory().createSocket(plain, server.name(), server.port(), true);
        SSLParameters parameters = encrypted.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("LDAPS"); // RFC 4513 §3.1.3
        encrypted.setSSLParameters(parameters);
        encrypted.startHandshake();
        return encrypted;
    }

    /** Does some work, and cuts the line if it takes longer than it may. */
    <T> T by(Deadline deadline, Work<T> work) throws NamingException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        CompletableFuture<Void> ignored = done.orTimeout(deadline.remainingMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((nothing, late) -> {
                    if (late != null) {
                        // Not by the thread that tells the time for the whole JVM: closing may wait.
                        Thread cutter = new Thread(this::cut, "hikyaku-ldap-timeout");
                        cutter.setDaemon(true);
                        cutter.start();
                    }
                });
        try {
            return work.run();
        } finally {
            done.complete(null);
            ignored.isDone();
        }
    }

    /** Closes the socket, under TLS without a farewell. */
    void cut() {
        Socket open = socket;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            // There is nobody left to tell.
        }
    }
}
