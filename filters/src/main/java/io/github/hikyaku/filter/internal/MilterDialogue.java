package io.github.hikyaku.filter.internal;

import io.github.hikyaku.message.BodyType;
import io.github.hikyaku.message.Envelope;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.message.MailParameters;
import io.github.hikyaku.message.Origin;
import io.github.hikyaku.message.Recipient;
import java.io.ByteArrayOutputStream;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The server's side of the milter protocol on one connection, which lasts as long as an SMTP session. Commands are given
 * one at a time, each behind the answer to the last one, but for {@link #abort} and {@link #quit}.
 */
public final class MilterDialogue {
    private final MilterConnection connection;
    private final MilterOptions options;

    private MilterDialogue(MilterConnection connection, MilterOptions options) {
        this.connection = connection;
        this.options = options;
    }

    /** Negotiates. */
    public static CompletableFuture<MilterDialogue> begin(FilterConnection octets) {
        MilterConnection connection = new MilterConnection(octets);
        return connection
                .send(MilterOptions.offer())
                .thenCompose(sent -> connection.receive())
                .thenCompose(answer -> Attempt.of(() -> MilterOptions.of(answer)))
                .thenApply(options -> new MilterDialogue(connection, options))
                .whenComplete((begun, failure) -> {
                    if (failure != null) {
                        connection.close();
                    }
                });
    }

    /** Tells of the client. */
    public CompletableFuture<MilterReply> connect(Origin origin, String hostname) {
        InetSocketAddress client = origin.peer().remote();
        String address = MilterMacros.address(client);
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.writeBytes(("[" + address + "]\0").getBytes(StandardCharsets.US_ASCII));
        data.write(client.getAddress() instanceof Inet6Address ? '6' : '4');
        data.writeBytes(
                ByteBuffer.allocate(2).putShort((short) client.getPort()).array());
        data.writeBytes((address + "\0").getBytes(StandardCharsets.US_ASCII));
        return command(
                MilterMacros.connect(origin, hostname),
                new MilterPacket('C', data.toByteArray()),
                MilterOptions.NO_CONNECT,
                MilterOptions.NO_REPLY_CONNECT);
    }

    /** Tells what the client calls itself. */
    public CompletableFuture<MilterReply> helo(Origin origin) {
        return command(
                MilterMacros.helo(origin),
                MilterPacket.of('H', origin.helo()),
                MilterOptions.NO_HELO,
                MilterOptions.NO_REPLY_HELO);
    }

    /** Tells of the reverse-path. */
    public CompletableFuture<MilterReply> mail(Origin origin, Envelope envelope) {
        List<String> texts = new ArrayList<>();
        texts.add(envelope.reversePath().toString());
        MailParameters parameters = envelope.parameters();
        parameters.size().ifPresent(size -> texts.add("SIZE=" + size));
        if (parameters.body() != BodyType.SEVEN_BIT) {
            texts.add(parameters.body() == BodyType.BINARY_MIME ? "BODY=BINARYMIME" : "BODY=8BITMIME");
        }
        if (parameters.smtpUtf8()) {
            texts.add("SMTPUTF8");
        }
        return command(
                MilterMacros.mail(origin, envelope),
                MilterPacket.of('M', texts.toArray(String[]::new)),
                MilterOptions.NO_MAIL,
                MilterOptions.NO_REPLY_MAIL);
    }

    /** Tells of a recipient. */
    public CompletableFuture<MilterReply> recipient(Recipient recipient) {
        return command(
                MilterMacros.recipient(recipient),
                MilterPacket.of('R', recipient.toString()),
                MilterOptions.NO_RCPT,
                MilterOptions.NO_REPLY_RCPT);
    }

    /** Shows a message; what the milter wants to be changed is put into {@code changes}. */
    public CompletableFuture<MilterReply> message(Mail mail, MilterChanges changes) {
        return new MilterMessage(this, mail, changes).show();
    }

    /** The transaction is over. */
    @SuppressWarnings("FutureReturnValueIgnored") // a connection that failed shows it at the next command
    public void abort() {
        connection.send(MilterPacket.of('A'));
    }

    /** The session is over. */
    @SuppressWarnings("FutureReturnValueIgnored") // it is closed whatever happens
    public void quit() {
        connection.send(MilterPacket.of('Q')).whenComplete((sent, failure) -> connection.close());
    }

    /** Ends it without a word. */
    public void close() {
        connection.close();
    }

    MilterOptions options() {
        return options;
    }

    MilterConnection connection() {
        return connection;
    }

    /** Gives a command, unless the milter does not want it, and waits for the answer, unless it gives none. */
    CompletableFuture<MilterReply> command(MilterPacket macros, MilterPacket packet, int unwanted, int unanswered) {
        if (options.has(unwanted)) {
            return CompletableFuture.completedFuture(MilterReply.CONTINUE);
        }
        return connection.send(macros).thenCompose(sent -> command(packet, unwanted, unanswered));
    }

    CompletableFuture<MilterReply> command(MilterPacket packet, int unwanted, int unanswered) {
        if (options.has(unwanted)) {
            return CompletableFuture.completedFuture(MilterReply.CONTINUE);
        }
        CompletableFuture<Void> sent = connection.send(packet);
        if (options.has(unanswered)) {
            return sent.thenApply(nothing -> MilterReply.CONTINUE);
        }
        return sent.thenCompose(nothing -> connection.receive())
                .thenCompose(answer -> Attempt.of(() -> {
                    MilterReply reply = MilterReply.of(answer);
                    if (reply == null) {
                        throw new ProtocolException(
                                "The milter answers " + answer.shown() + " to the command " + packet.shown());
                    }
                    return reply;
                }));
    }
}
