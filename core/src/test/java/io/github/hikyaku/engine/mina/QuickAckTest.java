package io.github.hikyaku.engine.mina;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class QuickAckTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void linuxHasIt() throws Exception {
        try (SocketChannel channel = SocketChannel.open()) {
            assertThat(QuickAck.request(channel)).isTrue();
        }
    }

    @Test
    void aClosedChannelIsNoError() throws Exception {
        SocketChannel channel = SocketChannel.open();
        channel.close();
        assertThat(QuickAck.request(channel)).isFalse();
    }
}
