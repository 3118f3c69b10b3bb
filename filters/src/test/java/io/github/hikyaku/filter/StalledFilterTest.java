package io.github.hikyaku.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.pipeline.SessionStage;
import io.github.hikyaku.server.MailServer;
import io.github.hikyaku.smtp.Smtp;
import io.github.hikyaku.storage.memory.MemoryMailStore;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** While a filter says nothing, the sessions that wait for it hold no thread. */
class StalledFilterTest {
    private static final int SESSIONS = 200;

    /** A filter, and how its fake reads a question and answers it. */
    private enum Kind {
        CLAMD {
            @Override
            SessionStage stage(int port) {
                return ClamAv.at("127.0.0.1", port).maxConcurrent(SESSIONS);
            }

            @Override
            void read(DataInputStream in, OutputStream out) throws IOException {
                in.readNBytes(10);
                for (int length = in.readInt(); length > 0; length = in.readInt()) {
                    in.readNBytes(length);
                }
            }

            @Override
            String answer() {
                return "stream: OK\0";
            }
        },
        SPAMD {
            @Override
            SessionStage stage(int port) {
                return SpamAssassin.at("127.0.0.1", port).maxConcurrent(SESSIONS);
            }

            @Override
            void read(DataInputStream in, OutputStream out) throws IOException {
                in.readAllBytes();
            }

            @Override
            String answer() {
                return "SPAMD/1.1 0 EX_OK\r\nSpam: False ; 0 / 5\r\n\r\n";
            }
        },
        RSPAMD {
            @Override
            SessionStage stage(int port) {
                return Rspamd.at(URI.create("http://127.0.0.1:" + port)).maxConcurrent(SESSIONS);
            }

            @Override
            void read(DataInputStream in, OutputStream out) throws IOException {
                StringBuilder head = new StringBuilder();
                while (head.indexOf("\r\n\r\n") < 0) {
                    head.append((char) in.readUnsignedByte());
                }
                String lower = head.toString().toLowerCase(Locale.ROOT);
                in.readNBytes(Integer.parseInt(lower.replaceAll("(?s).*content-length: (\\d+).*", "$1")));
            }

            @Override
            String answer() {
                return "HTTP/1.1 200 OK\r\nContent-Length: 22\r\n\r\n{\"action\":\"no action\"}";
            }
        },
        MILTER {
            @Override
            SessionStage stage(int port) {
                return Milter.at("127.0.0.1", port).maxConcurrent(SESSIONS + 1);
            }

            @Override
            void read(DataInputStream in, OutputStream out) throws IOException {
                while (true) {
                    byte[] packet = in.readNBytes(in.readInt());
                    if (packet[0] == 'O') {
                        // Version 6, and nothing but the end of a message and whether the client may come.
                        out.write(FakeMilter.framed(new byte[] {'O', 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 2, 0x7e}));
                    } else if (packet[0] == 'C') {
                        out.write(FakeMilter.framed(new byte[] {'c'}));
                    } else if (packet[0] == 'E') {
                        return;
                    }
                }
            }

            @Override
            String answer() {
                return new String(FakeMilter.framed(new byte[] {'c'}), StandardCharsets.ISO_8859_1);
            }
        };

        abstract SessionStage stage(int port);

        abstract void read(DataInputStream in, OutputStream out) throws IOException;

        abstract String answer();
    }

    private static final class Client implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        Client(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(60_000);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        }

        void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        }

        String line() throws IOException {
            return in.readLine();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void holdsNoThread(Kind kind) throws Exception {
        CountDownLatch asked = new CountDownLatch(SESSIONS);
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService oneWorker = Executors.newSingleThreadExecutor();
        List<Client> waiting = new ArrayList<>();
        try (FakeServer filter = new FakeServer((in, out) -> {
                    kind.read(in, out);
                    asked.countDown();
                    go.await();
                    out.write(kind.answer().getBytes(StandardCharsets.ISO_8859_1));
                    out.flush();
                    if (kind == Kind.MILTER) {
                        in.readAllBytes();
                    }
                });
                MailServer server = MailServer.builder()
                        .hostname("mx.example.org")
                        .localDomains("example.org")
                        .accounts(Accounts.inMemory().user("bob@example.org", "secret"))
                        .ownStore(MemoryMailStore.create())
                        .limits(l -> l.maxConnectionsPerAddress(SESSIONS + 10))
                        .executor(oneWorker)
                        .eventLog(false)
                        .stage("filter", kind.stage(filter.port()))
                        .serve(Smtp.mx().port(0))
                        .start()) {
            int port = server.port("smtp");
            for (int i = 0; i < SESSIONS; i++) {
                Client client = new Client(port);
                waiting.add(client);
                client.line();
                client.send("HELO c.example\r\nMAIL FROM:<>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n");
                for (int reply = 0; reply < 4; reply++) {
                    client.line();
                }
                client.send("Subject: " + i + "\r\n\r\nText\r\n.\r\n");
            }
            assertThat(asked.await(60, TimeUnit.SECONDS)).as("all have asked").isTrue();

            try (Client other = new Client(port)) {
                assertThat(other.line()).startsWith("220 ");
                other.send("HELO c.example\r\nMAIL FROM:<>\r\nRCPT TO:<bob@example.org>\r\nQUIT\r\n");
                assertThat(other.line()).startsWith("250 ");
                assertThat(other.line()).startsWith("250 ");
                assertThat(other.line()).startsWith("250 ");
                assertThat(other.line()).startsWith("221 ");
            }
            go.countDown();
            for (Client client : waiting) {
                assertThat(client.line()).startsWith("250 2.0.0 ");
                client.close();
            }
        } finally {
            go.countDown();
            for (Client client : waiting) {
                client.close();
            }
            oneWorker.shutdown();
        }
    }
}
