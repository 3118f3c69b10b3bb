package io.github.hikyaku.engine.internal;

import io.github.hikyaku.engine.TlsInfo;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A transport under one {@link SessionRunner}. It calls {@link SessionRunner#opened}, {@link SessionRunner#received},
 * {@link SessionRunner#written}, {@link SessionRunner#inputEnded} and, once, {@link SessionRunner#closed}. After the first,
 * the second and the fourth it lets the session have a turn: by {@link SessionRunner#proceed}, holding no lock, or by
 * {@link SessionRunner#wake}. None of its methods blocks.
 */
public interface Wire {
    /** The address on this side. */
    InetSocketAddress local();

    /** The address of the peer. */
    InetSocketAddress remote();

    /** What TLS agreed on, if it is on. */
    Optional<TlsInfo> tls();

    /** Whether TLS can be started now. */
    boolean canStartTls();

    /** Sends octets; {@link SessionRunner#written} tells when they have left. At most two writes are under way at once. */
    void write(ByteBuffer octets);

    /**
     * Makes ready for TLS, then sends the last plaintext octets, as {@link #write} does, unless
     * {@link SessionRunner#hasInput} meanwhile: that came too early, and the wire aborts.
     */
    void startTls(ByteBuffer goAhead);

    /** Stops reading. Called within {@link SessionRunner#received}. */
    void suspendInput();

    /** Reads on. Called by any thread. */
    void resumeInput();

    /** Closes, with close_notify over TLS. Called when everything written has left. */
    void close();

    /** Closes at once. Called by any thread, more than once. */
    void abort();

    /** The session has been told that the connection is gone; the runner needs nothing more. */
    void over();
}
