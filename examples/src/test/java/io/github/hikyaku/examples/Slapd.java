package io.github.hikyaku.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** An OpenLDAP server of the test's own, with hoge and fuga in it, and a certificate for 127.0.0.1. */
final class Slapd implements AutoCloseable {
    static final String BASE = "dc=example,dc=com";
    static final String SEARCHER = "cn=searcher," + BASE;
    static final String SEARCHER_SECRET = "looks-up";

    private static final Path PROGRAM = Path.of("/usr/sbin/slapd");

    private static final String CONFIGURATION = """
            include /etc/ldap/schema/core.schema
            include /etc/ldap/schema/cosine.schema
            include /etc/ldap/schema/inetorgperson.schema
            attributetype ( 1.3.6.1.4.1.32473.1 NAME 'mailQuota' EQUALITY caseIgnoreIA5Match
              SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 )
            modulepath /usr/lib/ldap
            moduleload back_mdb
            pidfile DIR/slapd.pid
            argsfile DIR/slapd.args
            TLSCACertificateFile DIR/slapd-cert.pem
            TLSCertificateFile DIR/slapd-cert.pem
            TLSCertificateKeyFile DIR/slapd-key.pem
            database mdb
            maxsize 10485760
            suffix "dc=example,dc=com"
            directory DIR/slapd-data
            access to attrs=userPassword
              by anonymous auth
              by dn.exact="cn=searcher,dc=example,dc=com" read
              by * none
            access to *
              by dn.exact="cn=searcher,dc=example,dc=com" read
              by self read
              by * none
            """;

    private static final String DATA = """
            dn: dc=example,dc=com
            objectClass: domain
            dc: example

            dn: cn=searcher,dc=example,dc=com
            objectClass: person
            cn: searcher
            sn: searcher
            userPassword: looks-up

            dn: ou=people,dc=example,dc=com
            objectClass: organizationalUnit
            ou: people

            dn: uid=hoge,ou=people,dc=example,dc=com
            objectClass: inetOrgPerson
            uid: hoge
            cn: Hoge
            sn: Hoge
            mail: hoge@example.com
            userPassword: HASHED

            dn: uid=fuga,ou=people,dc=example,dc=com
            objectClass: inetOrgPerson
            objectClass: extensibleObject
            uid: fuga
            cn: Fuga
            sn: Fuga
            mail: fuga@example.com
            mailQuota: 1000000S,1C
            userPassword: HASHED
            """;

    private final Path dir;
    private Process process;
    private int port;
    private int tlsPort;

    private Slapd(Path dir) {
        this.dir = dir;
    }

    /** Starts one that keeps all it has in a directory. */
    static Slapd start(Path dir) {
        if (!Files.isExecutable(PROGRAM)) {
            Program.missing("slapd is not installed");
        }
        Slapd slapd = new Slapd(dir);
        try {
            slapd.prepare();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        slapd.start();
        return slapd;
    }

    private void prepare() throws IOException {
        Program.of(dir, "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", 2, "-subj", "/CN=slapd")
                .with("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "slapd-key.pem", "-out", "slapd-cert.pem")
                .run()
                .ok();
        // A copy: where AppArmor confines the installed one, that may not read the test's directory.
        Files.copy(PROGRAM, dir.resolve("slapd"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createDirectory(dir.resolve("slapd-data"));
        Files.writeString(dir.resolve("slapd.conf"), CONFIGURATION.replace("DIR", dir.toString()));
        Files.writeString(dir.resolve("slapd.ldif"), DATA.replace("HASHED", hashed()));
        run(
                "-Tadd",
                "-f",
                dir.resolve("slapd.conf").toString(),
                "-l",
                dir.resolve("slapd.ldif").toString());
    }

    private String hashed() {
        return run("-Tpasswd", "-s", "secret").strip();
    }

    private String run(String... arguments) {
        try {
            Process tool = process(arguments).redirectErrorStream(true).start();
            String output = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!tool.waitFor(40, TimeUnit.SECONDS) || tool.exitValue() != 0) {
                throw new IllegalStateException("slapd " + String.join(" ", arguments) + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private ProcessBuilder process(String... arguments) {
        List<String> command = new ArrayList<>(List.of(dir.resolve("slapd").toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).directory(dir.toFile());
    }

    /** Starts it, again too. */
    void start() {
        // It takes no port 0, and one that was free may be taken by now: then it ends.
        for (int attempt = 1; ; attempt++) {
            port = port > 0 ? port : freePort();
            tlsPort = tlsPort > 0 ? tlsPort : freePort();
            try {
                process = process(
                                "-d",
                                "0",
                                "-f",
                                dir.resolve("slapd.conf").toString(),
                                "-h",
                                plainUrl() + " " + tlsUrl())
                        .redirectErrorStream(true)
                        .redirectOutput(dir.resolve("slapd.log").toFile())
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Awaitility.await().atMost(40, TimeUnit.SECONDS).until(() -> !process.isAlive() || listens());
            if (process.isAlive()) {
                return;
            }
            if (attempt == 3) {
                throw new IllegalStateException("slapd does not start, see slapd.log");
            }
            port = 0;
            tlsPort = 0;
        }
    }

    private boolean listens() {
        for (int each : new int[] {port, tlsPort}) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), each)) {
                socket.getPort();
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String plainUrl() {
        return "ldap://127.0.0.1:" + port;
    }

    String tlsUrl() {
        return "ldaps://127.0.0.1:" + tlsPort;
    }

    Path certificate() {
        return dir.resolve("slapd-cert.pem");
    }

    /** Ends it. */
    void stop() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
