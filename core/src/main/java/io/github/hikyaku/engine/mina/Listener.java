package io.github.hikyaku.engine.mina;

import io.github.hikyaku.engine.ConnectionObserver;
import io.github.hikyaku.engine.ListenerConfig;
import io.github.hikyaku.engine.SessionFactory;

/** What the connections of one listener have in common. */
record Listener(ListenerConfig config, SessionFactory factory, ConnectionObserver observer) {}
