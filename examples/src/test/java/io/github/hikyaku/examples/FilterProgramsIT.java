package io.github.hikyaku.examples;

import static io.github.hikyaku.examples.ExampleServer.FUGA;
import static io.github.hikyaku.examples.ExampleServer.HOGE;
import static io.github.hikyaku.examples.FilterProgram.file;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** clamd, spamd, rspamd and two milters judge what the example server is sent. */
class FilterProgramsIT extends WithExampleServer {
    private static final String MARKER = "this-marker-stands-for-malware";

    private FilterProgram filter;
    private int port;

    @AfterEach
    void stopFilter() {
        if (filter != null) {
            filter.close();
        }
    }

    private void serveWithStage(String stage) {
        restartServer("--store", Store.MEMORY.flag(dir), "--stage", stage);
    }

    /** Sends a letter to fuga as another MTA would, and answers the last reply. */
    private String send(String letter) throws IOException {
        try (RawClient client = RawClient.greeted(server.port("smtp"))) {
            client.command("EHLO mta.example.net");
            client.command("MAIL FROM:<" + HOGE + ">");
            assertThat(client.command("RCPT TO:<" + FUGA + ">")).startsWith("250 ");
            client.command("DATA");
            client.raw(letter);
            return client.command(".");
        }
    }

    /** The only message of a mailbox. */
    private String message(String mailbox) throws IOException, GeneralSecurityException {
        try (RawClient imap = imap()) {
            assertThat(imap.imap("a", "SELECT " + mailbox)).contains("* 1 EXISTS");
            return String.join("\r\n", imap.imap("b", "FETCH 1 BODY.PEEK[]")) + "\r\n";
        }
    }

    private Path directory(String name) throws IOException {
        return Files.createDirectory(dir.resolve(name));
    }

    private static String user() {
        return System.getProperty("user.name");
    }

    // ---- ClamAV

    private void startClamd() throws IOException {
        port = FilterProgram.freePort();
        Path database = directory("database");
        String marker = HexFormat.of().formatHex(MARKER.getBytes(StandardCharsets.US_ASCII));
        file(database, "test.ndb", "Hikyaku.Test:0:*:" + marker);
        Path config = file(
                dir,
                "clamd.conf",
                "TCPSocket " + port,
                "TCPAddr 127.0.0.1",
                "DatabaseDirectory " + database,
                "TemporaryDirectory " + dir,
                "User " + user(),
                "Foreground yes",
                "MaxThreads 2",
                "StreamMaxLength 100K");
        filter = FilterProgram.start(dir, Program.of(dir, "clamd", "--foreground", "--config-file=" + config), port);
    }

    @Test
    void clamdFindsMalware() throws Exception {
        startClamd();
        serveWithStage("clamd=127.0.0.1:" + port);

        assertThat(send(Letter.about("malware") + MARKER + "\r\n"))
                .isEqualTo("554 5.7.1 The message contains malware: Hikyaku.Test.UNOFFICIAL");
        assertThat(send(Letter.about("nothing"))).startsWith("250 2.0.0 ");
        assertThat(message("INBOX")).contains("Subject: nothing\r\n");
    }

    @Test
    void whatIsTooBigForClamdPasses() throws Exception {
        startClamd();
        serveWithStage("clamd=127.0.0.1:" + port);

        assertThat(send(Letter.about("size") + "0123456789abcdef\r\n".repeat(100_000) + MARKER + "\r\n"))
                .startsWith("250 2.0.0 ");
    }

    @Test
    void withoutItsFilterTheServerPutsMailOff() throws Exception {
        serveWithStage("clamd=127.0.0.1:" + FilterProgram.freePort());

        assertThat(send(Letter.about("patience"))).startsWith("451 4.3.0 ");
    }

    // ---- SpamAssassin

    @Test
    void spamdKnowsSpam() throws Exception {
        port = FilterProgram.freePort();
        Path rules = directory("rules");
        // Started by root, spamd reads its rules as nobody.
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        file(rules, "test.pre", "loadplugin Mail::SpamAssassin::Plugin::Check");
        file(
                rules,
                "test.cf",
                "util_rb_tld com org",
                "header LOTTERY Subject =~ /lottery/",
                "score LOTTERY 7.5",
                "header FROM_HOGE Return-Path =~ /hoge/",
                "score FROM_HOGE 0.1");
        Program spamd = Program.of(
                dir, "spamd", "-i", "127.0.0.1", "-A", "127.0.0.1", "-p", port, "-L", "-x", "-m", 1, "-s", "stderr");
        filter = FilterProgram.start(
                dir,
                spamd.with("--min-children=1", "-C", rules, "--siteconfigpath=" + rules, "-H", dir, "-r", dir + "/pid"),
                port);
        serveWithStage("spamd=127.0.0.1:" + port);

        assertThat(send(Letter.about("the lottery"))).startsWith("250 2.0.0 ");
        assertThat(message("Junk"))
                .contains("X-Spam-Flag: YES\r\n")
                .containsPattern(
                        "X-Spam-Status: Yes, score=7.6 required=5.0\r\n\ttests=(FROM_HOGE,LOTTERY|LOTTERY,FROM_HOGE)\r\n");
        assertThat(send("X-Spam-Flag: YES\r\n" + Letter.about("the weather"))).startsWith("250 2.0.0 ");
        assertThat(message("INBOX"))
                .contains("X-Spam-Status: No, score=0.1 required=5.0\r\n")
                .doesNotContain("X-Spam-Flag");
    }

    // ---- rspamd

