package io.github.hikyaku.filter.internal;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.InterruptedByTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * A connection to a filter. No thread is held while it waits, and what it answers is answered on a worker. One read and
 * one write may be under way at a time. After a failure it is of no more use.
 */
public final class FilterConnection implements AutoCloseable {
    private final AsynchronousSocketChannel channel;
    private final Executor workers;
    private final Duration timeout;

    FilterConnection(AsynchronousSocketChannel channel, Executor workers, Duration timeout) {
        this.channel = channel;
        this.workers = workers;
        this.timeout = timeout;
    }

    /** What goes on behind its answers. */
    Executor workers() {
        return workers;
    }

    /** Writes all of it. */
    CompletableFuture<Void> write(ByteBuffer octets) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        write(octets, written);
        return written;
    }

    private void write(ByteBuffer octets, CompletableFuture<Void> written) {
        try {
            channel.write(octets, timeout.toNanos(), TimeUnit.NANOSECONDS, written, new CompletionHandler<>() {
                @Override
                public void completed(Integer count, CompletableFuture<Void> to) {
                    if (octets.hasRemaining()) {
                        write(octets, to);
                    } else {
                        Completion.done(workers, to);
                    }
                }

                @Override
                public void failed(Throwable cause, CompletableFuture<Void> to) {
                    Completion.failed(workers, to, told(cause, "takes no octets"));
                }
            });
        } catch (RuntimeException e) {
            written.completeExceptionally(new IOException("The filter cannot be written to", e));
        }
    }

    /** Reads some octets, within the time that the connection has for answers. */
    CompletableFuture<Integer> read(ByteBuffer into) {
        return read(into, timeout);
    }

    /**
     * Reads some octets, however long that takes.
     *
     * @return how many, or -1 at the end
     */
    CompletableFuture<Integer> readWithoutTimeout(ByteBuffer into) {
        return read(into, Duration.ZERO);
    }

    private CompletableFuture<Integer> read(ByteBuffer into, Duration limit) {
        CompletableFuture<Integer> read = new CompletableFuture<>();
        try {
            channel.read(into, limit.toNanos(), TimeUnit.NANOSECONDS, read, new CompletionHandler<>() {
                @Override
                public void completed(Integer count, CompletableFuture<Integer> to) {
                    Completion.of(workers, to, count);
                }

                @Override
                public void failed(Throwable cause, CompletableFuture<Integer> to) {
                    Completion.failed(workers, to, told(cause, "does not answer"));
                }
            });
        } catch (RuntimeException e) {
            read.completeExceptionally(new IOException("The filter cannot be read from", e));
        }
        return read;
    }

    private IOException told(Throwable cause, String what) {
        return cause instanceof InterruptedByTimeoutException
                ? new SocketTimeoutException("The filter " + what + " within " + timeout.toMillis() + " ms")
                : new IOException("The connection to the filter failed: " + cause, cause);
    }

    /** Says that no more octets come. */
    void endOutput() {
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            close();
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // it is of no use either way
        }
    }
}
