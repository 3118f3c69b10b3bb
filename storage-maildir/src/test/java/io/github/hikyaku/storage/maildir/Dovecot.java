package io.github.hikyaku.storage.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Debian's Dovecot on the Maildir of one account, without a daemon: each dialogue is a process of its own that is logged
 * in from the start and speaks IMAP through pipes.
 *
 * <p>Dovecot refuses to serve root. A test that root runs has it run as nobody, who may read and write everything.
 */
final class Dovecot {
    private static final String IMAP = "/usr/lib/dovecot/imap";
    private static final String RIGHTS = "+dac_override,+fowner,+chown";

    private final Path home;
    private final Path config;
    private final boolean root = "root".equals(System.getProperty("user.name"));

    /**
     * Writes a configuration.
     *
     * @param home a directory for what Dovecot keeps beside the Maildir; made if it is not there
     * @param location what follows {@code maildir:}
     * @param settings more lines
     */
    Dovecot(Path home, String location, String... settings) throws IOException {
        Programs.require(IMAP);
        if (root) {
            Programs.require("setpriv");
        }
        this.home = Files.createDirectories(home);
        this.config = home.resolve("dovecot.conf");
        String user = root ? "nobody" : System.getProperty("user.name");
        List<String> lines = new ArrayList<>(List.of(
                "protocols = imap",
                "ssl = no",
                "listen =",
                "base_dir = " + home.resolve("run"),
                "state_dir = " + home.resolve("state"),
                "log_path = " + home.resolve("log"),
                "first_valid_uid = 1",
                "first_valid_gid = 0",
                "mail_uid = " + user,
                "mail_home = " + home,
                "mail_location = maildir:" + location,
                "stats_writer_socket_path =",
                "namespace inbox {",
                "  inbox = yes",
                "  separator = /",
                "}"));
        if (root) {
            lines.add("mail_gid = nogroup");
        }
        lines.addAll(List.of(settings));
        Files.write(config, lines);
    }

    /** A dialogue, until it is closed. */
    DovecotDialogue open() throws IOException {
        List<String> command = new ArrayList<>();
        if (root) {
            command.addAll(List.of("setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups"));
            command.addAll(List.of("--inh-caps", RIGHTS, "--ambient-caps", RIGHTS));
            // access(2) knows of these rights as well then.
            command.addAll(List.of("--securebits", "+no_setuid_fixup"));
        }
        command.addAll(List.of(IMAP, "-c", config.toString()));
        ProcessBuilder builder = Programs.command(home, command);
        builder.environment().put("USER", "hoge");
        builder.redirectError(
                ProcessBuilder.Redirect.appendTo(home.resolve("errors").toFile()));
        return new DovecotDialogue(builder.start());
    }

    /** What Dovecot complained of so far, without what it says of each dialogue's end. */
    List<String> complaints() throws IOException {
        Path errors = home.resolve("errors");
        return Files.exists(errors)
                ? Files.readAllLines(errors).stream()
                        .filter(line -> !line.contains("Info:"))
                        .toList()
                : List.of();
    }
}
