package io.github.hikyaku.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;

/** A listener could not be opened, most often because its port is taken. The message names service, address and port. */
public final class ListenException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    private final String service;
    private final InetSocketAddress address;

    ListenException(String service, InetSocketAddress address, IOException cause) {
        super("Service " + service + ": " + cause.getMessage(), cause);
        this.service = service;
        this.address = address;
    }

    /** The service's name. */
    public String service() {
        return service;
    }

    /** Where it was to listen. */
    public InetSocketAddress address() {
        return address;
    }
}
