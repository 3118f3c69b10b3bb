/**
 * The protocol engine's contract: sessions are state machines that are fed frames and answer through a connection.
 * Nothing here knows of sockets.
 */
@NullMarked
package io.github.hikyaku.engine;

import org.jspecify.annotations.NullMarked;
