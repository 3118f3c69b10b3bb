package io.github.hikyaku.imap.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListPatternTest {
    @ParameterizedTest
    @CsvSource({
        "*, a/b/c, true",
        "%, a, true",
        "%, a/b, false",
        "a/%, a/b, true",
        "a/%, a/b/c, false",
        "a*c, a/b/c, true",
        "a%c, abc, true",
        "a%c, a/c, false",
        "%/%, a/b, true",
        "%/%, a, false",
        "'', a, false",
        "a, A, false",
        "inbox, INBOX, true",
        "InBox/A, INBOX/A, true",
        "InBox/a, INBOX/A, false",
        "%*%, a/b, true",
        "i*, INBOX, true",
        "*x, inboX, false",
        "a%%b, ab, true",
        "*/*, a, false"
    })
    void matches(String pattern, String name, boolean matches) {
        assertThat(new ListPattern(pattern).matches(name)).isEqualTo(matches);
    }

    @Test
    void matchesAsRegularExpressionsDo() {
        Random random = new Random(3);
        String alphabet = "ab/*%";
        for (int i = 0; i < 50_000; i++) {
            StringBuilder pattern = new StringBuilder();
            for (int n = random.nextInt(8); n > 0; n--) {
                pattern.append(alphabet.charAt(random.nextInt(5)));
            }
            StringBuilder name = new StringBuilder();
            for (int n = 1 + random.nextInt(8); n > 0; n--) {
                name.append(alphabet.charAt(random.nextInt(3)));
            }
            Pattern regex =
                    Pattern.compile(pattern.toString().replace("*", ".*").replace("%", "[^/]*"));
            assertThat(new ListPattern(pattern.toString()).matches(name.toString()))
                    .as(pattern + " of " + name)
                    .isEqualTo(regex.matcher(name).matches());
        }
    }

    @Test
    @Timeout(10)
    void noPatternIsSlow() {
        String name = "a".repeat(200) + "/" + "a".repeat(200);
        long start = System.nanoTime();
        for (String part : new String[] {"%*", "%a", "*a", "%", "a%*a%"}) {
            assertThat(new ListPattern(part.repeat(60_000 / part.length()) + "b").matches(name))
                    .isFalse();
            assertThat(new ListPattern(part.repeat(150) + "b").matches(name)).isFalse();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
}
