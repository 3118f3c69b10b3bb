package io.github.hikyaku.engine.mina;

import org.apache.mina.core.service.IoHandlerAdapter;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.core.write.WriteToClosedSessionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes the library's events on to the wires; what comes in takes a shorter way. Runs on the I/O threads. */
final class WireHandler extends IoHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(WireHandler.class);

    @Override
    public void sessionOpened(IoSession session) {
        MinaWire.of(session).onOpened();
    }

    @Override
    public void messageSent(IoSession session, Object message) {
        if (message instanceof Outgoing sent) {
            MinaWire.of(session).onSent(sent.plaintext());
        }
    }

    /** The library would close at once, and lose the replies to a client that ends its side after its last command. */
    @Override
    public void inputClosed(IoSession session) {
        MinaWire.of(session).onInputEnd();
    }

    @Override
    public void sessionClosed(IoSession session) {
        MinaWire.of(session).destroyed();
    }

    @Override
    public void exceptionCaught(IoSession session, Throwable cause) {
        if (!(cause instanceof WriteToClosedSessionException)) { // it comes after the end, and tells nothing
            LOG.warn("Connection {} is closed after an error in the engine", session.getRemoteAddress(), cause);
            session.closeNow();
        }
    }
}
