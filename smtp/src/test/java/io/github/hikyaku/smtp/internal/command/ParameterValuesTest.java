package io.github.hikyaku.smtp.internal.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.hikyaku.message.MailParameters.DeliverBy;
import io.github.hikyaku.message.MailParameters.Return;
import io.github.hikyaku.message.Recipient.Notify;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The values of the parameters that extensions bring: each grammar's edges. */
class ParameterValuesTest {
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

    @Test
    void retIsAllOrTheHeaderSection() throws Refusal {
        assertThat(DsnValues.returned("full")).isEqualTo(Return.FULL);
        assertThat(DsnValues.returned("HDRS")).isEqualTo(Return.HDRS);
        assertThatThrownBy(() -> DsnValues.returned("HDR")).hasMessageStartingWith("501 5.5.4 ");
        assertThatThrownBy(() -> DsnValues.returned(null)).hasMessageStartingWith("501 5.5.4 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"QQ314159", "a+20b", "+7E", "<x@y>"})
    void envidIsXtextOfPrintableCharacters(String value) throws Refusal {
        assertThat(DsnValues.envelopeId(value)).isEqualTo(value);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"a+2", "a+2b", "+0D+0A", "+7F", "+C3+A4", "\u00e4"})
    void whatIsNotIsNoEnvid(String value) {
        assertThatThrownBy(() -> DsnValues.envelopeId(value)).hasMessageStartingWith("501 5.5.4 ");
    }

    @Test
    void notifyIsASet() throws Refusal {
        assertThat(DsnValues.notifyOn("never")).containsExactly(Notify.NEVER);
        assertThat(DsnValues.notifyOn("Delay,SUCCESS,delay")).isEqualTo(Set.of(Notify.SUCCESS, Notify.DELAY));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"NEVER,SUCCESS", "SUCCESS,", ",SUCCESS", "SUCCESS,,DELAY", "ALWAYS", "NEVER,NEVER,DELAY"})
    void whatIsNotIsNoNotify(String value) {
        assertThatThrownBy(() -> DsnValues.notifyOn(value)).hasMessageStartingWith("501 5.5.4 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rfc822;bob@example.org",
                "RFC822;bob+2Blist@example.org",
                "x400;/G+3Dbob/S+3Dx/",
                "utf-8;b\\x{F6}b@example.org",
                "utf-8;\\x{1F600}@example.org",
                "UTF-8;bob@example.org"
            })
    void orcptIsATypeAndAnAddressEncodedForIt(String value) throws Refusal {
        assertThat(DsnValues.originalRecipient(value, false)).isEqualTo(value);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "bob@example.org",
                ";bob@example.org",
                "rfc822;",
                "rfc 822;bob",
                "rfc822;b+F6",
                "rfc822;b+0Ab",
                "rfc822;b\u00f6b@example.org",
                "utf-8;b\u00f6b@example.org",
                "utf-8;b\\x{D800}b",
                "utf-8;b\\x{110000}b",
                "utf-8;b\\x{F6b",
                "utf-8;b\\xF6b",
                "utf-8;b+20b",
                "(c);bob"
            })
    void whatIsNotIsNoOrcpt(String value) {
        assertThatThrownBy(() -> DsnValues.originalRecipient(value, false)).hasMessageStartingWith("501 5.5.4 ");
    }

    @Test
    void orcptMayHoldUtf8WithSmtpUtf8() throws Refusal {
        String value = "utf-8;b\u00f6b\\x{2B}x@example.org";
        assertThat(DsnValues.originalRecipient(value, true)).isEqualTo(value);
        assertThatThrownBy(() -> DsnValues.originalRecipient("rfc822;b\u00f6b", true))
                .hasMessageStartingWith("501 5.5.4 ");
    }

    @ParameterizedTest
    @CsvSource({
        "1;R,2026-03-04T05:06:08Z,true,false",
        "+60;n,2026-03-04T05:07:07Z,false,false",
        "-60;NT,2026-03-04T05:05:07Z,false,true",
        "0;N,2026-03-04T05:06:07Z,false,false",
        "999999999;Rt,2057-11-10T06:52:46Z,true,true"
    })
    void byCountsFromNow(String value, Instant deadline, boolean returned, boolean trace) throws Refusal {
        assertThat(TimeValues.by(value, NOW)).isEqualTo(new DeliverBy(deadline, returned, trace));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"60", "60;", "60;X", ";R", "1234567890;R", "0;R", "-1;R", "60;RR", "6 0;R", "60;TR"})
    void whatIsNotIsNoBy(String value) {
        assertThatThrownBy(() -> TimeValues.by(value, NOW)).hasMessageStartingWith("501 5.5.4 ");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"0", "01", "-1", "+1", "1234567890", "1h", "\u0661"})
    void whatIsNotIsNoHoldFor(String value) {
        assertThatThrownBy(() -> TimeValues.holdFor(value)).hasMessageStartingWith("501 5.5.4 ");
    }

    @Test
    void holdingIsForSecondsOrUntilATime() throws Refusal {
        assertThat(TimeValues.holdFor("999999999")).isEqualTo(Duration.ofSeconds(999_999_999));
        assertThat(TimeValues.holdUntil("2026-03-04T05:06:07Z")).isEqualTo(NOW);
        assertThat(TimeValues.holdUntil("2026-03-04t05:06:07.5z")).isEqualTo(NOW.plusMillis(500));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "2026-03-04",
                "2026-03-04T05:06Z",
                "2026-03-04T05:06:07",
                "2026-03-04T05:06:07+01:00",
                "2026-02-30T05:06:07Z",
                "2026-03-04T25:06:07Z",
                "12026-03-04T05:06:07Z"
            })
    void whatIsNotIsNoHoldUntil(String value) {
        assertThatThrownBy(() -> TimeValues.holdUntil(value)).hasMessageStartingWith("501 5.5.4 ");
    }

    @ParameterizedTest
    @CsvSource({"-9,-9", "0,0", "9,9"})
    void prioritiesAreSmallNumbers(String value, int priority) throws Refusal {
        assertThat(TimeValues.priority(value)).isEqualTo(priority);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"10", "-10", "+1", "-0", "00", "1.0", "high"})
    void whatIsNotIsNoPriority(String value) {
        assertThatThrownBy(() -> TimeValues.priority(value)).hasMessageStartingWith("501 5.5.4 ");
    }

    @ParameterizedTest
    @CsvSource({
        "0,0,false",
        "12 LAST,12,true",
        "0012 last,12,true",
        "999999999999999999,999999999999999999,false",
        "1000000000000000000,9223372036854775807,false",
        "99999999999999999999999 LAST,9223372036854775807,true"
    })
    void bdatHasASizeAndPerhapsLast(String argument, long size, boolean last) throws Refusal {
        assertThat(CommandParser.chunk(argument)).isEqualTo(new Arguments.Chunk(size, last));
    }

    @Test
    void zerosBeforeWhatIsNoSizeTakeNoTime() {
        String zeros = "0".repeat(1_000_000);
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThatThrownBy(() -> CommandParser.chunk(zeros + "x")).hasMessageStartingWith("501 5.5.4 "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "LAST", "-1", "+1", "1 FIRST", "1  LAST", "1 LAST LAST", "1LAST", "0x10", "\u0661"})
    void whatIsNotIsNoArgumentOfBdat(String argument) {
        assertThatThrownBy(() -> CommandParser.chunk(argument)).hasMessageStartingWith("501 5.5.4 ");
    }
}
