package io.github.hikyaku.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.engine.ListenerConfig;
import io.github.hikyaku.engine.Net;
import io.github.hikyaku.engine.TlsMode;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class SmtpServiceTest {
    @Test
    void servicesListenOnTheirRegisteredPorts() {
        assertThat(Smtp.mx().listener().port()).isEqualTo(25);
        assertThat(Smtp.submission().listener().port()).isEqualTo(587);
        assertThat(Smtp.submissions().listener().port()).isEqualTo(465);
        assertThat(Smtp.mx().listener().address().isAnyLocalAddress()).isTrue();
    }

    @Test
    void lmtpListensForThisMachineAlone() {
        assertThat(Smtp.lmtp().listener().port()).isEqualTo(24);
        assertThat(Smtp.lmtp().listener().address().isLoopbackAddress()).isTrue();
        assertThat(Smtp.lmtp().name()).isEqualTo("lmtp");
    }

    @Test
    void futureReleaseIsForSubmissionAlone() {
        SmtpService submission = Smtp.submission().extension(SmtpExtension.FUTURERELEASE, true);
        assertThat(submission.name()).isEqualTo("submission");
        assertThatThrownBy(() -> Smtp.mx().extension(SmtpExtension.FUTURERELEASE, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("FUTURERELEASE");
    }

    @Test
    void trustInOthersIsKeptThroughOtherChanges() {
        Net proxies = Net.of("192.0.2.0/24");
        SmtpService service =
                Smtp.mx().proxyProtocol(proxies).port(0).tls(TlsMode.NONE).name("x");
        assertThat(service.listener().proxies()).containsExactly(proxies);
    }

    @Test
    void tlsStartsOnDemandOrAtOnce() {
        assertThat(Smtp.mx().listener().tls()).isEqualTo(TlsMode.STARTTLS);
        assertThat(Smtp.submission().listener().tls()).isEqualTo(TlsMode.STARTTLS);
        assertThat(Smtp.submissions().listener().tls()).isEqualTo(TlsMode.IMPLICIT);
    }

    @Test
    void servicesHaveNames() {
        assertThat(Smtp.mx().name()).isEqualTo("smtp");
        assertThat(Smtp.submission().name()).isEqualTo("submission");
        assertThat(Smtp.submissions().name()).isEqualTo("submissions");
    }

    @Test
    void eachChangeMakesACopy() {
        SmtpService mx = Smtp.mx();
        InetAddress loopback = InetAddress.getLoopbackAddress();
        SmtpService changed = mx.port(0).bind(loopback).tls(TlsMode.NONE).name("inbound");

        assertThat(changed.listener()).isEqualTo(new ListenerConfig(loopback, 0, TlsMode.NONE));
        assertThat(changed.name()).isEqualTo("inbound");
        assertThat(mx.listener().port()).isEqualTo(25);
        assertThat(mx.name()).isEqualTo("smtp");
    }

    @Test
    void aLoginThatIsRequiredHasToBePossible() {
        assertThatThrownBy(() -> Smtp.mx().requireAuth(true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("AUTH");
        assertThatThrownBy(() -> Smtp.submission().offerAuth(false)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Smtp.mx().port(65_536)).isInstanceOf(IllegalArgumentException.class);
    }
}
