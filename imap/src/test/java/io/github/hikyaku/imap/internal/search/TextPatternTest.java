package io.github.hikyaku.imap.internal.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TextPatternTest {
    @Test
    void findsWhatIsThereWhateverItsCaseAndNothingElse() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            String text = letters(random, random.nextInt(30));
            String wanted = letters(random, random.nextInt(6));
            boolean there = text.toLowerCase(Locale.ROOT).contains(wanted.toLowerCase(Locale.ROOT));
            TextPattern pattern = new TextPattern(wanted);
            assertThat(pattern.isIn(text)).as(wanted + " in " + text).isEqualTo(there);
            assertThat(pattern.isIn(new StringReader(text)))
                    .as(wanted + " in " + text)
                    .isEqualTo(there);
        }
    }

    private static String letters(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append("abABü\u00DC".charAt(random.nextInt(6)));
        }
        return text.toString();
    }

    @Test
    void findsAcrossBlocksOfAStream() throws IOException {
        for (int at = 8_180; at < 8_200; at++) {
            assertThat(new TextPattern("needle").isIn(new StringReader("n".repeat(at) + "NEEDLE" + "n".repeat(9_000))))
                    .isTrue();
        }
        assertThat(new TextPattern("needle").isIn(new StringReader("needl".repeat(9_000))))
                .isFalse();
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void takesLinearTimeWhateverIsLookedFor() throws IOException {
        TextPattern pattern = new TextPattern("a".repeat(60_000) + "b");
        assertThat(pattern.isIn(new StringReader("a".repeat(20_000_000)))).isFalse();
    }
}
