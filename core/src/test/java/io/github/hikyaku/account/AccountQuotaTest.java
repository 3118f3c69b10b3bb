package io.github.hikyaku.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountQuotaTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1000000         | 1000000       | -1",
                "1G              | 1073741824    | -1",
                "500m            | 524288000     | -1",
                "2kb             | 2048          | -1",
                "' 1T '          | 1099511627776 | -1",
                "1000000S,2000C  | 1000000       | 2000",
                "2000C, 1000000S | 1000000       | 2000",
                "1GS,10C         | 1073741824    | 10",
                "5C              | -1            | 5",
                "0               | -1            | -1",
                "0S,0C           | -1            | -1"
            })
    void readsTheFormsOfDirectories(String text, long octets, long messages) {
        AccountQuota quota = AccountQuota.parse(text);

        assertThat(quota.octets()).isEqualTo(octets < 0 ? OptionalLong.empty() : OptionalLong.of(octets));
        assertThat(quota.messages()).isEqualTo(messages < 0 ? OptionalLong.empty() : OptionalLong.of(messages));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "lots",
                "-1",
                "1.5G",
                "1P",
                "1KC",
                "1S,2C,3S",
                "9999999999999999999",
                "9000000000G",
                "1,",
                "١"
            })
    void refusesAllElse(String text) {
        assertThatThrownBy(() -> AccountQuota.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noLimitIsNegative() {
        assertThatThrownBy(() -> AccountQuota.octets(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
