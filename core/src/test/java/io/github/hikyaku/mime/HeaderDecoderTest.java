package io.github.hikyaku.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderDecoderTest {
    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "plain => plain",
                "a =?utf-8?q?b?= c => a b c",
                "=?utf-8?q?a?==?utf-8?q?b?= => ab",
                "x=?utf-8?q?a?=y => xay",
                "=?utf-8?b?4oI=?= =?utf-8?b?rA==?= => €",
                "=?iso-2022-jp?b?GyRCSHQ1UxsoQg==?= => 飛脚",
                "=?gb2312?b?t8nOsw==?= => 飞纬",
                "=?koi8-r?q?=F0=D2=C9?= =?utf-8?q?=E2=82=AC?= => При€",
                "=?windows-1252?q?=80?= => €",
                "=?iso-8859-1?q?=80?= => €",
                "=?us-ascii?q?=C3=A9?= => é",
                "=?utf-8?Q?=4?= => =4",
                "=?utf-8?Q?a=?= => a=",
                "=?utf-8?q?a?b?= => =?utf-8?q?a?b?=",
                "=?utf-8?q?a => =?utf-8?q?a",
                "=?utf-8?q => =?utf-8?q",
                "=? => =?",
                "=?=?utf-8?q?a?= => =?a",
            })
    void decodes(String value, String expected) {
        assertThat(HeaderDecoder.decode(value)).isEqualTo(expected);
    }

    @Test
    void rawOctetsAreUtf8OrWindows1252() {
        assertThat(HeaderDecoder.decode("caf\u00c3\u00a9")).isEqualTo("café");
        assertThat(HeaderDecoder.decode("caf\u00e9 \u0080")).isEqualTo("café €");
        assertThat(HeaderDecoder.decode("\u00c3\u00a9 =?utf-8?q?=C3=A9?= \u00c3\u00a9"))
                .isEqualTo("é é é");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=?",
                "=?a?q?",
                "=?utf-8?q?=41=41?= ",
                "=?utf-8?b?",
                "=?utf-8?q?a?=\r\n ",
                "=?utf-8?q?a?= =?koi8-r?q?a?= ",
                "=?=?q?q?",
                "\u00e9 "
            })
    void takesLinearTime(String piece) {
        String value = piece.repeat(2_000_000 / piece.length());
        Assertions.assertTimeout(Duration.ofSeconds(5), () -> HeaderDecoder.decode(value));
    }

    @Test
    void neverFails() {
        Random random = new Random(2047);
        String[] pieces = {
            "=?", "?=", "?", "utf-8", "q", "b", "=", "_", "QUJD", " ", "\r\n", "\u00e9", "*en", "iso-2022-kr", "=1B"
        };
        for (int i = 0; i < 10_000; i++) {
            StringBuilder value = new StringBuilder();
            for (int j = random.nextInt(20); j > 0; j--) {
                value.append(pieces[random.nextInt(pieces.length)]);
            }
            HeaderDecoder.decode(value.toString());
        }
    }
}
