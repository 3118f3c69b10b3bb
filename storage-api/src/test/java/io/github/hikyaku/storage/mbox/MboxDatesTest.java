package io.github.hikyaku.storage.mbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MboxDatesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "From god@example.com Sat Jan  3 01:05:34 1996       | 1996-01-03T01:05:34Z",
                "From god@example.com Sat Jan 03 01:05:34 1996       | 1996-01-03T01:05:34Z",
                "From god@example.com Sat Jan  3 01:05 1996          | 1996-01-03T01:05:00Z",
                "From god@example.com Sat Jan  3 1:05:34 1996        | 1996-01-03T01:05:34Z",
                "From god@example.com Sat Jan  3 01:05:34 96         | 1996-01-03T01:05:34Z",
                "From 152@xxx Thu Jun 22 19:04:08 +0000 2017         | 2017-06-22T19:04:08Z",
                "From 152@xxx Thu Jun 22 19:04:08 2017 +0200         | 2017-06-22T17:04:08Z",
                "From x Thu Jun 22 19:04:08 PST 2017                 | 2017-06-23T03:04:08Z",
                "From x Thu Jun 22 19:04:08 MET DST 2017             | 2017-06-22T19:04:08Z",
                "From x Thu Jun 22 19:04:08 2017 remote from host    | 2017-06-22T19:04:08Z",
                "From x  Thu, 22 Jun 2017 19:04:08 -0130             | 2017-06-22T20:34:08Z",
                "From - Thu Jan 01 00:00:00 1970                     | 1970-01-01T00:00:00Z",
                "From Sat Jan  3 01:05:34 1996                       | 1996-01-03T01:05:34Z",
                "From Mon Dieu <a b> Sat Jan  3 01:05:34 1996        | 1996-01-03T01:05:34Z",
                "From x Sat Dec 31 23:59:60 2016                     | 2016-12-31T23:59:59Z",
            })
    void datesOfFromLinesAreRead(String line, Instant expected) {
        assertThat(MboxDates.ofFromLine(line, ZoneOffset.UTC)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From ",
                "From x",
                "From x yesterday",
                "From the first Sat on Jan 3 at 01:05:34 in 1996",
                "From x Sat Feb 30 01:05:34 1996",
                "From x Sat Jan  3 25:05:34 1996",
                "From x Sat Jan  3 01:05:34",
                "From x Sat Jan  3 1996",
                "From x Sat Jan Jan 01:05:34 1996",
                "From x 3 Jan 1996 01:05:34",
                "From x Sat Jan  3 :: 1996",
                "From x Sat Jan  3 01:05:34 +9999 1996",
            })
    void whatIsNoDateIsNone(String line) {
        assertThat(MboxDates.ofFromLine(line, ZoneOffset.UTC)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Fri, 21 Nov 1997 09:55:06 -0600          | 1997-11-21T15:55:06Z",
                "21 Nov 97 09:55:06 GMT                   | 1997-11-21T09:55:06Z",
                "Fri, 21 Nov 1997 09:55:06 +0000 (UTC)    | 1997-11-21T09:55:06Z",
                "Fri,  2 Nov 2001 09:55 EST               | 2001-11-02T14:55:00Z",
            })
    void datesOfFieldsAreRead(String value, Instant expected) {
        assertThat(MboxDates.ofField(value)).contains(expected);
    }

    @Test
    void aDateWithoutZoneIsInTheZoneThatIsSet() {
        assertThat(MboxDates.ofFromLine("From x Sat Jul  6 01:05:34 1996", ZoneId.of("Europe/Berlin")))
                .contains(Instant.parse("1996-07-05T23:05:34Z"));
    }

    @Test
    void asctimeHas24Characters() {
        assertThat(MboxDates.asctime(Instant.parse("1996-01-03T01:05:34Z"))).isEqualTo("Wed Jan  3 01:05:34 1996");
    }
}
