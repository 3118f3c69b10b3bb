package io.github.hikyaku.mime;

import static io.github.hikyaku.mime.Structures.octets;
import static io.github.hikyaku.mime.Structures.parse;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextExtractorTest {
    private static String text(String message) throws IOException {
        byte[] octets = octets(message);
        return TextExtractor.read(parse(octets), OctetRange.of(octets), 1000);
    }

    @Test
    void undoesEncodingAndCharset() throws IOException {
        assertThat(
                        text(
                                "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n4oKsIA==\n4oKs\n"))
                .isEqualTo("€ €");
        assertThat(
                        text(
                                "Content-Type: text/plain; charset=\"iso-8859-15\"\nContent-Transfer-Encoding: Quoted-Printable\n\n=A4 =\nx"))
                .isEqualTo("€ x");
        assertThat(text("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: x-other\n\n=A4"))
                .isEqualTo("=A4");
    }

    @Test
    void guessesWhatIsNotNamed() throws IOException {
        for (String type : new String[] {
            "",
            "Content-Type: text/plain\n",
            "Content-Type: text/plain; charset=x-unknown\n",
            "Content-Type: text/plain; charset=us-ascii\n"
        }) {
            assertThat(text(type + "\ncaf\u00c3\u00a9")).as(type).isEqualTo("café");
            assertThat(text(type + "\ncaf\u00e9 \u0080")).as(type).isEqualTo("café €");
        }
    }

    @Test
    void aCharacterCutWhereTheGuessEndsIsStillUtf8() throws IOException {
        byte[] message = ("\nx" + "é".repeat(10_000)).getBytes(StandardCharsets.UTF_8);
        assertThat(TextExtractor.read(parse(message), OctetRange.of(message), 30_000))
                .isEqualTo("x" + "é".repeat(10_000));
    }

    @Test
    void brokenOctetsAreReplaced() throws IOException {
        assertThat(text("Content-Type: text/plain; charset=utf-8\n\na\u00ffb")).isEqualTo("a\uFFFDb");
    }

    @Test
    void findsTheTextsOfNestedMessages() throws IOException {
        byte[] message =
                octets("Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\nContent-Type: image/png\n\nx\n"
                        + "--b\nContent-Type: message/rfc822\n\nContent-Type: text/html\n\n<p>two\n--b--\n");
        assertThat(TextExtractor.textParts(parse(message)))
                .extracting(part -> TextExtractor.read(part, OctetRange.of(message), 100))
                .containsExactly("one", "<p>two");
    }

    @Test
    void readsNoMoreThanAsked() throws IOException {
        byte[] message = octets("\n" + "x".repeat(20_000));
        assertThat(TextExtractor.read(parse(message), OctetRange.of(message), 5))
                .isEqualTo("xxxxx");
        try (Reader reader = TextExtractor.open(parse(message), OctetRange.of(message))) {
            assertThat(reader.read()).isEqualTo('x');
        }
    }

    @Test
    void decodersGiveBackWhatWasEncoded() throws IOException {
        Random random = new Random(2045);
        for (int i = 0; i < 500; i++) {
            byte[] octets = new byte[random.nextInt(500)];
            random.nextBytes(octets);
            byte[] encoded = Base64.getMimeEncoder().encode(octets);
            assertThat(decoded(encoded, "base64")).isEqualTo(octets);
            StringBuilder printable = new StringBuilder();
            for (byte octet : octets) {
                printable.append(String.format("=%02X", octet & 0xFF)).append(random.nextInt(9) == 0 ? "= \t\r\n" : "");
            }
            assertThat(decoded(octets(printable.toString()), "quoted-printable"))
                    .isEqualTo(octets);
        }
    }

    @Test
    void decodersNeverFail() throws IOException {
        Random random = new Random(2047);
        String[] pieces = {"=", "=4", "=41", " ", "\t", "\r", "\n", "\r\n", "=\r\n", "= ", "a", "=\r", " ".repeat(1500)
        };
        for (int i = 0; i < 3_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(10); j > 0; j--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            byte[] octets = octets(text.toString());
            assertThat(decoded(octets, "quoted-printable").length).isLessThanOrEqualTo(octets.length);
            assertThat(decoded(octets, "base64").length).isLessThanOrEqualTo(octets.length);
        }
    }

    private static byte[] decoded(byte[] octets, String encoding) throws IOException {
        try (InputStream in = TransferDecoder.decode(new ByteArrayInputStream(octets), encoding)) {
            return in.readAllBytes();
        }
    }
}
