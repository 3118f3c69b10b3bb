package io.github.hikyaku.storage.memory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryContentTest {
    private static MemoryContent content(String text, int piece) {
        MemoryContent.Builder builder = new MemoryContent.Builder();
        byte[] octets = text.getBytes(ISO_8859_1);
        for (int at = 0; at < octets.length; at += piece) {
            builder.write(octets, at, Math.min(piece, octets.length - at));
        }
        return builder.build();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1000, 1024, 4095, 4096, 5000, 70_000, 1_000_000})
    void piecesOfAnySizeMakeTheWhole(int piece) throws IOException {
        String text = "0123456789abcde\r\n".repeat(20_000);
        MemoryContent content = content(text, piece);
        assertThat(content.size()).isEqualTo(text.length());
        assertThat(new String(content.open().readAllBytes(), ISO_8859_1)).isEqualTo(text);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (InputStream in = content.open(3, text.length() - 5)) {
            assertThat(in.transferTo(out)).isEqualTo(text.length() - 5);
            assertThat(in.available()).isZero();
        }
        assertThat(out.toString(ISO_8859_1)).isEqualTo(text.substring(3, text.length() - 2));
    }

    @Test
    void sharedOctetsStandBetweenOwnOnes() throws IOException {
        MemoryContent inner = content("inner\r\n".repeat(5000), 4000);
        MemoryContent.Builder builder = new MemoryContent.Builder();
        builder.share(new MemoryContent.Builder().build());
        builder.write("head\r\n".getBytes(ISO_8859_1), 0, 6);
        builder.share(inner);
        builder.share(inner);
        builder.write("tail\r\n".getBytes(ISO_8859_1), 0, 6);
        MemoryContent outer = builder.build();
        String wanted = "head\r\n" + "inner\r\n".repeat(10_000) + "tail\r\n";
        assertThat(outer.size()).isEqualTo(wanted.length());
        assertThat(new String(outer.open().readAllBytes(), ISO_8859_1)).isEqualTo(wanted);
        assertThat(outer.isDotTransparent()).isTrue();
    }

    @Test
    void sharingBehindAnUnfinishedLineIsNotCalledTransparent() {
        MemoryContent.Builder builder = new MemoryContent.Builder();
        builder.write("head".getBytes(ISO_8859_1), 0, 4);
        builder.share(content("a\r\n", 9));
        assertThat(builder.build().isDotTransparent()).isFalse();
    }

    @Test
    void transparencyAgreesWithItsDefinition() {
        Pattern transparent = Pattern.compile("(?:(?!\\.)[^\r\n]*\r\n)*");
        Random random = new Random(11);
        String[] alphabet = {
            "a", ".", "\r", "\n", "\u008d\u008a", "\r\n", "\r\n", "\r\n", "\f\u000b\u000e", "long line".repeat(3)
        };
        int found = 0;
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(9); i > 0; i--) {
                text.append(alphabet[random.nextInt(alphabet.length)]);
            }
            boolean wanted = transparent.matcher(text).matches();
            found += wanted ? 1 : 0;
            assertThat(content(text.toString(), 1 + random.nextInt(30)).isDotTransparent())
                    .as("%s", text)
                    .isEqualTo(wanted);
        }
        assertThat(found).isGreaterThan(100);
    }
}
