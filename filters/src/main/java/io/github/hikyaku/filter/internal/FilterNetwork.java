package io.github.hikyaku.filter.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What a stage dials out with: one thread of its own that moves octets, and one more, while host names are looked up.
 * What it answers is answered on a worker. Safe for use by many threads.
 */
public final class FilterNetwork implements AutoCloseable {
    private final Executor workers;
    private final AsynchronousChannelGroup group;
    private final ThreadPoolExecutor resolver;

    /**
     * A network.
     *
     * @param name of its threads
     */
    public FilterNetwork(String name, Executor workers) {
        ThreadFactory threads = task -> {
            Thread thread = new Thread(task, "hikyaku-filter-" + name);
            thread.setDaemon(true);
            return thread;
        };
        this.workers = workers;
        this.resolver = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
        resolver.allowCoreThreadTimeOut(true);
        try {
            this.group = AsynchronousChannelGroup.withFixedThreadPool(1, threads);
        } catch (IOException e) {
            throw new UncheckedIOException("The network of stage " + name + " cannot be opened", e);
        }
    }

    /**
     * Connects to the first address of a host that answers.
     *
     * @param connectTimeout for each address
     * @param answerTimeout for each write on the connection, and each read that is not told otherwise
     */
    public CompletableFuture<FilterConnection> connect(
            String host, int port, Duration connectTimeout, Duration answerTimeout) {
        return resolve(host).thenCompose(addresses -> connect(addresses, 0, port, connectTimeout, answerTimeout));
    }

    /** A name is looked up by a thread that is no worker, because a name server may take its time. */
    private CompletableFuture<List<InetAddress>> resolve(String host) {
        boolean literal = host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
        CompletableFuture<List<InetAddress>> addresses = new CompletableFuture<>();
        Runnable lookUp = () -> {
            try {
                addresses.complete(List.of(InetAddress.getAllByName(host)));
            } catch (IOException e) {
                addresses.completeExceptionally(e);
            }
        };
        if (literal) {
            lookUp.run();
        } else {
            resolver.execute(lookUp);
        }
        return addresses;
    }

    private CompletableFuture<FilterConnection> connect(
            List<InetAddress> addresses, int index, int port, Duration connectTimeout, Duration answerTimeout) {
        InetSocketAddress address = new InetSocketAddress(addresses.get(index), port);
        CompletableFuture<FilterConnection> connected = connect(address, connectTimeout, answerTimeout);
        if (index + 1 == addresses.size()) {
            return connected;
        }
        return connected.exceptionallyCompose(
                failure -> connect(addresses, index + 1, port, connectTimeout, answerTimeout));
    }

    private CompletableFuture<FilterConnection> connect(
            InetSocketAddress address, Duration connectTimeout, Duration answerTimeout) {
        AsynchronousSocketChannel channel;
        try {
            channel = AsynchronousSocketChannel.open(group);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
        FilterConnection connection = new FilterConnection(channel, workers, answerTimeout);
        CompletableFuture<FilterConnection> connected = new CompletableFuture<>();
        channel.connect(address, connected, new CompletionHandler<>() {
            @Override
            public void completed(Void nothing, CompletableFuture<FilterConnection> to) {
                Completion.of(workers, to, connection);
            }

            @Override
            public void failed(Throwable cause, CompletableFuture<FilterConnection> to) {
                connection.close();
                Completion.failed(workers, to, new IOException("No connection to " + address + ": " + cause, cause));
            }
        });
        return Timeouts.within(connected, connectTimeout, "The connection to " + address, workers, connection::close);
    }

    @Override
    public void close() {
        resolver.shutdownNow();
        try {
            group.shutdownNow();
        } catch (IOException e) {
            // what is still open ends with the threads
        }
    }
}
