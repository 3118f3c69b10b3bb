package io.github.hikyaku.mime;

import static io.github.hikyaku.mime.Structures.checkInvariants;
import static io.github.hikyaku.mime.Structures.octets;
import static io.github.hikyaku.mime.Structures.outline;
import static io.github.hikyaku.mime.Structures.parse;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class MimeParserFuzzTest {
    /** Pieces of which every order and repetition is a message of some kind. */
    private static final String[] PIECES = {
        "\r\n",
        "\n",
        "\r",
        "\r\n\r\n",
        "--",
        "--a",
        "--a--",
        "--ab",
        "\r\n--a\r\n",
        "\r\n--ab\r\n",
        "\r\n--a--\r\n",
        "\n--ab--\n",
        "Content-Type: multipart/mixed; boundary=a\r\n",
        "Content-Type: multipart/digest; boundary=ab\n",
        "Content-Type: message/rfc822\r\n",
        "Content-Type: text/html; charset=utf-8\r\n",
        "Content-Type: multipart/x; boundary=\"",
        "\"",
        ";",
        "(",
        "Subject: x\r\n",
        "To: a@b,\r\n",
        " folded\r\n",
        "text",
        " ",
        "\t",
        "\u0000",
        "\u00ff"
    };

    private static byte[] message(Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int pieces = random.nextInt(40);
        for (int i = 0; i < pieces; i++) {
            out.writeBytes(octets(PIECES[random.nextInt(PIECES.length)]));
        }
        return out.toByteArray();
    }

    @Test
    void everythingHasASoundStructureThatSurvivesEncoding() {
        Random random = new Random(2045);
        MimeLimits tight = new MimeLimits(3, 4, 60, 3, 1, 1, 100);
        for (int i = 0; i < 5_000; i++) {
            byte[] message = message(random);
            for (MimeLimits limits : new MimeLimits[] {MimeLimits.DEFAULT, tight}) {
                MimePart structure = parse(message, limits);
                checkInvariants(structure, message);
                byte[] encoded = structure.encode();
                assertThat(MimePart.decode(encoded).orElseThrow().encode()).isEqualTo(encoded);
            }
        }
    }

    @Test
    void randomOctetsHaveASoundStructure() {
        Random random = new Random(2046);
        for (int i = 0; i < 2_000; i++) {
            byte[] message = new byte[random.nextInt(2000)];
            random.nextBytes(message);
            checkInvariants(parse(message), message);
        }
    }

    @Test
    void itDoesNotMatterHowTheOctetsAreCut() {
        Random random = new Random(822);
        for (int i = 0; i < 5_000; i++) {
            byte[] message = message(random);
            MimeParser parser = new MimeParser();
            int position = 0;
            while (position < message.length) {
                int n = Math.min(message.length - position, random.nextInt(8));
                parser.update(message, position, n);
                position += n;
            }
            assertThat(parser.end().encode()).isEqualTo(parse(message).encode());
        }
    }

    @Test
    void aDamagedEncodingIsNeverTakenForAStructure() {
        byte[] encoded = parse(octets("Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b--"))
                .encode();
        for (int i = 0; i < encoded.length; i++) {
            byte[] damaged = encoded.clone();
            damaged[i] ^= 0x21;
            assertThat(MimePart.decode(damaged)).isEmpty();
            assertThat(MimePart.decode(java.util.Arrays.copyOf(encoded, i))).isEmpty();
        }
    }

    @Test
    void depthIsLimited() {
        String nested = "Content-Type: message/rfc822\n\n".repeat(10_000);
        MimePart part = parse(octets(nested));
        for (int depth = 1; depth < MimeLimits.DEFAULT.maxDepth(); depth++) {
            part = part.message().orElseThrow();
        }
        assertThat(part.kind()).isEqualTo(MimePart.Kind.LEAF);
        assertThat(part.is("application", "octet-stream")).isTrue();
    }

    @Test
    void theLastPartAllowedHoldsTheRest() {
        MimeLimits limits = new MimeLimits(10, 3, 1000, 100, 70, 10, 1000);
        byte[] message = octets("Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n"
                + "Content-Type: multipart/mixed; boundary=c\n\n--c\n\n--b\n\nthree\n--b--\n");
        assertThat(outline(parse(message, limits), message))
                .isEqualTo("multipart/mixed(text/plain'one' application/octet-stream'--c||--b||three|--b--|')");
    }

    @Test
    void fieldsBeyondTheHeaderLimitsAreIgnored() {
        byte[] message = octets("Subject: x\nX: y\nContent-Type: text/html\n\nbody");
        assertThat(outline(parse(message, new MimeLimits(10, 10, 1000, 2, 70, 10, 1000)), message))
                .isEqualTo("text/plain'body'");
        assertThat(outline(parse(message, new MimeLimits(10, 10, 20, 10, 70, 10, 1000)), message))
                .isEqualTo("text/plain'body'");
    }

    @Test
    void valuesBeyondTheAllowanceAreLeftOutAndStructureIsNot() {
        byte[] message = octets("Subject: " + "x".repeat(200)
                + "\nFrom: a@b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
                + "Content-Type: multipart/mixed; x=" + "y".repeat(200) + "; boundary=c\n\n--c\n\none\n--c--\n--b--\n");
        MimePart part = parse(message, new MimeLimits(10, 10, 1000, 10, 70, 10, 100));
        assertThat(part.envelope().orElseThrow().subject()).isNull();
        assertThat(part.envelope().orElseThrow().from()).isEqualTo("a@b");
        assertThat(outline(part, message)).isEqualTo("multipart/mixed(multipart/mixed(text/plain'one'))");
    }

    @Test
    void nastyMessagesTakeLinearTime() {
        StringBuilder boundaries = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            boundaries
                    .append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\n\n--b")
                    .append(i)
                    .append('\n');
        }
        String wide = "Content-Type: multipart/mixed; boundary=b\n\n";
        String[] messages = {
            boundaries.toString(),
            wide + "--b\n".repeat(500_000),
            boundaries.substring(0, 4_000) + "--bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n".repeat(50_000),
            "Subject: " + "x".repeat(2_000_000),
            "To: " + "a,".repeat(1_000_000),
            "X: y\n ".repeat(400_000),
            "X: y\n".repeat(400_000),
            "Content-Type: " + "(".repeat(500_000),
            "Content-Type: text/plain" + ";a".repeat(500_000),
            "Content-Type: text/plain" + ";a=\"".repeat(300_000),
            "Content-Type: text/plain; name*0=x" + "; name*1=y".repeat(100_000),
            "Content-Language: " + "a,".repeat(500_000),
            "\n" + "--".repeat(1_000_000),
            wide + "--b" + " ".repeat(2_000_000),
            wide + "--\n".repeat(700_000),
        };
        for (String message : messages) {
            byte[] octets = octets(message);
            Assertions.assertTimeout(
                    Duration.ofSeconds(5),
                    () -> {
                        MimePart part = parse(octets);
                        part.fields().parameters().decoded();
                        part.envelope().orElseThrow().toAddresses();
                    },
                    () -> message.substring(0, 30));
        }
    }
}
