package io.github.hikyaku.engine.mina;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private final Admission admission = new Admission(10, 2);

    private static InetAddress address(String literal) throws UnknownHostException {
        return InetAddress.getByName(literal);
    }

    @Test
    void anIpv6NetworkCountsAsOneAddress() throws UnknownHostException {
        assertThat(admission.enter(address("2001:db8:0:1::1"))).isNull();
        assertThat(admission.enter(address("2001:db8:0:1:ffff:ffff:ffff:ffff"))).isNull();
        assertThat(admission.enter(address("2001:db8:0:1:2:3:4:5"))).isEqualTo("maxConnectionsPerAddress");
        assertThat(admission.enter(address("2001:db8:0:2::1"))).isNull();
        admission.leave(address("2001:db8:0:1::1"));
        assertThat(admission.enter(address("2001:db8:0:1:2:3:4:5"))).isNull();
        assertThat(admission.open()).isEqualTo(3);
    }

    @Test
    void ipv4AddressesAreToldApart() throws UnknownHostException {
        assertThat(admission.enter(address("192.0.2.1"))).isNull();
        assertThat(admission.enter(address("192.0.2.1"))).isNull();
        assertThat(admission.enter(address("192.0.2.1"))).isEqualTo("maxConnectionsPerAddress");
        assertThat(admission.enter(address("192.0.2.2"))).isNull();
    }
}
