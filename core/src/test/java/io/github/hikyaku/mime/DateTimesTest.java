package io.github.hikyaku.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DateTimesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Fri, 21 Nov 1997 09:55:06 -0600 | 1997-11-21T09:55:06-06:00",
                "21 Nov 1997 09:55:06 +0000 | 1997-11-21T09:55:06Z",
                "Thu,\t13 Feb 1969 23:32 -0330 (Newfoundland Time) | 1969-02-13T23:32-03:30",
                "Thu,13 Feb 1969 23:32:54 -0330 | 1969-02-13T23:32:54-03:30",
                "Fri, 21 Nov 1997 09(comment (nested\\)) x):   55  :  06 -0600 | 1997-11-21T09:55:06-06:00",
                "(a)Fri(b),(c)21(d)Nov(e)1997(f)09:55:06(g)-0600(h) | 1997-11-21T09:55:06-06:00",
                "21 Nov 97 09:55:06 GMT | 1997-11-21T09:55:06Z",
                "21 Nov 49 09:55:06 GMT | 2049-11-21T09:55:06Z",
                "21 Nov 50 09:55:06 GMT | 1950-11-21T09:55:06Z",
                "21 Nov 103 09:55:06 UT | 2003-11-21T09:55:06Z",
                "21 Nov 1997 09:55:06 EST | 1997-11-21T09:55:06-05:00",
                "21 Nov 1997 09:55:06 PDT | 1997-11-21T09:55:06-07:00",
                "21 Nov 1997 09:55:06 Z | 1997-11-21T09:55:06Z",
                "21 Nov 1997 09:55:06 K | 1997-11-21T09:55:06Z",
                "21 Nov 1997 09:55:06 -0000 | 1997-11-21T09:55:06Z",
                "21 Nov 1997 9:5:6 +01:00 | 1997-11-21T09:05:06+01:00",
                "21 Nov 1997 09:55:06 GMT+0200 | 1997-11-21T09:55:06+02:00",
                "21 Nov 1997 09:55:06 +9999 | 1997-11-21T09:55:06Z",
                "Fri Nov 21 09:55:06 1997 | 1997-11-21T09:55:06Z",
                "Fri Nov  1 09:55:06 EST 1997 | 1997-11-01T09:55:06-05:00",
                "Mon 1 January 2024 00:00:00 +0100 | 2024-01-01T00:00+01:00",
                "1-Jan-2024 10:00:00 +0000 | 2024-01-01T10:00Z",
                "30 Jun 2012 23:59:60 +0000 | 2012-06-30T23:59:59Z",
                "1 Jan 2024 10:00:00 (x) foo +0100 | 2024-01-01T10:00+01:00",
                "1 Jan 2024 | 2024-01-01T00:00Z",
            })
    void reads(String value, OffsetDateTime expected) {
        assertThat(DateTimes.parse(value)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "31 Feb 2024 00:00:00 Z",
                "1 Foo 2024",
                "Jan 2024",
                "1 Jan 2024 25:00:00 Z",
                "1 Jan 2024 10:xx",
                "(1 Jan 2024",
                ":",
                "1 Jan 99999"
            })
    void findsNoDate(String value) {
        assertThat(DateTimes.parse(value)).isEmpty();
    }

    @Test
    void writes() {
        assertThat(DateTimes.format(OffsetDateTime.of(2024, 1, 1, 2, 3, 4, 5, ZoneOffset.ofHoursMinutes(-3, -30))))
                .isEqualTo("Mon, 1 Jan 2024 02:03:04 -0330");
        assertThat(DateTimes.format(OffsetDateTime.of(2024, 12, 31, 2, 3, 4, 5, ZoneOffset.UTC)))
                .isEqualTo("Tue, 31 Dec 2024 02:03:04 +0000");
    }

    @Test
    void readsWhatItWrites() {
        Random random = new Random(5322);
        for (int i = 0; i < 10_000; i++) {
            OffsetDateTime dateTime = OffsetDateTime.of(
                    1970 + random.nextInt(100),
                    1 + random.nextInt(12),
                    1 + random.nextInt(28),
                    random.nextInt(24),
                    random.nextInt(60),
                    random.nextInt(60),
                    0,
                    ZoneOffset.ofTotalSeconds((random.nextInt(36 * 60 + 1) - 18 * 60) * 60));
            assertThat(DateTimes.parse(DateTimes.format(dateTime))).contains(dateTime);
        }
    }

    @Test
    void neverFails() {
        Random random = new Random(822);
        String[] pieces = {
            "1", "99999999999", "Jan", ":", ".", "12:00", "-", "+", "(", ")", "\\", ",", " ", "é", "-0100", "١"
        };
        for (int i = 0; i < 10_000; i++) {
            StringBuilder value = new StringBuilder();
            for (int j = random.nextInt(12); j > 0; j--) {
                value.append(pieces[random.nextInt(pieces.length)]);
            }
            DateTimes.parse(value.toString());
        }
    }
}
