package io.github.hikyaku.smtp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NulScanTest {
    @Test
    void findsANulWhereverItIs() {
        for (int length = 0; length < 40; length++) {
            byte[] octets = new byte[length + 2]; // NUL before and behind
            for (byte filling : new byte[] {1, (byte) 0x80, (byte) 0xff, 'x'}) {
                Arrays.fill(octets, 1, length + 1, filling);
                assertThat(NulScan.finds(ByteBuffer.wrap(octets, 1, length))).isFalse();
                assertThat(NulScan.finds(ByteBuffer.wrap(octets, 1, length).slice()))
                        .isFalse();
                for (int at = 1; at <= length; at++) {
                    octets[at] = 0;
                    assertThat(NulScan.finds(ByteBuffer.wrap(octets, 1, length)))
                            .as("%d of %d", at, length)
                            .isTrue();
                    octets[at] = filling;
                }
            }
        }
    }
}
