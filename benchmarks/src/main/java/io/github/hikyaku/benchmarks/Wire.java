package io.github.hikyaku.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A client's end of a connection: lines out, lines and octets in, and nothing between. */
final class Wire implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    // A buffer of its own: the locks of the JDK's, octet by octet, would be what is measured.
    private final byte[] buffer = new byte[64 * 1024];
    private int at;
    private int end;

    private Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(60_000);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    static Wire plain(int port) throws IOException {
        return new Wire(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** A connection from 127.0.0.{@code last}: one address has not ports enough for ten thousand. */
    static Wire from(int last, int port) throws IOException {
        InetAddress address = InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
        return new Wire(new Socket(InetAddress.getLoopbackAddress(), port, address, 0));
    }

    static Wire tls(int port, SSLContext context) throws IOException {
        return new Wire(context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port));
    }

    /** A client's context that trusts everybody: what is measured has a certificate made at its start. */
    static SSLContext trustingContext() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                null,
                new TrustManager[] {
                    new X509TrustManager() {
                        @Override
                        public void checkClientTrusted(X509Certificate[] chain, String type) {}

                        @Override
                        public void checkServerTrusted(X509Certificate[] chain, String type) {}

                        @Override
                        public X509Certificate[] getAcceptedIssuers() {
                            return new X509Certificate[0];
                        }
                    }
                },
                new SecureRandom());
        return context;
    }

    void send(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    void send(byte[] octets) throws IOException {
        out.write(octets);
        out.flush();
    }

    private int octet() throws IOException {
        if (at == end) {
            end = in.read(buffer);
            at = 0;
            if (end <= 0) {
                end = 0;
                throw new EOFException("closed by the server");
            }
        }
        return buffer[at++];
    }

    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = octet(); c != '\n'; c = octet()) {
            if (c != '\r') {
                line.append((char) (c & 0xff));
            }
        }
        return line.toString();
    }

    /** Reads lines up to one that starts so, which it answers. */
    String until(String start) throws IOException {
        String line = line();
        while (!line.startsWith(start)) {
            line = line();
        }
        return line;
    }

    /** Sends a line and reads lines up to one that starts so. */
    String ask(String line, String start) throws IOException {
        send(line + "\r\n");
        return until(start);
    }

    /** Reads octets up to the end of a multi-line response of POP3, and answers how many. */
    long dotted() throws IOException {
        long count = 0;
        int matched = 2;
        byte[] end = {'\r', '\n', '.', '\r', '\n'};
        while (matched < end.length) {
            int c = octet();
            count++;
            matched = c == end[matched] ? matched + 1 : c == '\r' ? 1 : 0;
        }
        return count;
    }

    /** Skips octets. */
    void skip(long count) throws IOException {
        int buffered = (int) Math.min(count, end - at);
        at += buffered;
        in.skipNBytes(count - buffered);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** A message of about that size, in lines of 76 characters. */
    static byte[] message(int size) {
        String header = "From: <a@peer.example>\r\nTo: <b@test.example>\r\nSubject: measured\r\n\r\n";
        byte[] octets = new byte[size];
        byte[] head = header.getBytes(StandardCharsets.US_ASCII);
        Arrays.fill(octets, (byte) 'x');
        System.arraycopy(head, 0, octets, 0, head.length);
        for (int i = head.length + 76; i + 1 < size; i += 78) {
            octets[i] = '\r';
            octets[i + 1] = '\n';
        }
        octets[size - 2] = '\r';
        octets[size - 1] = '\n';
        return octets;
    }
}
