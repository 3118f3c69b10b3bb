package io.github.hikyaku.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.address.ReversePath;
import io.github.hikyaku.event.Peer;
import io.github.hikyaku.storage.MessageContent;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MailTest {
    @Test
    void aFieldWhoseNameStartsWithADotCannotBeSentAsItIs() {
        assertThat(mail().prepend("X-Spam: no\r\n".getBytes(US_ASCII)).content().isDotTransparent())
                .isTrue();
        assertThat(mail().prepend(".spam: no\r\n".getBytes(US_ASCII)).content().isDotTransparent())
                .isFalse();
    }

    private static Mail mail() {
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", 25);
        Origin origin = new Origin(
                new Peer("smtp", "1", address, address), "client.example", Optional.empty(), Optional.empty(), false);
        byte[] trace = "Received: trace\r\n".getBytes(US_ASCII);
        return new Mail("id", Instant.EPOCH, origin, Envelope.of(ReversePath.NULL, List.of()), trace, new Empty());
    }

    private record Empty() implements MessageContent {
        @Override
        public long size() {
            return 0;
        }

        @Override
        public InputStream open(long offset, long length) {
            return new ByteArrayInputStream(new byte[0]);
        }

        @Override
        public boolean isDotTransparent() {
            return true;
        }
    }
}
