package io.github.hikyaku.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReplyBufferTest {
    @Test
    void textNumbersAndOctetsFollowOneAnother() {
        ReplyBuffer buffer = new ReplyBuffer(1)
                .append("* ")
                .append(12_345_678_901L)
                .append(' ')
                .append(new byte[] {'a', 'b'})
                .append(new byte[] {'x', 'c', 'x'}, 1, 1)
                .crlf();
        assertThat(buffer).hasToString("* 12345678901 abc\r\n");
        assertThat(buffer.size()).isEqualTo(19);
    }

    @Test
    void textIsUtf8FromItsFirstOtherCharacterOn() {
        assertThat(new ReplyBuffer().append("grün 飛脚").toByteArray())
                .isEqualTo("grün 飛脚".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aStreamIsTakenInPieces() throws Exception {
        ByteArrayInputStream in = new ByteArrayInputStream(new byte[] {1, 2, 3});
        ReplyBuffer buffer = new ReplyBuffer(0);
        assertThat(buffer.append(in, 2)).isEqualTo(2);
        assertThat(buffer.append(in, 2)).isEqualTo(1);
        assertThat(buffer.append(in, 2)).isEqualTo(-1);
        assertThat(buffer.toByteArray()).containsExactly(1, 2, 3);
        buffer.clear();
        assertThat(buffer.octets().remaining()).isZero();
    }
}
