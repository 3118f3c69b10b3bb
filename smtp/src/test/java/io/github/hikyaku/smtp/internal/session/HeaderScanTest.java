package io.github.hikyaku.smtp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderScanTest {
    private static HeaderScan scan(String message, int size) {
        HeaderScan scan = new HeaderScan();
        byte[] octets = message.getBytes(StandardCharsets.UTF_8);
        for (int from = 0; from < octets.length; from += size) {
            ByteBuffer piece = ByteBuffer.wrap(octets, from, Math.min(size, octets.length - from));
            int before = piece.remaining();
            scan.scan(piece);
            assertThat(piece.remaining()).as("nothing is taken").isEqualTo(before);
        }
        return scan;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void fieldsAreFoundHoweverTheMessageIsCut(int size) {
        HeaderScan scan = scan(
                "Received: a\r\n\tdate: x\r\nreceived : b\r\nX-Received: c\r\nDATE:d\r\nMessage-Id: <e>\r\n\r\nReceived: f\r\n",
                size);
        assertThat(scan.received()).isEqualTo(2);
        assertThat(scan.hasDate()).isTrue();
        assertThat(scan.hasMessageId()).isTrue();
        assertThat(scan.isHeadless()).isFalse();
    }

    @Test
    void otherFieldsBodiesAndContinuationsDoNotCount() {
        HeaderScan scan = scan(
                "Subject: x\r\n Date: y\r\nDated: z\r\nResent-Date: z\r\nX-Message-ID: z\r\nMessage-IDs: z\r\nDat\r\n\r\nDate: x\r\nMessage-ID: y\r\n",
                1000);
        assertThat(scan.hasDate()).isFalse();
        assertThat(scan.hasMessageId()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Just text\r\n",
                " text\r\n",
                ": text\r\n",
                "text\r\nSubject: x\r\n",
                "http//example.org\r\n",
                "gr\u00fc\u00dfe: x\r\n",
                "From me\r\n\r\n",
                "\u0001\r\n"
            })
    void textWithoutAHeaderSectionIsSeen(String message) {
        // A From line of an mbox is tolerated; see below.
        assertThat(scan(message, 1000).isHeadless()).isEqualTo(!message.startsWith("From "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\ntext\r\n",
                "Subject:\r\n",
                "From bob Wed Mar  4 05:06:07 2026\r\nSubject: x\r\n\r\n",
                ">From bob Wed Mar  4 05:06:07 2026\r\nSubject: x\r\n\r\n"
            })
    void aHeaderSectionMayBeEmptyOrStartAsInAnMbox(String message) {
        assertThat(scan(message, 1).isHeadless()).isFalse();
    }

    @Test
    void aFieldBehindAnMboxLineIsFound() {
        assertThat(scan("From bob Wed Mar  4 05:06:07 2026\r\nDate: x\r\n\r\n", 1)
                        .hasDate())
                .isTrue();
    }
}
