package io.github.hikyaku.filter.internal;

import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.event.Peer;
import io.github.hikyaku.message.Envelope;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.message.Origin;
import io.github.hikyaku.message.Recipient;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The macros that go before a command: names and values in turn, as Sendmail names them. */
final class MilterMacros {
    private final List<String> texts = new ArrayList<>();

    /** Before the connection. */
    static MilterPacket connect(Origin origin, String hostname) {
        Peer peer = origin.peer();
        String client = address(peer.remote());
        return new MilterMacros()
                .with("j", hostname)
                .with("{daemon_name}", peer.service())
                .with("{daemon_addr}", address(peer.local()))
                .with("{daemon_port}", String.valueOf(peer.local().getPort()))
                .with("{client_addr}", client)
                .with("{client_port}", String.valueOf(peer.remote().getPort()))
                .with("{client_name}", "[" + client + "]")
                .with("{client_ptr}", "unknown")
                .with("_", "[" + client + "]")
                .with("v", "Hikyaku")
                .before('C');
    }

    /** Before the client's name. */
    static MilterPacket helo(Origin origin) {
        return new MilterMacros()
                .with("{tls_version}", origin.tlsProtocol().orElse(null))
                .before('H');
    }

    /** Before the reverse-path. */
    static MilterPacket mail(Origin origin, Envelope envelope) {
        MailAddress address = envelope.reversePath().address();
        return new MilterMacros()
                .with("{tls_version}", origin.tlsProtocol().orElse(null))
                // Of the mechanism filters ask whether there was one.
                .with("{auth_type}", origin.login().isPresent() ? "SASL" : null)
                .with(
                        "{auth_authen}",
                        origin.login().map(a -> a.address().toString()).orElse(null))
                .with("{auth_author}", envelope.parameters().authIdentity())
                .with("{mail_mailer}", "smtp")
                .with("{mail_host}", address == null ? null : address.normalizedDomain())
                .with("{mail_addr}", address == null ? "<>" : address.toString())
                .before('M');
    }

    /** Before a recipient. */
    static MilterPacket recipient(Recipient recipient) {
        MailAddress address = recipient.path().address();
        return new MilterMacros()
                .with("{rcpt_mailer}", "smtp")
                .with("{rcpt_host}", address == null ? null : address.normalizedDomain())
                .with("{rcpt_addr}", address == null ? "postmaster" : address.toString())
                .before('R');
    }

    /** Before a command about the message. */
    static MilterPacket message(char command, Mail mail) {
        return new MilterMacros().with("i", mail.id()).before(command);
    }

    private MilterMacros with(String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            texts.add(name);
            texts.add(value);
        }
        return this;
    }

    private MilterPacket before(char command) {
        MilterPacket macros = MilterPacket.of('D', texts.toArray(String[]::new));
        byte[] data = new byte[1 + macros.data().length];
        data[0] = (byte) command;
        System.arraycopy(macros.data(), 0, data, 1, macros.data().length);
        return new MilterPacket('D', data);
    }

    /** An IP address without a zone. */
    static String address(InetSocketAddress address) {
        String text = address.getAddress().getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
