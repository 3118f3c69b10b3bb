package io.github.hikyaku.smtp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineBreakScanTest {
    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "'',false",
                "abc,false",
                "'\r\n',false",
                "'a\r\n\r\nb\r\n',false",
                "'\r',true",
                "'\n',true",
                "'a\rb',true",
                "'a\r\r\n',true",
                "'a\n\r\n',true",
                "'\r\n\r',true",
                "'\r\na\n',true"
            })
    void bareLineBreaksAreSeenInWhateverPieces(String text, boolean bare) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int size = 1; size <= octets.length + 1; size++) {
            LineBreakScan scan = new LineBreakScan();
            for (int at = 0; at < octets.length; at += size) {
                scan.scan(ByteBuffer.wrap(octets, at, Math.min(size, octets.length - at)));
            }
            assertThat(scan.isBareAtEnd()).isEqualTo(bare);
        }
    }
}
