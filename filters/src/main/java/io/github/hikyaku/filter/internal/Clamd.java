package io.github.hikyaku.filter.internal;

import io.github.hikyaku.storage.MessageContent;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The question INSTREAM to clamd (its manual page, section COMMANDS): chunks, each behind its length. */
public final class Clamd {
    private static final int MAX_ANSWER = 4096;
    private static final byte[] COMMAND = "zINSTREAM\0".getBytes(StandardCharsets.US_ASCII);

    private Clamd() {}

    /**
     * What it says.
     *
     * @param malware the name of what was found
     * @param tooBig whether it would not take so many octets
     */
    public record Answer(Optional<String> malware, boolean tooBig) {}

    /** Asks, and closes the connection. */
    public static CompletableFuture<Answer> scan(FilterConnection connection, MessageContent content, Duration limit) {
        Chunks chunks;
        try {
            chunks = new Chunks(content.open());
        } catch (IOException | RuntimeException e) {
            connection.close();
            return CompletableFuture.failedFuture(e);
        }
        return Exchange.ask(connection, chunks, MAX_ANSWER, 0, limit).thenCompose(octets -> {
            try {
                return CompletableFuture.completedFuture(parse(new String(octets, StandardCharsets.ISO_8859_1)));
            } catch (ProtocolException e) {
                return CompletableFuture.failedFuture(e);
            }
        });
    }

    static Answer parse(String answer) throws ProtocolException {
        String line = answer.strip();
        if (line.equals("stream: OK")) {
            return new Answer(Optional.empty(), false);
        }
        if (line.startsWith("stream: ") && line.endsWith(" FOUND") && line.length() > "stream:  FOUND".length()) {
            String name = line.substring("stream: ".length(), line.length() - " FOUND".length());
            return new Answer(Optional.of(printable(name)), false);
        }
        if (line.equals("INSTREAM size limit exceeded. ERROR")) {
            return new Answer(Optional.empty(), true);
        }
        throw new ProtocolException("clamd answered: " + printable(line));
    }

    private static String printable(String text) {
        return Lines.printable(text, 200);
    }

    /** Frames, each in one piece with its length. */
    private static final class Chunks implements OctetSource {
        private final InputStream in;
        private final ByteBuffer piece = ByteBuffer.allocate(COMMAND.length + 4 + PIECE);
        private boolean begun;
        private boolean ended;

        Chunks(InputStream in) {
            this.in = in;
        }

        @Override
        public @Nullable ByteBuffer next() throws IOException {
            if (ended) {
                return null;
            }
            piece.clear();
            if (!begun) {
                begun = true;
                piece.put(COMMAND);
            }
            int length = in.readNBytes(piece.array(), piece.position() + 4, PIECE);
            piece.putInt(length);
            piece.position(piece.position() + length);
            ended = length == 0;
            return piece.flip();
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
