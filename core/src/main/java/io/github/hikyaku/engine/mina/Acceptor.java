package io.github.hikyaku.engine.mina;

import io.github.hikyaku.engine.ConnectionObserver;
import io.github.hikyaku.engine.NetworkEngine;
import io.github.hikyaku.engine.TlsMode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.apache.mina.core.service.IoProcessor;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.core.session.IoSessionAttributeMap;
import org.apache.mina.core.session.IoSessionDataStructureFactory;
import org.apache.mina.core.write.WriteRequestQueue;
import org.apache.mina.transport.socket.SocketSessionConfig;
import org.apache.mina.transport.socket.nio.NioSession;
import org.apache.mina.transport.socket.nio.NioSocketAcceptor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts for all listeners of an engine on one thread, and turns away whom a limit forbids. */
final class Acceptor extends NioSocketAcceptor {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
    private static final int BACKLOG = 1024;

    private final MinaEngine engine;
    private final Map<ServerSocketChannel, Listener> listeners = new ConcurrentHashMap<>();

    /** The listener that is being bound; handed from {@link #listen} to {@link #open} on the acceptor's thread. */
    private volatile @Nullable Listener binding;

    private volatile @Nullable ServerSocketChannel bound;

    /** The wire of the connection accepted last, until its session gets its attributes, on the same thread. */
    private @Nullable MinaWire accepted;

    Acceptor(MinaEngine engine, Executor threads, IoProcessor<NioSession> processor) {
        super(threads, processor);
        this.engine = engine;
        setBacklog(BACKLOG);
        setReuseAddress(true);
        setCloseOnDeactivation(false);
        setHandler(new WireHandler());
        setSessionDataStructureFactory(new DataStructures());
        SocketSessionConfig config = getSessionConfig();
        config.setTcpNoDelay(true); // else Nagle's algorithm and delayed acknowledgements cost 40 ms a reply
        config.setKeepAlive(true); // an idle peer that vanished is noticed some day
        config.setMinReadBufferSize(1); // the processor reads into a buffer of its own
        config.setReadBufferSize(1);
        config.setWriteTimeout(0); // the session runner watches for silence in both directions
    }

    /** Binds one listener; one at a time. */
    NetworkEngine.Listening listen(Listener listener) throws IOException {
        binding = listener;
        bind(new InetSocketAddress(
                listener.config().address(), listener.config().port()));
        ServerSocketChannel channel = bound;
        if (channel == null) {
            throw new IOException("Not bound");
        }
        return new Open(channel, (InetSocketAddress) channel.getLocalAddress());
    }

    @Override
    protected int select() throws Exception {
        IoThreads.takeName();
        return super.select();
    }

    @Override
    protected ServerSocketChannel open(SocketAddress address) throws Exception {
        ServerSocketChannel channel = super.open(address);
        Listener listener = binding;
        if (listener != null) {
            listeners.put(channel, listener);
        }
        bound = channel;
        return channel;
    }

    @Override
    protected void close(ServerSocketChannel channel) throws Exception {
        listeners.remove(channel);
        super.close(channel);
    }

    @Override
    protected @Nullable NioSession accept(IoProcessor<NioSession> toProcessor, ServerSocketChannel from)
            throws Exception {
        NioSession session = super.accept(toProcessor, from);
        if (session == null) {
            return null;
        }
        try {
            return admitted(session, listeners.get(from));
        } catch (RuntimeException | Error failed) {
            // The library would accept nobody for a second, or never again.
            LOG.error("A connection is closed that could not be accepted", failed);
            return dropped(session);
        }
    }

    private @Nullable NioSession admitted(NioSession session, @Nullable Listener listener) throws IOException {
        if (listener == null) {
            return dropped(session);
        }
        if (!(session.getRemoteAddress() instanceof InetSocketAddress remote)
                || !(session.getLocalAddress() instanceof InetSocketAddress local)) {
            return dropped(session); // reset before it was accepted
        }
        ConnectionObserver.Ends ends = MinaWire.name(local, remote);
        boolean proxied = listener.config().isProxy(remote.getAddress());
        String limit =
                proxied ? engine.admission().enterProxy() : engine.admission().enter(remote.getAddress());
        if (limit != null) {
            listener.observer().refused(ends, limit);
            if (listener.config().tls() != TlsMode.IMPLICIT) {
                sayWhy(session, listener.factory().refusal());
            }
            return dropped(session);
        }
        accepted = new MinaWire(engine, listener, session, ends, proxied);
        return session;
    }

    /** A new socket takes a line at once; if it does not, the peer gets none. */
    private static void sayWhy(NioSession session, byte[] refusal) {
        try {
            session.getChannel().write(ByteBuffer.wrap(refusal));
        } catch (IOException gone) {
            // It is turned away in any case.
        }
    }

    private static @Nullable NioSession dropped(NioSession session) throws IOException {
        session.getChannel().close();
        return null;
    }

    /** An open listener. */
    private final class Open implements NetworkEngine.Listening {
        private final ServerSocketChannel channel;
        private final InetSocketAddress address;

        Open(ServerSocketChannel channel, InetSocketAddress address) {
            this.channel = channel;
            this.address = address;
        }

        @Override
        public InetSocketAddress address() {
            return address;
        }

        @Override
        public void close() {
            if (channel.isOpen()) {
                unbind(address);
            }
        }
    }

    /** Gives each session its wire, in an attribute map that holds little more. */
    private final class DataStructures implements IoSessionDataStructureFactory {
        @Override
        public IoSessionAttributeMap getAttributeMap(IoSession session) {
            MinaWire wire = accepted;
            accepted = null;
            if (wire == null) {
                throw new IllegalStateException("A session that was not accepted here");
            }
            return new Attributes(wire);
        }

        @Override
        public WriteRequestQueue getWriteRequestQueue(IoSession session) {
            return new WriteQueue();
        }
    }
}
