package io.github.hikyaku.filter.internal;

import io.github.hikyaku.filter.internal.MilterReply.Kind;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.mime.HeaderField;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One message on its way to a milter: DATA, the fields, the body in pieces, its end; then what is to be changed. */
final class MilterMessage {
    /** MILTER_CHUNK_SIZE of libmilter. */
    private static final int PIECE = 65_535;

    private final MilterDialogue dialogue;
    private final Mail mail;
    private final MilterChanges changes;

    MilterMessage(MilterDialogue dialogue, Mail mail, MilterChanges changes) {
        this.dialogue = dialogue;
        this.mail = mail;
        this.changes = changes;
    }

    CompletableFuture<MilterReply> show() {
        return dialogue.command(
                        MilterMacros.message('T', mail),
                        MilterPacket.of('T'),
                        MilterOptions.NO_DATA,
                        MilterOptions.NO_REPLY_DATA)
                .thenCompose(reply -> goOn(reply) ? fields() : end(reply))
                .thenCompose(reply -> goOn(reply) ? endOfHeader() : end(reply))
                .thenCompose(reply -> goOn(reply) ? body() : end(reply))
                .thenCompose(reply -> goOn(reply) ? endOfMessage() : end(reply));
    }

    private static boolean goOn(MilterReply reply) {
        return reply.kind() == Kind.CONTINUE || reply.kind() == Kind.SKIP;
    }

    private static CompletableFuture<MilterReply> end(MilterReply reply) {
        return CompletableFuture.completedFuture(reply);
    }

    private CompletableFuture<MilterReply> fields() {
        if (dialogue.options().has(MilterOptions.NO_HEADERS)) {
            return end(MilterReply.CONTINUE);
        }
        Iterator<HeaderField> fields = changes.shownFields().iterator();
        return Loop.until(() -> fields.hasNext()
                ? dialogue.command(field(fields.next()), MilterOptions.NO_HEADERS, MilterOptions.NO_REPLY_HEADER)
                        .thenApply(reply -> reply.kind() == Kind.CONTINUE ? Optional.empty() : Optional.of(reply))
                : CompletableFuture.completedFuture(Optional.of(MilterReply.CONTINUE)));
    }

    /** A field as Sendmail shows it: folded by line feeds alone, and without its last line end. */
    private MilterPacket field(HeaderField field) {
        String octets = new String(field.octets(), StandardCharsets.ISO_8859_1);
        String value =
                octets.substring(octets.indexOf(':') + 1).replace("\r\n", "\n").replace('\0', ' ');
        if (value.endsWith("\n")) {
            value = value.substring(0, value.length() - 1);
        }
        if (!dialogue.options().has(MilterOptions.LEADING_SPACE)) {
            value = value.stripLeading();
        }
        byte[] name = field.name().getBytes(StandardCharsets.US_ASCII);
        byte[] raw = value.getBytes(StandardCharsets.ISO_8859_1);
        byte[] data = new byte[name.length + raw.length + 2];
        System.arraycopy(name, 0, data, 0, name.length);
        System.arraycopy(raw, 0, data, name.length + 1, raw.length);
        return new MilterPacket('L', data);
    }

    private CompletableFuture<MilterReply> endOfHeader() {
        return dialogue.command(
                MilterMacros.message('N', mail),
                MilterPacket.of('N'),
                MilterOptions.NO_END_OF_HEADER,
                MilterOptions.NO_REPLY_END_OF_HEADER);
    }

    private CompletableFuture<MilterReply> body() {
        if (dialogue.options().has(MilterOptions.NO_BODY)) {
            return end(MilterReply.CONTINUE);
        }
        return Attempt.of(
                        () -> mail.content().open(headerLength(), mail.content().size() - headerLength()))
                .thenCompose(in -> body(in).whenComplete((reply, failure) -> close(in)));
    }

    private CompletableFuture<MilterReply> body(InputStream in) {
        byte[] piece = new byte[PIECE];
        return Loop.until(() -> Attempt.of(() -> in.readNBytes(piece, 0, PIECE))
                .thenCompose(length -> length == 0
                        ? CompletableFuture.completedFuture(Optional.of(MilterReply.CONTINUE))
                        : dialogue.command(
                                        new MilterPacket('B', Arrays.copyOf(piece, length)),
                                        MilterOptions.NO_BODY,
                                        MilterOptions.NO_REPLY_BODY)
                                .thenApply(reply ->
                                        reply.kind() == Kind.CONTINUE ? Optional.empty() : Optional.of(reply))));
    }

    private long headerLength() {
        return mail.header().length();
    }

    private static void close(InputStream in) {
        try {
            in.close();
        } catch (IOException e) {
            // all that was wanted has been read
        }
    }

    private CompletableFuture<MilterReply> endOfMessage() {
        MilterConnection connection = dialogue.connection();
        return connection
                .send(MilterMacros.message('E', mail))
                .thenCompose(sent -> connection.send(MilterPacket.of('E')))
                .thenCompose(sent -> Loop.until(() -> connection
                        .receive()
                        .thenCompose(packet -> Attempt.of(() -> {
                            MilterReply reply = MilterReply.of(packet);
                            if (reply == null) {
                                changes.take(packet);
                            } else {
                                changes.end();
                            }
                            return Optional.ofNullable(reply);
                        }))));
    }
}
