package io.github.hikyaku.examples;

import static io.github.hikyaku.examples.ExampleServer.FUGA;
import static io.github.hikyaku.examples.ExampleServer.HOGE;
import static io.github.hikyaku.examples.ExampleServer.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Other ways in: LMTP, proxies that speak for a client, and mail data in chunks, as swaks and sockets use them. */
class SmtpExtensionsIT extends WithExampleServer {
    private static final String SENDER = "somebody@elsewhere.example";

    private Program swaks(String service, Object... arguments) {
        return Program.of(dir, "swaks", "--server", server.address(service), "--helo", "client.example.com")
                .with("--from", SENDER)
                .with(arguments);
    }

    /** The header section of fuga's first message. */
    private String header() throws IOException, GeneralSecurityException {
        try (RawClient imap = imap()) {
            imap.imap("a", "SELECT INBOX");
            return String.join("\n", imap.imap("b", "FETCH 1 BODY.PEEK[HEADER]"));
        }
    }

    @Test
    void lmtpHasAReplyForEachRecipient() throws Exception {
        restartServer("--store", Store.MAILDIR.flag(dir), "--lmtp", 0);

        Program.Result result = swaks("lmtp", "--protocol", "LMTP", "--to", HOGE + ",nobody@example.com," + FUGA)
                .run()
                .ok();

        assertThat(result.text()).containsSubsequence(" -> LHLO client.example.com", "<** 550 5.1.1 ", "<-  354 ");
        assertThat(result.lines())
                .filteredOn(line -> line.startsWith("<-  250 2.0.0 Message accepted"))
                .hasSize(2);
        assertThat(header()).contains(" with LMTP id ");
    }

    @Test
    void lmtpGoesInOnePipelineAndOverTls() {
        restartServer("--store", "memory", "--lmtp", 0);

        Program.Result result = swaks("lmtp", "--protocol", "LMTP", "-tls", "--pipeline", "--to", HOGE + "," + FUGA)
                .run()
                .ok();

        assertThat(result.lines())
                .filteredOn(line -> line.startsWith("<~  250 2.0.0 Message accepted"))
                .hasSize(2);
    }

    @Test
    void lmtpSaysNoToEhlo() {
        restartServer("--store", "memory", "--lmtp", 0);

        Program.Result result = swaks("lmtp", "--to", FUGA).run();

        assertThat(result.lines()).anyMatch(line -> line.startsWith("<** 500 5.5.1 "));
        assertThat(result.exitCode()).isNotZero();
    }

    @ParameterizedTest
    @CsvSource({
        "1, TCP4, 203.0.113.9, [203.0.113.9]",
        "1, TCP6, 2001:db8::9, [IPv6:2001:db8:0:0:0:0:0:9]",
        "2, AF_INET, 203.0.113.9, [203.0.113.9]",
        "2, AF_INET6, 2001:db8::9, [IPv6:2001:db8:0:0:0:0:0:9]"
    })
    void aProxySaysWhoTheClientIs(int version, String family, String client, String literal) throws Exception {
        restartServer("--store", Store.MAILDIR.flag(dir), "--proxy-from", "127.0.0.0/8");

        swaks("smtp", "--proxy-version", version, "--proxy-family", family, "--to", FUGA)
                .with("--proxy-source", client, "--proxy-source-port", 4711)
                .with("--proxy-dest", client, "--proxy-dest-port", 25)
                .run()
                .ok();

        try (RawClient imap = RawClient.connect(server.port("imap"))) {
            imap.raw("PROXY TCP4 203.0.113.9 192.0.2.1 4711 143\r\n").line();
            assertThat(imap.imap("a", "NOOP")).last().asString().startsWith("a OK");
        }
        try (RawClient pop3 = RawClient.connect(server.port("pop3s"))) {
            pop3.raw("PROXY UNKNOWN\r\n").tls();
            assertThat(pop3.line()).startsWith("+OK");
            assertThat(pop3.ask("USER " + FUGA)).startsWith("+OK");
            assertThat(pop3.ask("PASS " + SECRET)).startsWith("+OK");
            assertThat(String.join("\n", pop3.send("TOP 1 0").until(".")))
                    .contains("Received: from client.example.com (" + literal + ")");
        }
    }

