package io.github.hikyaku.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.engine.TlsInfo;
import io.github.hikyaku.tls.TestCertificates;
import io.github.hikyaku.tls.Tls;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsCodecTest {
    private static final Tls TLS = Tls.selfSigned("localhost");

    /** One end; what it sends is carried to the other by {@link #carry}. */
    private static final class End implements TlsCodec.Owner {
        final SSLEngine engine;
        final TlsCodec codec;
        final ByteArrayOutputStream cipher = new ByteArrayOutputStream();
        final ByteArrayOutputStream plain = new ByteArrayOutputStream();
        final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
        final List<String> events = new ArrayList<>();
        long sent;

        @Nullable
        SSLException cause;

        End(SSLEngine engine) {
            this.engine = engine;
            codec = new TlsCodec(engine, new BufferPool(TlsCodec.bufferSize(engine)), this);
        }

        static End server() {
            return new End(TLS.serverEngine());
        }

        static End client(String protocol) {
            SSLEngine engine = TestCertificates.trusting(TLS).createSSLEngine("localhost", 25);
            engine.setUseClientMode(true);
            engine.setEnabledProtocols(new String[] {protocol});
            return new End(engine);
        }

        @Override
        public void ciphertext(ByteBuffer octets, int plaintext) {
            byte[] copy = new byte[octets.remaining()];
            octets.get(copy);
            cipher.writeBytes(copy);
            sent += plaintext;
        }

        @Override
        public void plaintext(ByteBuffer octets) {
            plain.write(octets.array(), octets.arrayOffset() + octets.position(), octets.remaining());
        }

        @Override
        public void established(TlsInfo tls) {
            events.add(tls.protocol());
        }

        @Override
        public void peerEnded() {
            events.add("peerEnded");
        }

        @Override
        public void run(Runnable task) {
            tasks.add(task);
        }

        @Override
        public void failed(SSLException why) {
            events.add("failed");
            cause = why;
        }

        void send(byte[] octets) {
            codec.send(ByteBuffer.wrap(octets));
        }

        byte[] taken() {
            byte[] octets = cipher.toByteArray();
            cipher.reset();
            return octets;
        }

        boolean work() {
            Runnable task = tasks.poll();
            if (task != null) {
                task.run();
                codec.tasksDone();
            }
            return task != null;
        }
    }

    /** Carries ciphertext both ways, in pieces of a size, until nothing moves. */
    private static void carry(End one, End other, int piece) {
        boolean moved = true;
        while (moved) {
            moved = deliver(one, other, piece) | deliver(other, one, piece) | one.work() | other.work();
        }
    }

    private static boolean deliver(End from, End to, int piece) {
        byte[] octets = from.taken();
        for (int at = 0; at < octets.length; at += piece) {
            int size = Math.min(piece, octets.length - at);
            to.codec.receive(ByteBuffer.wrap(octets, at, size));
        }
        return octets.length > 0;
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2, 1", "TLSv1.2, 100000", "TLSv1.3, 1", "TLSv1.3, 7", "TLSv1.3, 100000"})
    void carriesOctetsBothWaysHoweverTheyAreChunked(String protocol, int piece) {
        End server = End.server();
        End client = End.client(protocol);
        server.codec.start();
        client.codec.start();
        carry(client, server, piece);
        assertThat(server.events).containsExactly(protocol);
        assertThat(client.events).containsExactly(protocol);
        byte[] large = new byte[200_000];
        new Random(1).nextBytes(large);
        client.send("hello".getBytes(StandardCharsets.US_ASCII));
        server.send(large);
        carry(client, server, piece);
        assertThat(server.plain.toString(StandardCharsets.US_ASCII)).isEqualTo("hello");
        assertThat(client.plain.toByteArray()).isEqualTo(large);
        assertThat(server.sent).isEqualTo(200_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void keepsWhatIsSentBeforeTheHandshakeIsDone(String protocol) {
        End server = End.server();
        End client = End.client(protocol);
        server.codec.start();
        client.codec.start();
        server.send("early".getBytes(StandardCharsets.US_ASCII));
        client.send("too".getBytes(StandardCharsets.US_ASCII));
        assertThat(server.sent).isZero();
        carry(client, server, 100_000);
        assertThat(client.plain.toString(StandardCharsets.US_ASCII)).isEqualTo("early");
        assertThat(server.plain.toString(StandardCharsets.US_ASCII)).isEqualTo("too");
        assertThat(server.sent).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void saysGoodbyeAndHearsIt(String protocol) {
        End server = End.server();
        End client = End.client(protocol);
        server.codec.start();
        client.codec.start();
        carry(client, server, 100_000);
        server.send("bye".getBytes(StandardCharsets.US_ASCII));
        server.codec.close();
        carry(client, server, 100_000);
        assertThat(client.plain.toString(StandardCharsets.US_ASCII)).isEqualTo("bye");
        assertThat(client.events).containsExactly(protocol, "peerEnded");
        assertThat(server.events).doesNotContain("failed");
    }

    /** TLS 1.2 forbids it (RFC 5246 §7.2.1), 1.3 does not (RFC 8446 §6.1). */
    @Test
    void repliesStillGoToAPeerThatSendsNoMore() {
        End server = End.server();
        End client = End.client("TLSv1.3");
        server.codec.start();
        client.codec.start();
        carry(client, server, 100_000);
        client.send("quit".getBytes(StandardCharsets.US_ASCII));
        client.codec.close();
        byte[] last = client.taken();
        server.codec.receive(ByteBuffer.wrap(last));
        assertThat(server.events).containsExactly("TLSv1.3", "peerEnded");
        server.send("bye".getBytes(StandardCharsets.US_ASCII));
        assertThat(server.sent).isEqualTo(3);
        assertThat(server.cipher.size()).isPositive();
    }

    @Test
    void plaintextInsteadOfTlsFails() {
        End server = End.server();
        server.codec.start();
        server.codec.receive(ByteBuffer.wrap("EHLO client.example.org\r\n".getBytes(StandardCharsets.US_ASCII)));
        assertThat(server.events).containsExactly("failed");
        server.codec.receive(ByteBuffer.wrap("EHLO again\r\n".getBytes(StandardCharsets.US_ASCII)));
        server.send(new byte[10]);
        server.codec.close();
        assertThat(server.events).containsExactly("failed");
    }

    @Test
    void aClientThatDoesNotTrustTheCertificateIsToldByAnAlert() throws Exception {
        End server = End.server();
        SSLEngine engine = javax.net.ssl.SSLContext.getDefault().createSSLEngine("localhost", 25);
        engine.setUseClientMode(true);
        End client = new End(engine);
        server.codec.start();
        client.codec.start();
        carry(client, server, 100_000);
        assertThat(client.events).containsExactly("failed");
        assertThat(server.events).containsExactly("failed");
        assertThat(server.cause).hasMessageContaining("certificate");
    }

    @Test
    void renegotiationIsRefused() throws Exception {
        End server = End.server();
        End client = End.client("TLSv1.2");
        server.codec.start();
        client.codec.start();
        carry(client, server, 100_000);
        client.engine.beginHandshake();
        client.codec.receive(ByteBuffer.allocate(0)); // lets it speak
        carry(client, server, 100_000);
        assertThat(server.events).containsExactly("TLSv1.2", "failed");
    }

    @Test
    void aFewUpdatesOfKeysAreGrantedAndAFloodFails() throws Exception {
        End server = End.server();
        End client = End.client("TLSv1.3");
        server.codec.start();
        client.codec.start();
        carry(client, server, 100_000);
        for (int i = 0; i < 100; i++) {
            updateKeys(client, server);
        }
        client.send("hello".getBytes(StandardCharsets.US_ASCII));
        server.send("hello".getBytes(StandardCharsets.US_ASCII));
        carry(client, server, 100_000);
        assertThat(server.plain.toString(StandardCharsets.US_ASCII)).isEqualTo("hello");
        assertThat(client.plain.toString(StandardCharsets.US_ASCII)).isEqualTo("hello");
        for (int i = 0; i < 1_000; i++) {
            updateKeys(client, server);
        }
        assertThat(server.events).containsExactly("TLSv1.3", "failed");
        assertThat(server.cause).hasMessageContaining("carry nothing");
    }

    /** Has the client update its keys and ask for the same in return, without reading what comes. */
    private static void updateKeys(End client, End server) throws SSLException {
        client.engine.beginHandshake();
        client.codec.receive(ByteBuffer.allocate(0));
        deliver(client, server, 100_000);
    }

    @Test
    void aFloodDuringTheHandshakeFails() {
        End server = End.server();
        End client = End.client("TLSv1.3");
        server.codec.start();
        client.codec.start();
        server.codec.receive(ByteBuffer.wrap(client.taken()));
        assertThat(server.tasks).hasSize(1);
        for (int i = 0; i < 10; i++) {
            server.codec.receive(ByteBuffer.allocate(64 * 1024));
        }
        assertThat(server.events).containsExactly("failed");
        server.work();
        assertThat(server.events).containsExactly("failed");
    }
}
