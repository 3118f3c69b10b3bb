package io.github.hikyaku.engine.internal;

import io.github.hikyaku.engine.TlsInfo;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS between ciphertext on one side and plaintext on the other, by the JDK's engine; knows of no network. Not safe for
 * threads: its owner calls it under one lock, and is called back under the same. Between records it holds no buffer.
 */
public final class TlsCodec {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** Ciphertext that may wait, for a record's end or for a task; a peer has no reason to send more meanwhile. */
    private static final int MAX_PENDING = 256 * 1024;

    /**
     * Records without plaintext that an established connection may have in all. Each update of keys is one, costs much, and
     * may ask for one in return, which a peer that does not read would have pile up.
     */
    private static final int MAX_SILENT = 1_000;

    /** What the codec's owner does for it. Buffers are valid during the call only, but for {@link #plaintext}. */
    public interface Owner {
        /** Send this; it completes the sending of so many octets of plaintext, or none. */
        void ciphertext(ByteBuffer octets, int plaintext);

        /** The peer sent this; the buffer is given away. */
        void plaintext(ByteBuffer octets);

        /** The handshake is done. */
        void established(TlsInfo tls);

        /** The peer has said that it sends no more (close_notify). */
        void peerEnded();

        /** Run this elsewhere, and call {@link #tasksDone} afterwards. */
        void run(Runnable tasks);

        /** TLS has failed; an alert for the peer has been given to {@link #ciphertext}. */
        void failed(SSLException cause);
    }

    private final SSLEngine engine;
    private final BufferPool buffers;
    private final Owner owner;

    /** Ciphertext that is not unwrapped yet. */
    private @Nullable ByteBuffer pending;

    /** Plaintext that was to be sent before the handshake was done. */
    private @Nullable ArrayDeque<ByteBuffer> early;

    private int silent;
    private boolean tasksRunning;
    private boolean established;
    private boolean inputDone;
    private boolean failed;

    /** A codec that has done nothing yet; the buffers must hold {@link #bufferSize} octets. */
    public TlsCodec(SSLEngine engine, BufferPool buffers, Owner owner) {
        this.engine = engine;
        this.buffers = buffers;
        this.owner = owner;
    }

    /** The size of buffers that hold what a write of 64 KiB becomes. */
    public static int bufferSize(SSLEngine engine) {
        return 6 * engine.getSession().getPacketBufferSize();
    }

    /** Starts the handshake: a server waits, a client speaks. */
    public void start() {
        try {
            engine.beginHandshake();
            advance(NOTHING);
        } catch (SSLException refused) {
            fail(refused);
        }
    }

    /** Takes ciphertext in. */
    public void receive(ByteBuffer octets) {
        if (inputDone || failed) {
            return;
        }
        ByteBuffer source = octets;
        ByteBuffer before = pending;
        if (before != null) {
            pending = null;
            source = join(before, octets);
        }
        try {
            if (tasksRunning) {
                keep(source);
            } else {
                advance(source);
            }
        } catch (SSLException refused) {
            fail(refused);
        }
    }

    /** Goes on after the tasks given to {@link Owner#run}. */
    public void tasksDone() {
        tasksRunning = false;
        ByteBuffer source = pending == null ? NOTHING : pending;
        pending = null;
        if (inputDone || failed) {
            return;
        }
        try {
            advance(source);
        } catch (SSLException refused) {
            fail(refused);
        }
    }

    /** Sends plaintext, now or when the handshake is done. */
    public void send(ByteBuffer octets) {
        if (failed) {
            return;
        }
        if (!established) {
            if (early == null) {
                early = new ArrayDeque<>(2);
            }
            early.add(octets);
            return;
        }
        int count = octets.remaining();
        ByteBuffer out = buffers.take();
        try {
            while (octets.hasRemaining()) {
                if (out.remaining() < engine.getSession().getPacketBufferSize()) {
                    owner.ciphertext(out.flip(), 0);
                    out.clear();
                }
                SSLEngineResult result = engine.wrap(octets, out);
                if (result.getStatus() != SSLEngineResult.Status.OK) {
                    throw new SSLException("Cannot send: " + result.getStatus());
                }
            }
            owner.ciphertext(out.flip(), count);
        } catch (SSLException refused) {
            fail(refused);
        } finally {
            buffers.give(out);
        }
    }

    /** Sends close_notify. Nothing can be sent afterwards. */
    public void close() {
        if (!failed && !engine.isOutboundDone()) {
            inputDone = true;
            engine.closeOutbound();
            wrapQuietly();
        }
    }

    private void advance(ByteBuffer source) throws SSLException {
        Plain plain = new Plain();
        try {
            boolean more = true;
            while (more && !inputDone) {
                HandshakeStatus status = engine.getHandshakeStatus();
                if (status == HandshakeStatus.NEED_TASK) {
                    runTasks();
                    more = false;
                } else if (status == HandshakeStatus.NEED_WRAP) {
                    wrap();
                } else {
                    more = unwrap(source, plain, status);
                }
            }
        } finally {
            plain.give();
        }
        sendEarly();
        if (!inputDone) {
            keep(source);
        }
    }

