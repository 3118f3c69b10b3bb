package io.github.hikyaku.storage.maildir;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** IMAP with a process of Dovecot. Octets are the characters of ISO 8859-1. Ends after a minute at the latest. */
final class DovecotDialogue implements AutoCloseable {
    private static final long LIMIT_MILLIS = 60_000;
    private static final Pattern LITERAL = Pattern.compile("\\{(\\d+)}$");
    private static final Pattern APPENDUID = Pattern.compile("\\[APPENDUID \\d+ (\\d+)]");

    private final Process process;
    private final InputStream in;
    private final OutputStream out;
    private final Timer watchdog = new Timer("dovecot-watchdog", true);
    private int tag;

    DovecotDialogue(Process process) throws IOException {
        this.process = process;
        this.in = new BufferedInputStream(process.getInputStream());
        this.out = process.getOutputStream();
        watchdog.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        process.destroyForcibly();
                    }
                },
                LIMIT_MILLIS);
        assertThat(response()).startsWith("* PREAUTH ");
    }

    /** Sends a command that must succeed. Returns the untagged responses, and last the tagged one. */
    List<String> ok(String command) throws IOException {
        List<String> responses = send(command);
        assertThat(responses.get(responses.size() - 1)).as(command).startsWith("a" + tag + " OK");
        return responses;
    }

    List<String> send(String command) throws IOException {
        tag++;
        out.write(("a" + tag + " " + command + "\r\n").getBytes(ISO_8859_1));
        out.flush();
        List<String> responses = new ArrayList<>();
        do {
            responses.add(response());
        } while (!responses.get(responses.size() - 1).startsWith("a" + tag + " "));
        return responses;
    }

    /** Appends a message and returns its UID. */
    long append(String mailbox, String options, String message) throws IOException {
        List<String> responses =
                ok("APPEND \"" + mailbox + "\" " + options + " {" + message.length() + "+}\r\n" + message);
        Matcher uid = APPENDUID.matcher(responses.get(responses.size() - 1));
        assertThat(uid.find()).isTrue();
        return Long.parseLong(uid.group(1));
    }

    /** One response, with the literals in it. */
    private String response() throws IOException {
        StringBuilder response = new StringBuilder();
        while (true) {
            String line = line();
            response.append(line);
            Matcher literal = LITERAL.matcher(line);
            if (!literal.find()) {
                return response.toString();
            }
            byte[] octets = in.readNBytes(Integer.parseInt(literal.group(1)));
            response.append("\r\n").append(new String(octets, ISO_8859_1));
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int octet;
        while ((octet = in.read()) != '\n') {
            if (octet < 0) {
                throw new EOFException("Dovecot ended after " + line);
            }
            line.append((char) octet);
        }
        line.setLength(line.length() - 1);
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        try {
            send("LOGOUT");
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            watchdog.cancel();
            process.destroyForcibly();
        }
    }
}
