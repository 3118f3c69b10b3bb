package io.github.hikyaku.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.engine.Limits;
import io.github.hikyaku.engine.TlsMode;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.pipeline.Verdict;
import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.memory.MemoryMailStore;
import io.github.hikyaku.tls.Tls;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MailServerTest {
    private final MemoryMailStore store = MemoryMailStore.create();
    private final List<MailEvent> events = new CopyOnWriteArrayList<>();

    private MailServer.Builder builder() {
        return MailServer.builder()
                .hostname("mx.example.org")
                .accounts(Accounts.inMemory().user("alice@example.org", "secret"))
                .store(store)
                .eventLog(false)
                .listener(events::add);
    }

    // ---- lifecycle

    @Test
    void servesEachServiceOnTheFreePortItReports() throws IOException {
        try (MailServer server = builder()
                .serve(EchoService.plain("one"), EchoService.plain("two"))
                .start()) {
            assertThat(server.addresses().keySet()).containsExactly("one", "two");
            for (String service : server.addresses().keySet()) {
                try (Client client = new Client(server.address(service))) {
                    assertThat(client.readLine()).isEqualTo("hello from mx.example.org");
                    assertThat(client.exchange("again")).isEqualTo("again");
                }
            }
            assertThat(server.port("one")).isNotZero().isNotEqualTo(server.port("two"));
            assertThatThrownBy(() -> server.port("three"))
                    .hasMessageContaining("three")
                    .hasMessageContaining("one, two");
        }
    }

    @Test
    void namesTheTakenPortAndClosesWhatWasOpen() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        int free;
        try (ServerSocket first = new ServerSocket(0, 1, loopback)) {
            free = first.getLocalPort();
        }
        Set<String> threads = threads();
        MailServer.Builder builder = builder().serve(EchoService.on("one", free, TlsMode.NONE));
        try (ServerSocket taken = new ServerSocket(0, 1, loopback)) {
            builder.serve(EchoService.on("two", taken.getLocalPort(), TlsMode.NONE));
            ListenException failure = catchThrowableOfType(ListenException.class, builder::start);

            assertThat(failure).hasMessageContaining("two").hasMessageContaining("" + taken.getLocalPort());
            assertThat(failure.service()).isEqualTo("two");
            assertThat(failure.address()).isEqualTo(new InetSocketAddress(loopback, taken.getLocalPort()));
            assertThatThrownBy(() -> new Client(new InetSocketAddress(loopback, free)))
                    .isInstanceOf(ConnectException.class);
        }
        assertThat(events).isEmpty();
        await().untilAsserted(() -> assertThat(threads()).isSubsetOf(threads));

        try (MailServer server = builder.start();
                Client client = new Client(server.address("two"))) {
            assertThat(client.readLine()).startsWith("hello");
        }
    }

    @Test
    void tellsSessionsOfTheShutdownAndAcceptsNoMore() throws IOException {
        MailServer server = builder().serve(EchoService.plain("echo")).start();
        try (Client client = new Client(server.address("echo"))) {
            client.readLine();
            server.close();

            assertThat(client.readLine()).isEqualTo("bye");
            assertThat(client.readLine()).isNull();
            assertThatThrownBy(() -> new Client(server.address("echo"))).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void cutsOffWhoDoesNotEndWithinTheGrace() throws IOException {
        MailServer server = builder()
                .limits(limits -> limits.shutdownGrace(Duration.ofMillis(50)))
                .serve(EchoService.plain("echo"))
                .start();
        try (Client client = new Client(server.address("echo"))) {
            client.readLine();
            client.exchange("stay");
            server.close();

            assertThat(client.isOver()).isTrue();
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void leavesNoThreadAndNoFileHandle() throws IOException {
        cycle();
        Set<String> threads = threads();
        long handles = handles();
        for (int i = 0; i < 20; i++) {
            cycle();
        }

        await().untilAsserted(() -> assertThat(threads()).isSubsetOf(threads));
        assertThat(handles()).isLessThanOrEqualTo(handles + 2);
    }

    private void cycle() throws IOException {
        try (MailServer server = builder()
                        .serve(EchoService.plain("one"), EchoService.plain("two"), EchoService.plain("three"))
                        .start();
                Client client = new Client(server.address("two"))) {
            client.readLine();
        }
    }

    @Test
    void mayBeClosedTwice() {
        MailServer server = builder().serve(EchoService.plain("echo")).start();
        server.close();
        server.close();

        assertThat(events).filteredOn(MailEvent.ServerStopped.class::isInstance).hasSize(1);
    }

    @Test
    void letsAProgramWaitUntilItIsClosed() throws Exception {
        MailServer server = builder().serve(EchoService.plain("echo")).start();
        FutureTask<Boolean> waiting = new FutureTask<>(() -> {
            server.join();
            return true;
        });
        Thread program = new Thread(waiting);
        program.start();
        assertThat(waiting.isDone()).isFalse();
        server.close();

        assertThat(waiting.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void closesTheStoreOnlyIfItOwnsIt() {
        builder().serve(EchoService.plain("echo")).start().close();
        store.open(new AccountId("alice@example.org")).close();

        builder().ownStore(store).serve(EchoService.plain("echo")).start().close();
        assertThatThrownBy(() -> store.open(new AccountId("alice@example.org"))).isInstanceOf(MailStoreException.class);
    }

    @Test
    void startsAgainFromTheSameBuilder() throws IOException {
        MailServer.Builder builder = builder().serve(EchoService.plain("echo"));
        try (MailServer one = builder.start();
                MailServer other = builder.start();
                Client client = new Client(other.address("echo"))) {
            assertThat(one.port("echo")).isNotEqualTo(other.port("echo"));
            assertThat(client.readLine()).startsWith("hello");
        }
    }

    // ---- wiring

    @Test
    void speaksTlsWithItsCertificate() throws Exception {
        Tls tls = Tls.selfSigned("localhost");
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", tls.certificate().orElseThrow());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        try (MailServer server = builder()
                        .tls(tls)
                        .serve(EchoService.on("echos", 0, TlsMode.IMPLICIT))
                        .start();
                Client client =
                        new Client(context.getSocketFactory().createSocket("localhost", server.port("echos")))) {
            assertThat(client.readLine()).isEqualTo("hello from mx.example.org");
        }
        assertThat(events).hasAtLeastOneElementOfType(MailEvent.TlsEstablished.class);
    }

    @Test
    void tellsItsStory() throws IOException {
        try (MailServer server = builder().serve(EchoService.plain("echo")).start()) {
            try (Client client = new Client(server.address("echo"))) {
                client.readLine();
                client.exchange("quit");
                assertThat(client.readLine()).isNull();
            }
            await().untilAsserted(() -> assertThat(server.connections()).isZero());
        }

        assertThat(events)
                .hasExactlyElementsOfTypes(
                        MailEvent.ListenerOpened.class,
                        MailEvent.ServerStarted.class,
                        MailEvent.ConnectionOpened.class,
                        MailEvent.ConnectionClosed.class,
                        MailEvent.ServerStopped.class);
        MailEvent.ConnectionClosed closed = (MailEvent.ConnectionClosed) events.get(3);
        assertThat(closed.peer().service()).isEqualTo("echo");
        assertThat(closed.octetsIn()).isEqualTo("quit\r\n".length());
    }

    @Test
    void tellsOfASessionThatFailsAndEndsIt() throws IOException {
        try (MailServer server = builder().serve(EchoService.plain("echo")).start();
                Client client = new Client(server.address("echo"))) {
            client.readLine();
            client.send("fail");

            assertThat(client.isOver()).isTrue();
            assertThat(events)
                    .filteredOn(MailEvent.InternalError.class::isInstance)
                    .singleElement()
                    .satisfies(event -> assertThat(((MailEvent.InternalError) event).cause())
                            .hasMessage("told to fail"));
        }
    }

    @Test
    void turnsAwayInTheWordsOfTheService() throws IOException {
        try (MailServer server = builder()
                        .limits(Limits.defaults().with(limits -> limits.maxConnections(1)))
                        .serve(EchoService.plain("echo"))
                        .start();
                Client first = new Client(server.address("echo"))) {
            first.readLine();
            try (Client second = new Client(server.address("echo"))) {
                assertThat(second.readLine()).isEqualTo("mx.example.org is full");
                assertThat(second.readLine()).isNull();
            }
            assertThat(events)
                    .filteredOn(MailEvent.ConnectionRefused.class::isInstance)
                    .singleElement()
                    .satisfies(event -> assertThat(((MailEvent.ConnectionRefused) event).limit())
                            .isEqualTo("maxConnections"));
        }
    }

    @Test
    void hasANameWithoutBeingGivenOne() {
        try (MailServer server = MailServer.builder()
                .accounts(Accounts.inMemory())
                .store(store)
                .eventLog(false)
                .serve(EchoService.plain("echo"))
                .start()) {
            assertThat(server.hostname()).isNotEmpty().doesNotContainAnyWhitespaces();
        }
    }

    // ---- what is wrong is said where it is wrong

    @Test
    void refusesServicesInConflict() {
        MailServer.Builder builder = builder().serve(EchoService.on("one", 2525, TlsMode.NONE));

        assertThatThrownBy(() -> builder.serve(EchoService.plain("one")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("named one");
        assertThatThrownBy(() -> builder.serve(EchoService.on("two", 2525, TlsMode.NONE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one and two")
                .hasMessageContaining("2525");
    }

    @Test
    void refusesNamesThatAreNone() {
        assertThatThrownBy(() -> builder().hostname("mx example")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder().localDomains("example.org", "a@b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a@b");
        assertThatThrownBy(() -> builder().stage("s", mail -> Verdict.accept()).stage("s", mail -> Verdict.accept()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("named s");
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> builder().start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("serve(");
        assertThatThrownBy(() -> MailServer.builder()
                        .accounts(Accounts.inMemory())
                        .serve(EchoService.plain("echo"))
                        .start())
                .hasMessageContaining("store(");
        assertThatThrownBy(() ->
                        MailServer.builder().serve(EchoService.plain("echo")).start())
                .hasMessageContaining("accounts(");
        assertThatThrownBy(() -> builder()
                        .serve(EchoService.on("echos", 0, TlsMode.IMPLICIT))
                        .start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("echos")
                .hasMessageContaining("tls(");
    }

    /** A thread that has done its work may take a moment to be gone, so this is awaited. */
    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("hikyaku"))
                .collect(Collectors.toSet());
    }

    private static long handles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getOpenFileDescriptorCount()
                : 0;
    }

    private static final class Client implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader reader;

        Client(InetSocketAddress address) throws IOException {
            this(new Socket(address.getAddress(), address.getPort()));
        }

        Client(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(10_000);
            reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        }

        @Nullable
        String readLine() throws IOException {
            return reader.readLine();
        }

        void send(String line) throws IOException {
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }

        @Nullable
        String exchange(String line) throws IOException {
            send(line);
            return readLine();
        }

        /** Whether the server has ended the connection, be it with a reset. */
        boolean isOver() {
            try {
                return readLine() == null;
            } catch (IOException reset) {
                return true;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
