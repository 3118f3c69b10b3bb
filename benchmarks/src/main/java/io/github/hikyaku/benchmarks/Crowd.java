package io.github.hikyaku.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Many connections that send an octet each now and then, or nothing, and wait for the server to end them; on one thread. */
final class Crowd implements AutoCloseable {
    private static final int PER_ADDRESS = 200;

    private final Selector selector;
    private final Duration interval;
    private final byte[] text;
    private final AtomicInteger left;
    private final AtomicLong longestNanos = new AtomicLong();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "crowd");
    private final ByteBuffer buffer = ByteBuffer.allocate(4096);
    private int sent;
    private volatile boolean closed;

    private Crowd(Selector selector, Duration interval, String text, int count) {
        this.selector = selector;
        this.interval = interval;
        this.text = text.getBytes(StandardCharsets.US_ASCII);
        this.left = new AtomicInteger(count);
    }

    /**
     * Opens connections.
     *
     * @param interval from one octet to the next
     * @param text the octets in turn; beyond its end nothing is sent
     */
    static Crowd open(int port, int count, Duration interval, String text) throws IOException {
        Selector selector = Selector.open();
        Crowd crowd = new Crowd(selector, interval, text, count);
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open();
            channel.bind(new InetSocketAddress(
                    InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (2 + i / PER_ADDRESS)}), 0));
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, System.nanoTime());
        }
        crowd.thread.setDaemon(true);
        crowd.thread.start();
        return crowd;
    }

    private void run() {
        try {
            long next = System.nanoTime();
            while (left.get() > 0 && !closed) {
                long now = System.nanoTime();
                if (now - next >= 0) {
                    next = now + interval.toNanos();
                    trickle();
                }
                selector.select(this::read, Math.max(1, (next - now) / 1_000_000));
            }
        } catch (IOException e) {
            throw new IllegalStateException("The crowd cannot go on", e);
        } finally {
            over.countDown();
        }
    }

    private void trickle() {
        if (sent == text.length) {
            return;
        }
        byte octet = text[sent++];
        for (SelectionKey key : selector.keys()) {
            try {
                if (key.isValid()) {
                    ((SocketChannel) key.channel()).write(ByteBuffer.wrap(new byte[] {octet}));
                }
            } catch (IOException reset) {
                end(key);
            }
        }
    }

    private void read(SelectionKey key) {
        try {
            int count = ((SocketChannel) key.channel()).read(buffer.clear());
            if (count < 0) {
                end(key);
            }
        } catch (IOException reset) {
            end(key);
        }
    }

    private void end(SelectionKey key) {
        long open = System.nanoTime() - (long) key.attachment();
        longestNanos.accumulateAndGet(open, Math::max);
        left.decrementAndGet();
        try {
            key.channel().close();
        } catch (IOException e) {
            // It is gone.
        }
    }

    /** How many the server has not ended. */
    int left() {
        return left.get();
    }

    /** How long the last one lasted that the server has ended. */
    double longestSeconds() {
        return longestNanos.get() / 1e9;
    }

    void awaitEnd(Duration atMost) throws InterruptedException {
        over.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
