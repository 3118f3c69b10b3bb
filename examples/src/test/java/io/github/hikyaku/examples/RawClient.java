package io.github.hikyaku.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLSocket;

/** A client that sends whatever it is told, right or wrong. Octets are read and written as ISO 8859-1. */
final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;

    private Socket socket;
    private InputStream in;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Connects, and reads nothing. */
    static RawClient connect(int port) throws IOException {
        return new RawClient(new Socket(ExampleServer.HOST, port));
    }

    /** Connects, and reads the line of greeting. */
    static RawClient greeted(int port) throws IOException {
        RawClient client = connect(port);
        client.line();
        return client;
    }

    /** Begins TLS on the connection, on which nothing may wait to be read. */
    RawClient tls() throws IOException, GeneralSecurityException {
        assertThat(in.available()).as("octets before TLS").isZero();
        SSLSocket secured = (SSLSocket) AnyCertificate.context()
                .getSocketFactory()
                .createSocket(socket, ExampleServer.HOST, socket.getPort(), true);
        secured.startHandshake();
        socket = secured;
        in = new BufferedInputStream(secured.getInputStream());
        return this;
    }

    /** Sends text as it is. */
    RawClient raw(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Sends a line. */
    RawClient send(String line) throws IOException {
        return raw(line + "\r\n");
    }

    /** The next line, without its end; the empty text with a mark if the server has closed. */
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                return line + "<closed>";
            }
            line.write(octet);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        assertThat(text).as("a line of the server").endsWith("\r");
        return text.substring(0, text.length() - 1);
    }

    /** The next octets, so many of them, or fewer if the server closes. */
    String octets(int count) throws IOException {
        return new String(in.readNBytes(count), StandardCharsets.ISO_8859_1);
    }

    /** Sends a line and reads one. */
    String ask(String line) throws IOException {
        return send(line).line();
    }

    /** The next SMTP reply: its lines, or the last one if that is all there is. */
    String reply() throws IOException {
        List<String> lines = new ArrayList<>();
        do {
            lines.add(line());
        } while (lines.get(lines.size() - 1).matches("\\d{3}-.*"));
        return String.join("\n", lines);
    }

    /** Sends an SMTP command and reads its reply. */
    String command(String line) throws IOException {
        return send(line).reply();
    }

    /** Sends an IMAP command with a tag and reads up to the line with that tag, which is the last one of the answer. */
    List<String> imap(String tag, String command) throws IOException {
        return send(tag + " " + command).until(tag + " ");
    }

    /** Lines up to the first one that begins so, or to the end. */
    List<String> until(String beginning) throws IOException {
        List<String> lines = new ArrayList<>();
        String line;
        do {
            line = line();
            lines.add(line);
        } while (!line.startsWith(beginning) && !line.endsWith("<closed>"));
        return lines;
    }

    /** Whether the server closes the connection and says no more. */
    void assertClosed() throws IOException {
        try {
            assertThat(in.read()).as("the end of the connection").isEqualTo(-1);
        } catch (SocketException reset) {
            // The server did not read what was sent last: that is closed as well.
        }
    }

    /** Ends this side's half of the connection. */
    RawClient half() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** The initial response of SASL PLAIN. */
    static String plain(String name, String secret) {
        return Base64.getEncoder().encodeToString(("\0" + name + "\0" + secret).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
