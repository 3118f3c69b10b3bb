package io.github.hikyaku.imap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.engine.ListenerConfig;
import io.github.hikyaku.engine.TlsMode;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class ImapServiceTest {
    @Test
    void standsWhereClientsLookForIt() {
        assertThat(Imap.imap().listener().port()).isEqualTo(143);
        assertThat(Imap.imap().listener().tls()).isEqualTo(TlsMode.STARTTLS);
        assertThat(Imap.imaps().listener().port()).isEqualTo(993);
        assertThat(Imap.imaps().listener().tls()).isEqualTo(TlsMode.IMPLICIT);
        assertThat(Imap.imaps().name()).isEqualTo("imaps");
    }

    @Test
    void settersAnswerAChangedCopy() {
        ImapService service = Imap.imap();
        InetAddress loopback = InetAddress.getLoopbackAddress();
        ImapService changed = service.port(0).bind(loopback).name("inner").plaintextAuth(true);
        assertThat(changed.listener()).isEqualTo(new ListenerConfig(loopback, 0, TlsMode.STARTTLS));
        assertThat(changed.name()).isEqualTo("inner");
        assertThat(service.name()).isEqualTo("imap");
        assertThat(service.listener().port()).isEqualTo(143);
    }

    @Test
    void whoIsTurnedAwayIsTold() {
        assertThat(Imap.imap().refusal(new Fixture())).asString().isEqualTo("* BYE [LIMIT] Too many connections\r\n");
    }
}