    @Test
    void whoIsNoProxyCannotSayWhoTheClientIs() throws Exception {
        restartServer("--store", "memory", "--proxy-from", "192.0.2.0/24");

        try (RawClient client = RawClient.greeted(server.port("smtp"))) {
            assertThat(client.ask("PROXY TCP4 203.0.113.9 192.0.2.1 4711 25")).startsWith("500 5.5.1 ");
        }
    }

    @Test
    void xclientSaysWhoTheClientIs() throws Exception {
        restartServer("--store", Store.MAILDIR.flag(dir), "--xclient-from", "127.0.0.1");

        Program.Result result = swaks("smtp", "--xclient-addr", "203.0.113.9", "--to", FUGA)
                .with("--xclient-name", "spike.example.net", "--xclient-port", 4711)
                .run()
                .ok();

        assertThat(result.text()).contains(" -> XCLIENT ", "<-  220 ");
        assertThat(header()).contains("Received: from client.example.com ([203.0.113.9])");
    }

    @Test
    void xclientIsNotForOthers() {
        swaks("smtp", "--xclient", "ADDR=203.0.113.9", "--xclient-no-verify", "--to", FUGA)
                .run()
                .exit(33);
    }

    @Test
    void aMessageWhoseLinesAreNoLinesCanBeReadByImapAndPop3() throws Exception {
        String message = "Subject: binary\nContent-Transfer-Encoding: binary\n\n.\n..\r.\r\n.\r\nlast\n";
        try (RawClient client = RawClient.connect(server.port("smtp"))) {
            client.reply();
            assertThat(client.command("EHLO client.example.com"))
                    .contains("250-CHUNKING\n", "250-BINARYMIME\n", "250-DSN\n");
            client.command("MAIL FROM:<" + SENDER + "> BODY=BINARYMIME RET=HDRS ENVID=x");
            client.command("RCPT TO:<" + FUGA + "> NOTIFY=FAILURE ORCPT=rfc822;" + FUGA);
            int half = message.length() / 2;
            client.raw("BDAT " + half + "\r\n" + message.substring(0, half) + "BDAT " + (message.length() - half)
                    + " LAST\r\n" + message.substring(half) + "QUIT\r\n");
            assertThat(List.of(client.reply(), client.reply(), client.reply()))
                    .element(1)
                    .asString()
                    .startsWith("250 2.0.0 Message accepted");
        }
        try (RawClient imap = imap()) {
            imap.imap("a", "SELECT INBOX");
            String size = imap.send("b FETCH 1 BODY.PEEK[]").line();
            int octets = Integer.parseInt(size.replaceAll(".*\\{(\\d+)}", "$1"));
            assertThat(imap.octets(octets)).startsWith("Return-Path: ").endsWith("\r\n" + message);
            assertThat(imap.until("b ")).last().asString().startsWith("b OK");
        }
        try (RawClient pop3 = RawClient.connect(server.port("pop3s")).tls()) {
            pop3.line();
            pop3.ask("USER " + FUGA);
            pop3.ask("PASS " + SECRET);
            // A dot behind an LF alone is doubled too, so that nobody takes it for the end; the end is one for all.
            String end = "\n..\n...\r.\r\n..\r\nlast\n\r\n.\r\n+OK";
            StringBuilder answer = new StringBuilder();
            pop3.raw("RETR 1\r\nNOOP\r\n");
            while (!answer.toString().endsWith(end)) {
                answer.append(pop3.octets(1));
            }
            assertThat(answer).contains("Subject: binary\nContent-Transfer-Encoding: binary\n\n..\n");
        }
    }
}
