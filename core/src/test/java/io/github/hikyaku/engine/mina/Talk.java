package io.github.hikyaku.engine.mina;

import io.github.hikyaku.engine.Connection;
import io.github.hikyaku.engine.Frame;
import io.github.hikyaku.engine.Framing;
import io.github.hikyaku.engine.ProtocolSession;
import io.github.hikyaku.engine.ReplyBuffer;
import io.github.hikyaku.engine.ReplySource;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A protocol to try the engine with: greets, and answers a line with itself unless it is one of a few commands. */
final class Talk implements ProtocolSession {
    private static final Framing LINES = new Framing.Lines(1_000);

    /** What the sessions of one test have in common. */
    static final class Shared {
        final CompletableFuture<Framing> hold = new CompletableFuture<>();
        final CountDownLatch held = new CountDownLatch(1);
        final AtomicLong pulled = new AtomicLong();
        final AtomicInteger released = new AtomicInteger();
        final AtomicInteger opened = new AtomicInteger();
        final AtomicInteger closed = new AtomicInteger();
        volatile boolean polite = true;

        ProtocolSession open(Connection peer) {
            return new Talk(peer, this);
        }
    }

    private final Connection peer;
    private final Shared shared;
    private long run;
    private boolean intact = true;
    private boolean goingOn;

    private Talk(Connection peer, Shared shared) {
        this.peer = peer;
        this.shared = shared;
    }

    /** The octet at a place of every long run: no two parts look alike. */
    static byte octet(long place) {
        return (byte) (place ^ (place >>> 8) ^ (place >>> 16));
    }

    private void say(String text) {
        peer.send((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public Framing onOpen() {
        shared.opened.incrementAndGet();
        say("hello" + peer.tls().map(tls -> " " + tls.protocol()).orElse(""));
        return LINES;
    }

    @Override
    public Framing onFrame(Frame frame) {
        if (frame instanceof Frame.Chunk chunk) {
            while (chunk.octets().hasRemaining()) {
                intact &= chunk.octets().get() == octet(run++);
            }
            if (chunk.last()) {
                say("took " + run + " " + intact);
                run = 0;
            }
            return LINES;
        }
        String line = frame instanceof Frame.Line whole ? whole.latin1() : "overlong";
        String[] words = line.split(" ");
        switch (words[0]) {
            case "send" -> peer.send(new Run(Long.parseLong(words[1])));
            case "take" -> {
                return new Framing.Octets(Long.parseLong(words[1]));
            }
            case "hold" -> {
                goingOn = true;
                shared.held.countDown();
                return new Framing.Wait(shared.hold.thenApply(framing -> {
                    goingOn = false;
                    return framing;
                }));
            }
            case "tls" -> peer.startTls("go\r\n".getBytes(StandardCharsets.ISO_8859_1));
            case "secure" -> say(peer.tls().map(tls -> tls.protocol()).orElse("no"));
            case "who" -> say(peer.remote().toString());
            case "quit" -> {
                say("bye");
                peer.close();
            }
            default -> say(line);
        }
        return LINES;
    }

    @Override
    public void onIdle() {
        say("idle");
        peer.close();
    }

    @Override
    public void onShutdown() {
        if (shared.polite && goingOn) {
            shared.hold.thenRun(() -> peer.execute(this::leave));
        } else if (shared.polite) {
            leave();
        }
    }

    private void leave() {
        say("shutdown");
        peer.close();
    }

    @Override
    public void onClose() {
        shared.closed.incrementAndGet();
    }

    /** So many octets of the pattern. */
    private final class Run implements ReplySource {
        private final long size;
        private long place;

        Run(long size) {
            this.size = size;
        }

        @Override
        public boolean writeTo(ReplyBuffer buffer) {
            byte[] part = new byte[(int) Math.min(size - place, 30_000)];
            for (int i = 0; i < part.length; i++) {
                part[i] = octet(place++);
            }
            buffer.append(part);
            shared.pulled.addAndGet(part.length);
            return place < size;
        }

        @Override
        public void close() {
            shared.released.incrementAndGet();
        }
    }
}
