package io.github.hikyaku.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24,192.0.2.255,true",
        "192.0.2.0/24,192.0.3.0,false",
        "192.0.2.128/25,192.0.2.127,false",
        "192.0.2.128/25,192.0.2.200,true",
        "127.0.0.1,127.0.0.1,true",
        "127.0.0.1,127.0.0.2,false",
        "0.0.0.0/0,203.0.113.9,true",
        "0.0.0.0/0,::1,false",
        "2001:db8::/33,2001:db8:7fff::1,true",
        "2001:db8::/33,2001:db8:8000::1,false",
        "::/0,2001:db8::1,true",
        "::/0,192.0.2.1,false",
        "::1,::1,true"
    })
    void addressesAreWithinOrNot(String net, String address, boolean within) throws UnknownHostException {
        assertThat(Net.of(net).contains(InetAddress.getByName(address))).isEqualTo(within);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "localhost", "192.0.2.1/24", "192.0.2.0/33", "::/129", "192.0.2.0/", "192.0.2.0/-1", "x/8"})
    void whatIsNoRangeIsRefused(String text) {
        assertThatThrownBy(() -> Net.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rangesAroundAddressesAreEqualIfTheyAreTheSame() throws Exception {
        Net one = Net.around(InetAddress.getByName("2001:db8::1"), 24, 64);
        Net other = Net.around(InetAddress.getByName("2001:db8::ffff:1"), 24, 64);

        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other).hasToString("2001:db8:0:0:0:0:0:0/64");
        assertThat(Net.around(InetAddress.getByName("192.0.2.255"), 25, 64)).hasToString("192.0.2.128/25");
        assertThat(Net.anyContains(List.of(one), InetAddress.getByName("2001:db8::2")))
                .isTrue();
        assertThat(Net.anyContains(List.of(one), InetAddress.getByName("192.0.2.1")))
                .isFalse();
        assertThat(Net.anyContains(List.of(), InetAddress.getByName("2001:db8::2")))
                .isFalse();
    }
}
