package io.github.hikyaku.smtp.internal.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineCheckTest {
    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aLineHas998OctetsAtMost() {
        String fits = "X: " + "x".repeat(995);
        assertThat(new LineCheck(octets(fits + "\r\n")).isTooLong()).isFalse();
        assertThat(new LineCheck(octets(fits + "\r\n " + "x".repeat(997) + "\r\n")).isTooLong())
                .isFalse();
        assertThat(new LineCheck(octets(fits + "x\r\n")).isTooLong()).isTrue();
        assertThat(new LineCheck(octets("X: x\r\n " + "x".repeat(998))).isTooLong())
                .isTrue();
    }

    @Test
    void controlCharactersAndTheEighthBitAreSeen() {
        assertThat(new LineCheck(octets("X: a\tb\r\n")).hasControl()).isFalse();
        for (String control : new String[] {"\0", "\u0001", "\u001b", "\u007f", "\r", "\n", "\r\r"}) {
            assertThat(new LineCheck(octets("X: " + control + "\r\n")).hasControl())
                    .isTrue();
        }
        assertThat(new LineCheck(octets("X: \u00fc\r\n")).isEightBit()).isTrue();
        assertThat(new LineCheck(octets("X: \u00fc\r\n")).hasControl()).isFalse();
        assertThat(new LineCheck(octets("X: u\r\n")).isEightBit()).isFalse();
    }

    @Test
    void foldingChangesNothingButLineBreaks() {
        Random random = new Random(5322);
        for (int run = 0; run < 500; run++) {
            StringBuilder value = new StringBuilder("x");
            int length = 900 + random.nextInt(4_000);
            while (value.length() < length) {
                value.append(random.nextInt(20) == 0 ? "  " : random.nextInt(3) == 0 ? "\u98db " : "word ");
                if (random.nextInt(50) == 0) {
                    value.append("\r\n\t.");
                }
            }
            String field = "X-Field: " + value + "x\r\n";
            String folded = "X-Field: " + LineCheck.folded(octets(field)).orElseThrow() + "\r\n";

            assertThat(new LineCheck(octets(folded)).isTooLong()).isFalse();
            assertThat(folded.replace("\r\n", "")).isEqualTo(field.replace("\r\n", ""));
            assertThat(folded.substring(0, folded.length() - 2).split("\r\n")).noneMatch(String::isBlank);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "x{998}", "\u98db{500}"})
    void wordsThatAreTooLongCannotBeFolded(String word) {
        String text =
                word.contains("{") ? word.substring(0, 1).repeat(Integer.parseInt(word.replaceAll("\\D", ""))) : word;
        boolean fits = text.length() == 1;
        assertThat(LineCheck.folded(octets("X: a " + text + " b\r\n")).isPresent())
                .isEqualTo(fits);
    }

    @Test
    void whatIsNoTextOrHugeIsNotFolded() {
        assertThat(LineCheck.folded(new byte[] {'X', ':', ' ', (byte) 0xfc})).isEmpty();
        assertThat(LineCheck.folded(octets("X: " + "word ".repeat(20_000)))).isEmpty();
    }
}
