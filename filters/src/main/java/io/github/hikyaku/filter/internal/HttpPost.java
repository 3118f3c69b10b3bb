package io.github.hikyaku.filter.internal;

import io.github.hikyaku.storage.MessageContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** Posts messages by HTTP, read from their content as they leave. Safe for use by many threads. */
public final class HttpPost implements AutoCloseable {
    private static final int MAX_ANSWER = 1024 * 1024;

    private final HttpClient client;
    private final Executor workers;

    /**
     * A client.
     *
     * @param workers what reads contents and takes answers apart
     */
    public HttpPost(Duration connectTimeout, Executor workers) {
        this.workers = workers;
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                .proxy(HttpClient.Builder.NO_PROXY)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(workers)
                .build();
    }

    /** The body of a response with status 200; others are errors. */
    public CompletableFuture<byte[]> post(
            URI uri, List<Map.Entry<String, String>> headers, MessageContent content, Duration limit) {
        return once(uri, headers, content, limit)
                .exceptionallyCompose(failure -> isStale(failure)
                        ? once(uri, headers, content, limit)
                        : CompletableFuture.failedFuture(failure));
    }

    /** Whether it may have met a connection that was kept open, and that the other side closed just then. */
    private static boolean isStale(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause.getClass() == IOException.class
                && !(cause.getCause() instanceof ConnectException)
                && String.valueOf(cause.getMessage()).contains("received no bytes");
    }

    private CompletableFuture<byte[]> once(
            URI uri, List<Map.Entry<String, String>> headers, MessageContent content, Duration limit) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).POST(body(content));
        headers.forEach(header -> request.header(header.getKey(), header.getValue()));
        CompletableFuture<HttpResponse<byte[]>> response =
                client.sendAsync(request.build(), info -> new BoundedBody(MAX_ANSWER));
        return Timeouts.within(response, limit, "The filter's answer", workers, () -> response.cancel(true))
                .thenCompose(answer -> answer.statusCode() == 200
                        ? CompletableFuture.completedFuture(answer.body())
                        : CompletableFuture.failedFuture(
                                new ProtocolException("The filter answered with HTTP status " + answer.statusCode())));
    }

    private static BodyPublisher body(MessageContent content) {
        BodyPublisher octets = BodyPublishers.ofInputStream(() -> open(content));
        return content.size() == 0 ? BodyPublishers.noBody() : BodyPublishers.fromPublisher(octets, content.size());
    }

    private static InputStream open(MessageContent content) {
        try {
            return content.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Newer JDKs can be told to end the client's thread; older ones end it when nobody holds the client. */
    @Override
    public void close() {
        try {
            HttpClient.class.getMethod("shutdownNow").invoke(client);
        } catch (ReflectiveOperationException e) {
            // JDK 17
        }
    }
}
