package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.address.AddressParser;
import io.github.hikyaku.address.AddressSyntaxException;
import io.github.hikyaku.engine.TlsInfo;
import io.github.hikyaku.message.Envelope;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** What this server puts on top of a message: its Received field (RFC 5321 §4.4), and on submission what is missing. */
final class TraceFields {
    /** RFC 5322 §3.3. */
    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern(
                    "EEE, d MMM uuuu HH:mm:ss Z", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** RFC 5322 §2.1.1. */
    private static final int LINE = 78;

    private static final int TAB = 8;

    private final SmtpSession session;
    private final Envelope envelope;
    private final String id;
    private final String date;
    private final StringBuilder fields = new StringBuilder(400);
    private int column;

    TraceFields(SmtpSession session, Envelope envelope, String id, Instant now) {
        this.session = session;
        this.envelope = envelope;
        this.id = id;
        this.date = DATE_TIME.format(now);
    }

    /**
     * The fields, and an empty line behind them where the message has no header section.
     *
     * @param completed whole fields that the message lacks
     */
    byte[] octets(HeaderScan headers, String completed) {
        received();
        fields.append(completed);
        if (headers.isHeadless()) {
            fields.append("\r\n");
        }
        return fields.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void received() {
        Optional<TlsInfo> tls = session.connection().tls();
        fields.append("Received:");
        column = "Received:".length();
        if (!session.submission().hidesClient()) {
            from();
        }
        word("by " + session.hostname());
        word("with " + protocol(tls.isPresent()));
        word("id " + id);
        if (envelope.recipients().size() == 1 || tls.isPresent()) {
            newLine();
        }
        // RFC 5321 §7.2: with several recipients, naming them would tell each about the others.
        if (envelope.recipients().size() == 1) {
            word("for " + envelope.recipients().get(0));
        }
        // RFC 8314 §4.3.
        tls.ifPresent(info -> word("tls " + info.cipherSuite()));
        fields.append(';');
        newLine();
        word(date);
        fields.append("\r\n");
    }

    private void from() {
        String peer = literal(session.peer().remote().getAddress());
        if (isDomain(session.helo())) {
            word("from " + session.helo());
            word("(" + peer + ")");
        } else {
            // A name that the grammar has no room for goes into a comment.
            word("from " + peer);
            word("(helo=" + comment(session.helo()) + ")");
        }
        newLine();
    }

    /** RFC 3848; with SMTPUTF8, RFC 6531 §3.7.3. */
    private String protocol(boolean tls) {
        if (!session.isExtended()) {
            return "SMTP";
        }
        boolean lmtp = session.settings().lmtp();
        String name = envelope.parameters().smtpUtf8() ? lmtp ? "UTF8LMTP" : "UTF8SMTP" : lmtp ? "LMTP" : "ESMTP";
        return name + (tls ? "S" : "") + (session.login().account().isPresent() ? "A" : "");
    }

    /** Appends with a space before it, or on a line of its own where it would become too long. */
    private void word(String word) {
        // One more for a semicolon.
        if (column + 1 + word.length() + 1 > LINE) {
            newLine();
        }
        if (column != TAB) {
            fields.append(' ');
            column++;
        }
        fields.append(word);
        column += word.length();
    }

    private void newLine() {
        if (column != TAB) {
            fields.append("\r\n\t");
            column = TAB;
        }
    }

    private static boolean isDomain(String name) {
        try {
            AddressParser.ascii().domain(name);
            return true;
        } catch (AddressSyntaxException e) {
            return false;
        }
    }

    private static String comment(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(' || c == ')' || c == '\\') {
                escaped.append('\\');
            }
            escaped.append(c);
        }
        return escaped.toString();
    }

    /** RFC 5321 §4.1.3. */
    static String literal(InetAddress address) {
        String text = address.getHostAddress();
        if (!(address instanceof Inet6Address)) {
            return "[" + text + "]";
        }
        int scope = text.indexOf('%');
        return "[IPv6:" + (scope < 0 ? text : text.substring(0, scope)) + "]";
    }
}
