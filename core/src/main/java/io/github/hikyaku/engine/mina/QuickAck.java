package io.github.hikyaku.engine.mina;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/**
 * Has the next segments acknowledged at once. The JDK's TLS client sends the end of its handshake in two small segments;
 * unless it switches Nagle's algorithm off, the second waits for our acknowledgement of the first, which is delayed by 40 ms.
 */
final class QuickAck {
    private QuickAck() {}

    /** Answers whether that was possible; it works either way. */
    static boolean request(SocketChannel channel) {
        if (Option.FOUND.isEmpty()) {
            return false;
        }
        try {
            channel.setOption(Option.FOUND.get(), true);
            return true;
        } catch (IOException | UnsupportedOperationException refused) {
            return false;
        }
    }

    /** The option, where this system has it. It is named, not imported: not every runtime has its module. */
    private static final class Option {
        static final Optional<SocketOption<Boolean>> FOUND = find();

        @SuppressWarnings("unchecked")
        private static Optional<SocketOption<Boolean>> find() {
            try (SocketChannel any = SocketChannel.open()) {
                return any.supportedOptions().stream()
                        .filter(option -> option.name().equals("TCP_QUICKACK") && option.type() == Boolean.class)
                        .map(option -> (SocketOption<Boolean>) option)
                        .findFirst();
            } catch (IOException none) {
                return Optional.empty();
            }
        }
    }
}
