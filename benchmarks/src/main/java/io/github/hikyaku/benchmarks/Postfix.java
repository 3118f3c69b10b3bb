package io.github.hikyaku.benchmarks;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Postfix of its own, with its configuration, queue and data in a directory of the benchmark: it listens on one port of
 * the loopback address, delivers into a Maildir beside, and sends nothing anywhere. What it needs no other server does is
 * off (reverse lookups, the limit of connections, the pause that holds new mail back while the queue grows). Only root
 * may start it.
 */
final class Postfix implements Receiver {
    private static final Path DAEMONS = Path.of("/usr/lib/postfix/sbin");
    private static final String MAIN = """
            compatibility_level = 3.6
            queue_directory = %1$s/queue
            data_directory = %1$s/data
            command_directory = /usr/sbin
            daemon_directory = /usr/lib/postfix/sbin
            mail_owner = postfix
            setgid_group = postdrop
            myhostname = localhost
            mydestination =
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            mynetworks = 127.0.0.0/8
            alias_maps =
            local_recipient_maps =
            virtual_mailbox_domains = test.example
            virtual_mailbox_maps = static:bob/
            virtual_mailbox_base = %1$s/mail
            virtual_uid_maps = static:%2$s
            virtual_gid_maps = static:%3$s
            virtual_minimum_uid = 1
            virtual_mailbox_limit = 0
            message_size_limit = 1073741824
            default_transport = error:no mail leaves here
            relay_transport = error:no mail leaves here
            smtpd_peername_lookup = no
            smtpd_client_connection_count_limit = 0
            smtpd_relay_restrictions = permit_mynetworks, reject
            in_flow_delay = 0
            """;
    private static final String MASTER = """
            %d inet n - n - - smtpd
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            verify unix - - n - 1 verify
            proxymap unix - - n - - proxymap
            error unix - - n - - error
            retry unix - - n - - error
            virtual unix - n n - - virtual
            anvil unix - - n - 1 anvil
            """;

    private final int port;
    private final Path arrived;
    private final Process master;

    private Postfix(int port, Path arrived, Process master) {
        this.port = port;
        this.arrived = arrived;
        this.master = master;
    }

    /** Starts one, if Postfix is installed and this is root. */
    static Optional<Postfix> start(Place place) throws IOException, InterruptedException {
        if (!Files.isExecutable(DAEMONS.resolve("master"))
                || !System.getProperty("user.name").equals("root")) {
            return Optional.empty();
        }
        Path home = Files.createDirectories(place.path("postfix"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String name : List.of("config", "queue", "data", "mail")) {
            Files.createDirectories(home.resolve(name));
        }
        Programs.run(List.of("chown", "postfix:postfix", home + "/data", home + "/mail"));
        int port = SmtpSink.freePort();
        String uid = Programs.run(List.of("id", "-u", "postfix"));
        String gid = Programs.run(List.of("id", "-g", "postfix"));
        Files.writeString(home.resolve("config/main.cf"), MAIN.formatted(home, uid, gid));
        Files.writeString(home.resolve("config/master.cf"), MASTER.formatted(port));
        Programs.run(List.of("postfix", "-c", home + "/config", "check"));
        Process master = new ProcessBuilder(DAEMONS.resolve("master").toString(), "-c", home + "/config", "-d")
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log").toFile())
                .start();
        Postfix postfix = new Postfix(port, home.resolve("mail/bob/new"), master);
        SmtpSink.awaitGreeting(port);
        return Optional.of(postfix);
    }

    @Override
    public String name() {
        return "postfix";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public OptionalLong delivered() throws IOException {
        try (Stream<Path> files = Files.list(arrived)) {
            return OptionalLong.of(files.count());
        } catch (NoSuchFileException none) {
            return OptionalLong.of(0);
        }
    }

    @Override
    public void clear() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(arrived)) {
            for (Path file : files) {
                Files.delete(file);
            }
        } catch (NoSuchFileException none) {
            // Nothing has arrived yet.
        }
    }

    @Override
    public void close() {
        // The master ends its children.
        master.destroy();
        try {
            if (!master.waitFor(10, TimeUnit.SECONDS)) {
                master.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
