package io.github.hikyaku.fuzz;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.api.SilentCloseable;
import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.engine.Connection;
import io.github.hikyaku.engine.ListenerConfig;
import io.github.hikyaku.engine.Net;
import io.github.hikyaku.engine.ProtocolSession;
import io.github.hikyaku.engine.TlsMode;
import io.github.hikyaku.engine.memory.SessionHarness;
import io.github.hikyaku.server.MailServer;
import io.github.hikyaku.server.ProtocolService;
import io.github.hikyaku.server.ServerContext;
import io.github.hikyaku.storage.memory.MemoryMailStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A server that keeps mail in memory and whose sessions run without a network. */
final class Server {
    static final String USER = "bob@test.example";
    static final String SECRET = "secret";

    /** Where sessions without a network say that they come from: all of them within a minute. */
    private static final Net PEERS = Net.of("192.0.2.0/24");

    private static final ServerContext CONTEXT = start();

    private Server() {}

    /** A session of a service, on the caller's thread. */
    static SessionHarness open(ProtocolService service, TlsMode tls) {
        return SessionHarness.open(tls, connection -> service.open(connection, CONTEXT));
    }

    /** Ends a session from the peer's side; answers what was sent since the last reading. */
    static String end(SessionHarness session) {
        session.endInput();
        session.advance(
                Duration.ofDays(2)); // replies may be put off, and a session may be let go by its time-outs alone
        String sent = session.read();
        if (!session.isClosed()) {
            throw new AssertionError("The session does not end");
        }
        for (Throwable failure : session.failures()) {
            throw new AssertionError("A failure escaped", failure);
        }
        return sent;
    }

    /** The context of a server, which only a connection is given. */
    @SuppressWarnings("try") // both are there to be closed
    private static ServerContext start() {
        CompletableFuture<ServerContext> context = new CompletableFuture<>();
        ProtocolService spy = new ProtocolService() {
            @Override
            public String name() {
                return "spy";
            }

            @Override
            public ListenerConfig listener() {
                return new ListenerConfig(InetAddress.getLoopbackAddress(), 0, TlsMode.NONE);
            }

            @Override
            public ProtocolSession open(Connection connection, ServerContext given) {
                context.complete(given);
                throw new IllegalStateException("That was all");
            }
        };
        MailServer server = MailServer.builder()
                .hostname("fuzz.example")
                .localDomains("test.example")
                .accounts(Accounts.inMemory().user(USER, SECRET))
                // No more than the quota may pile up.
                .store(MemoryMailStore.builder().quota(4_000_000, 1_000).build())
                .eventLog(false)
                .limits(l -> l.maxMessageSize(100_000).reception(r -> r.exempt(List.of(PEERS))))
                .serve(spy)
                .start();
        try (SilentCloseable allowed = BugDetectors.allowNetworkConnections();
                Socket call = new Socket(
                        InetAddress.getLoopbackAddress(), server.address("spy").getPort())) {
            return context.get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
