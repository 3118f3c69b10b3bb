package io.github.hikyaku.filter.internal;

import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/** Packets to a milter, in the order in which they are sent, and from it. One answer may be waited for at a time. */
final class MilterConnection implements AutoCloseable {
    /** More than any packet of libmilter, whose values of fields have a limit of 64 KB. */
    private static final int MAX_PACKET = 256 * 1024;

    /** How long a milter may go on saying that it is at work. */
    private static final Duration MAX_PROGRESS = Duration.ofMinutes(10);

    private final FilterConnection connection;
    private final ReentrantLock lock = new ReentrantLock();
    private final ByteBuffer arrived = ByteBuffer.allocate(8 * 1024).limit(0);
    private CompletableFuture<Void> written = CompletableFuture.completedFuture(null);

    MilterConnection(FilterConnection connection) {
        this.connection = connection;
    }

    /** Sends a packet, behind those that were sent before. */
    CompletableFuture<Void> send(MilterPacket packet) {
        lock.lock();
        try {
            written = written.thenCompose(before -> connection.write(packet.octets()));
            return written;
        } finally {
            lock.unlock();
        }
    }

    /** The next packet that is more than a sign of life. */
    CompletableFuture<MilterPacket> receive() {
        long begin = System.nanoTime();
        return Loop.until(() -> next().thenCompose(packet -> {
            if (packet.command() != 'p') {
                return CompletableFuture.completedFuture(Optional.of(packet));
            }
            return System.nanoTime() - begin < MAX_PROGRESS.toNanos()
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : CompletableFuture.failedFuture(new SocketTimeoutException(
                            "The milter was at work for more than " + MAX_PROGRESS.toMinutes() + " minutes"));
        }));
    }

    private CompletableFuture<MilterPacket> next() {
        return octets(5).thenCompose(head -> {
            int length = ByteBuffer.wrap(head).getInt();
            if (length < 1 || length > MAX_PACKET) {
                return CompletableFuture.failedFuture(
                        new ProtocolException("The milter sends a packet of " + (length & 0xffffffffL) + " octets"));
            }
            return octets(length - 1).thenApply(data -> new MilterPacket((char) (head[4] & 0xff), data));
        });
    }

    private CompletableFuture<byte[]> octets(int count) {
        ByteBuffer wanted = ByteBuffer.allocate(count);
        return Loop.until(() -> {
            int some = Math.min(wanted.remaining(), arrived.remaining());
            wanted.put(arrived.slice().limit(some));
            arrived.position(arrived.position() + some);
            if (!wanted.hasRemaining()) {
                return CompletableFuture.completedFuture(Optional.of(wanted.array()));
            }
            arrived.clear();
            return connection.read(arrived).thenCompose(read -> {
                arrived.flip();
                return read < 0
                        ? CompletableFuture.failedFuture(new ProtocolException("The milter closed the connection"))
                        : CompletableFuture.completedFuture(Optional.empty());
            });
        });
    }

    @Override
    public void close() {
        connection.close();
    }
}
