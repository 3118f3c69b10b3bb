package io.github.hikyaku.filter.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One question and its answer on a connection of its own, which is closed behind it. The answer is waited for while the
 * question is still being written: a filter that has seen enough says so, and takes no more octets.
 */
final class Exchange {
    private final FilterConnection connection;
    private final OctetSource question;
    private final int maxAnswer;
    private final int endOfAnswer;
    private final CompletableFuture<byte[]> answer = new CompletableFuture<>();
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private final ByteBuffer buffer = ByteBuffer.allocate(4096);
    private volatile @Nullable Throwable writeFailure;

    private Exchange(FilterConnection connection, OctetSource question, int maxAnswer, int endOfAnswer) {
        this.connection = connection;
        this.question = question;
        this.maxAnswer = maxAnswer;
        this.endOfAnswer = endOfAnswer;
    }

    /**
     * Asks. Closes the question.
     *
     * @param maxAnswer octets; a longer answer is an error
     * @param endOfAnswer the octet that ends the answer, or -1 if the connection's end does
     * @param limit for the answer, from when the question is written
     */
    static CompletableFuture<byte[]> ask(
            FilterConnection connection, OctetSource question, int maxAnswer, int endOfAnswer, Duration limit) {
        Exchange exchange = new Exchange(connection, question, maxAnswer, endOfAnswer);
        CompletableFuture<Void> written = new CompletableFuture<>();
        exchange.read();
        exchange.write(written);
        CompletableFuture<byte[]> timed = written.handle((nothing, failure) -> {
                    if (failure == null) {
                        connection.endOutput();
                    } else {
                        exchange.writeFailure = failure;
                    }
                    return failure;
                })
                .thenCompose(ignored ->
                        Timeouts.within(exchange.answer, limit, "The filter's answer", connection.workers(), () -> {}));
        return timed.whenComplete((octets, failure) -> connection.close());
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what happens is in the stage that is given
    private void write(CompletableFuture<Void> written) {
        ByteBuffer piece;
        try {
            piece = answer.isDone() ? null : question.next();
            if (piece == null) {
                question.close();
            }
        } catch (IOException | RuntimeException e) {
            written.completeExceptionally(e);
            connection.close();
            return;
        }
        if (piece == null) {
            written.complete(null);
            return;
        }
        connection.write(piece).whenComplete((nothing, failure) -> {
            if (failure == null) {
                write(written);
                return;
            }
            try {
                question.close();
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
            written.completeExceptionally(failure);
        });
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what happens is in the answer
    private void read() {
        buffer.clear();
        connection.readWithoutTimeout(buffer).whenComplete((count, failure) -> {
            if (failure != null) {
                fail(failure);
            } else if (count < 0) {
                end();
            } else {
                take();
            }
        });
    }

    private void take() {
        buffer.flip();
        while (buffer.hasRemaining()) {
            byte octet = buffer.get();
            if (octet == endOfAnswer) {
                answer.complete(octets.toByteArray());
                return;
            }
            if (octets.size() == maxAnswer) {
                answer.completeExceptionally(
                        new ProtocolException("The filter's answer is longer than " + maxAnswer + " octets"));
                return;
            }
            octets.write(octet);
        }
        read();
    }

    private void end() {
        if (octets.size() == 0) {
            fail(new ProtocolException("The filter closed the connection without an answer"));
        } else {
            answer.complete(octets.toByteArray());
        }
    }

    /** Why the question could not be written tells more than that no answer came. */
    private void fail(Throwable failure) {
        Throwable earlier = writeFailure;
        answer.completeExceptionally(earlier == null ? failure : earlier);
    }
}