    private void runTasks() throws SSLException {
        if (established) {
            // TLS 1.2 renegotiation: costs the server much and the client little, and no mail protocol needs it.
            throw new SSLException("Renegotiation is refused");
        }
        tasksRunning = true;
        owner.run(() -> {
            Runnable task;
            while ((task = engine.getDelegatedTask()) != null) {
                task.run();
            }
        });
    }

    /** Answers whether it is worth going on. */
    private boolean unwrap(ByteBuffer source, Plain plain, HandshakeStatus before) throws SSLException {
        if (!source.hasRemaining() && before != HandshakeStatus.NEED_UNWRAP_AGAIN) {
            return false;
        }
        SSLEngineResult result = engine.unwrap(source, plain.room(source.remaining()));
        checkFinished(result);
        switch (result.getStatus()) {
            case BUFFER_UNDERFLOW -> {
                return false;
            }
            case BUFFER_OVERFLOW -> {
                plain.grow();
                return true;
            }
            case CLOSED -> {
                plain.give();
                inputDone = true; // there may still be something to send
                owner.peerEnded();
                return false;
            }
            default -> {
                if (established && result.bytesConsumed() > 0 && result.bytesProduced() == 0 && ++silent > MAX_SILENT) {
                    throw new SSLException("Too many records that carry nothing");
                }
                HandshakeStatus after = result.getHandshakeStatus();
                return result.bytesConsumed() > 0
                        || after == HandshakeStatus.NEED_TASK
                        || after == HandshakeStatus.NEED_WRAP;
            }
        }
    }

    /** Sends handshake records, several together. */
    private void wrap() throws SSLException {
        ByteBuffer out = buffers.take();
        try {
            int room = engine.getSession().getPacketBufferSize();
            boolean more = true;
            while (more && out.remaining() >= room) {
                SSLEngineResult result = engine.wrap(NOTHING.duplicate(), out);
                checkFinished(result);
                more = engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
                if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                    inputDone = true;
                    more = false;
                } else if (more && result.bytesProduced() == 0) {
                    throw new SSLException("The handshake does not go on");
                }
            }
            if (out.position() > 0) {
                owner.ciphertext(out.flip(), 0);
            }
        } finally {
            buffers.give(out);
        }
    }

    private void checkFinished(SSLEngineResult result) {
        if (result.getHandshakeStatus() == HandshakeStatus.FINISHED && !established) {
            established = true;
            owner.established(new TlsInfo(
                    engine.getSession().getProtocol(), engine.getSession().getCipherSuite(), engine.getSession()));
        }
    }

    private void sendEarly() {
        if (established && early != null) {
            ArrayDeque<ByteBuffer> all = early;
            early = null;
            all.forEach(this::send);
        }
    }

    private void fail(SSLException cause) {
        if (!failed) {
            failed = true;
            wrapQuietly();
            owner.failed(cause);
        }
    }

    /** Sends the alert or close_notify that the engine has to say last. */
    private void wrapQuietly() {
        ByteBuffer out = buffers.take();
        try {
            int room = engine.getSession().getPacketBufferSize();
            SSLEngineResult result;
            do {
                result = engine.wrap(NOTHING.duplicate(), out);
            } while (result.bytesProduced() > 0
                    && out.remaining() >= room
                    && result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP);
        } catch (SSLException nothingToSay) {
            // The cause is known already.
        } finally {
            if (out.position() > 0) {
                owner.ciphertext(out.flip(), 0);
            }
            buffers.give(out);
        }
    }

    private void keep(ByteBuffer source) throws SSLException {
        if (!source.hasRemaining()) {
            return;
        }
        if (source.remaining() > MAX_PENDING) {
            throw new SSLException("Too much before the handshake is done");
        }
        byte[] rest = new byte[source.remaining()];
        source.get(rest);
        pending = ByteBuffer.wrap(rest);
    }

    private static ByteBuffer join(ByteBuffer first, ByteBuffer second) {
        return ByteBuffer.allocate(first.remaining() + second.remaining())
                .put(first)
                .put(second)
                .flip();
    }

    /** Plaintext of one call, gathered. */
    private final class Plain {
        private @Nullable ByteBuffer gathered;

        ByteBuffer room(int ciphertext) {
            if (gathered == null) {
                gathered = ByteBuffer.allocate(Math.max(ciphertext, 64));
            }
            return gathered;
        }

        void grow() {
            boolean wasEmpty = gathered != null && gathered.position() == 0;
            int size = gathered == null ? 0 : gathered.capacity();
            give();
            gathered = ByteBuffer.allocate(
                    Math.max(engine.getSession().getApplicationBufferSize(), wasEmpty ? size * 2 : 0));
        }

        void give() {
            ByteBuffer full = gathered;
            gathered = null;
            if (full != null && full.position() > 0) {
                owner.plaintext(full.flip());
            }
        }
    }
}