    /** Starts rspamd with one rule of its own; answers the port of its milter. */
    private int startRspamd() throws IOException {
        port = FilterProgram.freePort();
        int milter = FilterProgram.freePort();
        Path rules = file(
                dir,
                "rules.lua",
                "rspamd_config:register_symbol({ name = 'LOTTERY', type = 'normal', callback = function(task)",
                "  local seen = task:get_helo() .. ' ' .. tostring(task:get_ip()) .. ' ' .. task:get_from('smtp')[1].addr",
                "  task:set_milter_reply({ add_headers = { ['X-Seen'] = { value = seen, order = 0 } },",
                "    remove_headers = { ['X-Old'] = 0 } })",
                "  local score = string.match(task:get_header('Subject'), 'lottery (%d+)')",
                "  return score ~= nil, tonumber(score or 0)",
                "end})",
                "rspamd_config:set_metric_symbol({ name = 'LOTTERY', score = 1.0 })");
        Path tld = file(dir, "tld", "com", "net");
        Path config = file(
                dir,
                "rspamd.conf",
                "options { pidfile = \"" + dir + "/pid\"; tempdir = \"" + dir + "\"; hs_cache_dir = \"" + dir + "\";",
                "  url_tld = \"" + tld + "\"; filters = \"\"; disable_hyperscan = true;",
                "  dns { nameserver = [\"127.0.0.1\"]; timeout = 0.1s; retransmits = 1; } }",
                "logging { type = \"console\"; level = \"info\"; }",
                "actions { reject = 15; add_header = 6; }",
                "worker \"normal\" { bind_socket = \"127.0.0.1:" + port + "\"; count = 1; }",
                "worker \"rspamd_proxy\" { bind_socket = \"127.0.0.1:" + milter + "\"; milter = yes; count = 1;",
                "  upstream \"local\" { default = yes; hosts = \"127.0.0.1:" + port + "\"; } }",
                "lua = \"" + rules + "\";");
        filter = FilterProgram.start(dir, Program.of(dir, "rspamd", "-f", "-i", "-c", config), port);
        return milter;
    }

    @Test
    void rspamdJudgesByHttp() throws Exception {
        startRspamd();
        serveWithStage("rspamd=http://127.0.0.1:" + port);

        assertThat(send("X-Old: x\r\n" + Letter.about("the weather"))).startsWith("250 2.0.0 ");
        assertThat(message("INBOX"))
                .contains("X-Seen: mta.example.net 127.0.0.1 hoge@example.com\r\n")
                .doesNotContain("X-Old");
        assertThat(send(Letter.about("lottery 7"))).startsWith("250 2.0.0 ");
        assertThat(message("Junk")).contains("X-Spam: Yes\r\n").contains("X-Seen: ");
        assertThat(send(Letter.about("lottery 20"))).startsWith("554 5.7.1 ");
    }

    @Test
    void rspamdJudgesAsAMilter() throws Exception {
        serveWithStage("milter=127.0.0.1:" + startRspamd());

        assertThat(send("X-Old: x\r\n" + Letter.about("the weather"))).startsWith("250 2.0.0 ");
        assertThat(message("INBOX"))
                .contains("X-Seen: mta.example.net 127.0.0.1 hoge@example.com\r\n")
                .doesNotContain("X-Old");
        assertThat(send(Letter.about("lottery 20"))).startsWith("554 5.7.1 ");
    }

    // ---- OpenDKIM

    private FilterProgram startOpenDkim(Path home, String... lines) throws IOException {
        port = FilterProgram.freePort();
        Path config = file(
                home,
                "opendkim.conf",
                String.join("\n", lines),
                "Socket inet:" + port + "@127.0.0.1",
                "Background no",
                "Syslog no",
                "RequireSafeKeys no",
                "TemporaryDirectory " + home);
        return FilterProgram.start(home, Program.of(home, "opendkim", "-f", "-x", config), port);
    }

    /** Signing covers every octet that the milter is shown, and the verifier is shown them once more. */
    @Test
    void openDkimSignsAndAnotherOneFindsTheSignatureGood() throws Exception {
        Path key = dir.resolve("key.pem");
        Program.of(dir, "openssl", "genrsa", "-out", key, 2048).run().ok();
        byte[] publicKey = Program.of(dir, "openssl", "rsa", "-in", key, "-pubout", "-outform", "DER")
                .run()
                .ok()
                .octets();
        filter = startOpenDkim(
                directory("signer"),
                "Mode s",
                "Domain example.com",
                "Selector runner",
                "KeyFile " + key,
                "Canonicalization simple/simple");
        serveWithStage("milter=127.0.0.1:" + port);
        submit(Letter.PLAIN);
        String stored = message("INBOX");
        assertThat(stored)
                .containsPattern("\r\nReceived: [^\r\n]*\r\n([ \t][^\r\n]*\r\n)*DKIM-Signature: v=1; a=rsa-sha256;")
                .contains("d=example.com; s=runner;");
        filter.close();

        Path keys = file(
                dir,
                "keys",
                "runner._domainkey.example.com v=DKIM1; k=rsa; p="
                        + Base64.getEncoder().encodeToString(publicKey));
        filter = startOpenDkim(directory("verifier"), "Mode v", "TestPublicKeys " + keys, "AlwaysAddARHeader yes");
        serveWithStage("milter=127.0.0.1:" + port);
        String letter = stored.substring(stored.indexOf("DKIM-Signature:"), stored.lastIndexOf(")\r\n"));
        assertThat(send(letter.replaceAll("(?m)^\\.", ".."))).startsWith("250 2.0.0 ");
        assertThat(message("INBOX")).containsPattern("Authentication-Results: localhost;\r\n\\s+dkim=pass");
    }
}
