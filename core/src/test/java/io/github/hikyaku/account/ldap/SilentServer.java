package io.github.hikyaku.account.ldap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Accepts connections and hangs up at once, or says nothing, or but one thing after a first octet. */
final class SilentServer implements AutoCloseable {
    final List<Socket> accepted = new CopyOnWriteArrayList<>();
    private final boolean hangsUp;
    private final byte[] answer;
    private final ServerSocket server;

    SilentServer(boolean hangsUp, byte[] answer) throws IOException {
        this.hangsUp = hangsUp;
        this.answer = answer;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve);
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        try {
            while (true) {
                Socket socket = server.accept();
                accepted.add(socket);
                if (hangsUp) {
                    socket.close();
                } else if (answer.length > 0 && socket.getInputStream().read() >= 0) {
                    socket.getOutputStream().write(answer);
                }
            }
        } catch (IOException e) {
            // It is closed.
        }
    }

    int port() {
        return server.getLocalPort();
    }

    String url() {
        return "ldap://127.0.0.1:" + port();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : accepted) {
            socket.close();
        }
    }
}
