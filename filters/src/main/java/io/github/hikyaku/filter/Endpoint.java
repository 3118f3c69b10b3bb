package io.github.hikyaku.filter;

import io.github.hikyaku.filter.internal.FilterConnection;
import io.github.hikyaku.filter.internal.FilterNetwork;
import java.util.concurrent.CompletableFuture;

/** Where a filter listens. */
record Endpoint(String host, int port) {
    Endpoint {
        if (host.isBlank() || port < 1 || port > 65535) {
            throw new IllegalArgumentException("No place where a filter listens: " + host + ":" + port);
        }
    }

    CompletableFuture<FilterConnection> connect(FilterNetwork network, FilterSettings settings) {
        return network.connect(host, port, settings.connectTimeout(), settings.answerTimeout());
    }
}
