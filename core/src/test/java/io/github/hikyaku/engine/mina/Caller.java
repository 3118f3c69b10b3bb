package io.github.hikyaku.engine.mina;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A blocking client over a real socket; gives up after ten seconds of silence. */
final class Caller implements Closeable {
    private Socket socket;
    private InputStream in;

    private Caller(Socket socket) throws IOException {
        use(socket);
    }

    private void use(Socket now) throws IOException {
        socket = now;
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
    }

    static Caller plain(InetSocketAddress to) throws IOException {
        return new Caller(new Socket(InetAddress.getLoopbackAddress(), to.getPort()));
    }

    static Caller tls(InetSocketAddress to, SSLContext context, String... protocols) throws IOException {
        Caller caller = plain(to);
        caller.startTls(context, protocols);
        return caller;
    }

    void startTls(SSLContext context, String... protocols) throws IOException {
        SSLSocket secure =
                (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
        if (protocols.length > 0) {
            secure.setEnabledProtocols(protocols);
        }
        secure.startHandshake();
        use(secure);
    }

    Socket socket() {
        return socket;
    }

    Caller send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** The next line without its end, or null at the end of the input. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '\n') {
                assertThat(line).endsWith("\r");
                return line.substring(0, line.length() - 1);
            }
            line.append((char) c);
        }
        return line.isEmpty() ? null : line + " without an end";
    }

    String ask(String command) throws IOException {
        return send(command + "\r\n").line();
    }

    /** Reads so many octets and answers whether each is what it should be. */
    boolean readsPattern(long size) throws IOException {
        byte[] part = new byte[64 * 1024];
        long place = 0;
        while (place < size) {
            int n = in.read(part, 0, (int) Math.min(part.length, size - place));
            if (n < 0) {
                return false;
            }
            for (int i = 0; i < n; i++) {
                if (part[i] != Talk.octet(place++)) {
                    return false;
                }
            }
        }
        return true;
    }

    static byte[] pattern(int size) {
        byte[] octets = new byte[size];
        for (int i = 0; i < size; i++) {
            octets[i] = Talk.octet(i);
        }
        return octets;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
