package io.github.hikyaku.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpNetworkTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24,192.0.2.255,true",
        "192.0.2.0/24,192.0.3.0,false",
        "192.0.2.77/24,192.0.2.1,true",
        "192.0.2.128/25,192.0.2.127,false",
        "0.0.0.0/0,203.0.113.1,true",
        "0.0.0.0/0,::1,false",
        "192.0.2.1,192.0.2.1,true",
        "192.0.2.1,192.0.2.2,false",
        "2001:db8::/33,2001:db8:7fff::1,true",
        "2001:db8::/33,2001:db8:8000::1,false",
        "::1/128,::1,true",
        "127.0.0.0/8,::ffff:127.1.2.3,true"
    })
    void knowsWhatIsInIt(String network, String address, boolean inside) throws Exception {
        assertThat(IpNetwork.of(network).contains(InetAddress.getByName(address))).isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/x", "::/129", "1.2.3", "256.1.1.1", "/8"})
    void whatIsNoNetworkIsRefused(String text) {
        assertThatThrownBy(() -> IpNetwork.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void networksAroundAddressesAreEqualIfTheyAreTheSame() throws Exception {
        IpNetwork one = IpNetwork.around(InetAddress.getByName("2001:db8::1"), 32, 64);
        IpNetwork other = IpNetwork.around(InetAddress.getByName("2001:db8::ffff:1"), 32, 64);

        assertThat(one).isEqualTo(other).hasToString("2001:db8:0:0:0:0:0:0/64");
        assertThat(IpNetwork.anyContains(List.of(one), InetAddress.getByName("2001:db8::2"))).isTrue();
        assertThat(IpNetwork.anyContains(List.of(), InetAddress.getByName("2001:db8::2"))).isFalse();
    }
}
