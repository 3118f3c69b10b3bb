package io.github.hikyaku.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.subethamail.smtp.helper.SimpleMessageListener;
import org.subethamail.smtp.server.SMTPServer;

/** SubEthaSMTP, either throwing mail away or with the shortest Maildir loop that is durable. */
final class SubEthaPeer implements Peer {
    private static final AtomicLong COUNTER = new AtomicLong();

    private final SMTPServer server;
    private final AtomicLong delivered;

    private SubEthaPeer(Listener listener) {
        delivered = listener.delivered;
        server = new SMTPServer.Builder()
                .bindAddress(InetAddress.getLoopbackAddress())
                .port(0)
                .simpleMessageListener(listener)
                .build();
        server.start();
    }

    static SubEthaPeer discarding() {
        return new SubEthaPeer(new Listener() {
            @Override
            public void deliver(String from, String recipient, InputStream data) throws IOException {
                data.transferTo(OutputStream.nullOutputStream());
                delivered.incrementAndGet();
            }
        });
    }

    static SubEthaPeer maildir(Path directory) throws IOException {
        Path tmp = Files.createDirectories(directory.resolve("tmp"));
        Path fresh = Files.createDirectories(directory.resolve("new"));
        return new SubEthaPeer(new Listener() {
            @Override
            public void deliver(String from, String recipient, InputStream data) throws IOException {
                String name = System.nanoTime() + "." + COUNTER.incrementAndGet() + ".localhost";
                Path file = tmp.resolve(name);
                try (FileChannel channel =
                        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                    data.transferTo(Channels.newOutputStream(channel));
                    channel.force(true);
                }
                Files.move(file, fresh.resolve(name), StandardCopyOption.ATOMIC_MOVE);
                try (FileChannel channel = FileChannel.open(fresh)) {
                    channel.force(true);
                }
                delivered.incrementAndGet();
            }
        });
    }

    private abstract static class Listener implements SimpleMessageListener {
        final AtomicLong delivered = new AtomicLong();

        @Override
        public boolean accept(String from, String recipient) {
            return true;
        }
    }

    @Override
    public Map<String, Integer> ports() {
        return Map.of("smtp", server.getPortAllocated());
    }

    @Override
    public long delivered() {
        return delivered.get();
    }

    @Override
    public void clear() {
        delivered.set(0);
    }

    @Override
    public void close() {
        server.stop();
    }
}
