package io.github.hikyaku.filter;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A filter's place on the loopback interface, with a thread for each connection, and what that does. */
final class FakeServer implements AutoCloseable {
    /** What happens on a connection, which is closed behind it. */
    @FunctionalInterface
    interface Script {
        void run(DataInputStream in, OutputStream out) throws IOException, InterruptedException;
    }

    private final ServerSocket socket;
    private final List<Socket> accepted = new CopyOnWriteArrayList<>();

    FakeServer(Script script) {
        try {
            socket = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread(() -> accept(script));
    }

    private void accept(Script script) {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                accepted.add(connection);
                thread(() -> serve(connection, script));
            } catch (IOException e) {
                return; // closed by the test
            }
        }
    }

    private static void serve(Socket connection, Script script) {
        try (connection) {
            script.run(new DataInputStream(connection.getInputStream()), connection.getOutputStream());
        } catch (IOException e) {
            // the stage has closed, as some tests want it to
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void thread(Runnable task) {
        Thread thread = new Thread(task, "fake filter");
        thread.setDaemon(true);
        thread.start();
    }

    String host() {
        return "127.0.0.1";
    }

    int port() {
        return socket.getLocalPort();
    }

    int connections() {
        return accepted.size();
    }

    @Override
    public void close() {
        try {
            socket.close();
            for (Socket connection : accepted) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
