package io.github.hikyaku.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Dovecot's IMAP process on a Maildir, logged in already and spoken to over its standard input and output. Its index and
 * its list of UIDs are outside of the Maildir, so that each store has its own.
 */
final class Dovecot implements AutoCloseable {
    private static final Path IMAP = Path.of("/usr/lib/dovecot/imap");
    private static final int NOBODY = 65_534;

    private final Process process;
    private final BufferedReader in;

    private Dovecot(Process process) {
        this.process = process;
        this.in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    static boolean isInstalled() {
        return Files.isExecutable(IMAP);
    }

    /** Starts a process, which is ready when this returns; {@code own} is the directory of its files. */
    static Dovecot start(Corpus corpus, Path own) throws IOException {
        prepare(corpus, own);
        ProcessBuilder builder = new ProcessBuilder(
                        IMAP.toString(), "-c", own.resolve("dovecot.conf").toString())
                .directory(own.toFile())
                .redirectError(own.resolve("log").toFile());
        builder.environment().putAll(Map.of("USER", Peer.USER, "HOME", own.toString()));
        Dovecot dovecot = new Dovecot(builder.start());
        dovecot.until("* PREAUTH");
        return dovecot;
    }

    private static void prepare(Corpus corpus, Path own) throws IOException {
        Files.createDirectories(own);
        int user = (Integer) Files.getAttribute(own, "unix:uid");
        int group = (Integer) Files.getAttribute(own, "unix:gid");
        if (user == 0) {
            // It does not serve root's mail: nobody has to be able to do what it does.
            user = NOBODY;
            group = NOBODY;
            Path maildir = corpus.maildir();
            for (Path path :
                    List.of(own, maildir, maildir.resolve("cur"), maildir.resolve("new"), maildir.resolve("tmp"))) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
            }
        }
        Files.writeString(
                own.resolve("dovecot.conf"),
                String.join(
                        "\n",
                        "base_dir = " + own,
                        "state_dir = " + own,
                        "log_path = /dev/stderr",
                        "protocols = imap",
                        "ssl = no",
                        "stats_writer_socket_path =",
                        "first_valid_uid = 1",
                        "first_valid_gid = 1",
                        "mail_uid = " + user,
                        "mail_gid = " + group,
                        "mail_location = maildir:" + corpus.maildir() + ":INDEX=" + own.resolve("index") + ":CONTROL="
                                + own.resolve("control"),
                        ""));
    }

    /** Has it meet the mailbox for the first time again. */
    static void forget(Path own) throws IOException {
        Place.delete(own.resolve("index"));
        Place.delete(own.resolve("control"));
    }

    /** Selects INBOX, and answers the milliseconds that it takes. */
    double select(int messages) throws IOException {
        long begin = System.nanoTime();
        send("SELECT INBOX");
        until("* " + messages + " EXISTS");
        until("a OK");
        return (System.nanoTime() - begin) / 1e6;
    }

    private void send(String command) throws IOException {
        process.getOutputStream().write(("a " + command + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        process.getOutputStream().flush();
    }

    private void until(String start) throws IOException {
        String line = in.readLine();
        while (line != null && !line.startsWith(start)) {
            line = in.readLine();
        }
        if (line == null) {
            throw new IOException("Dovecot ended before it said " + start);
        }
    }

    /** Sends a command, and answers the milliseconds until it is done. */
    double time(String command) throws IOException {
        long begin = System.nanoTime();
        send(command);
        until("a OK");
        return (System.nanoTime() - begin) / 1e6;
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
