package io.github.hikyaku.smtp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.engine.TlsMode;
import io.github.hikyaku.engine.memory.SessionHarness;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.smtp.Smtp;
import io.github.hikyaku.smtp.SmtpService;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A dialogue written down, and run against a session:
 *
 * <pre>
 * # a comment
 * SET service=submission tls=NONE plaintextAuth=true maxErrors=3     before anything else
 * SET refuse=mail:550:5.7.1 slow=mail      stages refuse at a point, with the text "Not here", and answer there when woken
 * C: a line of the client, with CRLF; lines in a row are sent in one packet
 * C- what the client sends without CRLF
 * S: a reply line: all lines in a row have to be all that the server has sent
 * SILENT                  the server has sent nothing
 * E: Event words          the next event of that type has to contain the words
 * M: text                 the next line of the mail that was taken last, unfolded, starting with the first
 * TAKEN n                 so many mails were taken so far
 * HEADERS n, RESETS n     stages were shown so many header sections, and told of so many transactions without a message
 * CLOSED, ABORTED, OPEN   how the connection is
 * WAKE                    what the intake has put off is done
 * IDLE, SHUTDOWN, GONE    time passes, the host shuts down, the client is gone
 * </pre>
 *
 * In client lines {@code \r \n \0 \t \\ \xHH} stand for octets, {@code {base64:...}} and {@code {repeat:c*n}} for what they say; other characters are sent as UTF-8.
 */
final class Transcript {
    private static final Pattern MACRO = Pattern.compile("\\{(base64|repeat):([^}]*)}");

    private final TestServer server = new TestServer();
    private final ByteArrayOutputStream client = new ByteArrayOutputStream();
    private final StringBuilder expected = new StringBuilder();
    private SmtpService service = Smtp.mx();
    private TlsMode tls = TlsMode.STARTTLS;
    private SessionHarness session;
    private int eventsSeen;
    private String mailLeft = "";
    private int mailsSeen;

    private Transcript() {
        session = server.connect(service, tls);
    }

    static void run(List<String> lines) {
        Transcript transcript = new Transcript();
        int number = 0;
        for (String line : lines) {
            number++;
            try {
                transcript.line(line);
            } catch (AssertionError e) {
                throw new AssertionError("line " + number + ": " + line + "\n" + e.getMessage(), e);
            }
        }
        transcript.settle();
        transcript.finish();
    }

    private void line(String line) {
        if (!line.startsWith("S: ")) {
            settle();
        }
        if (line.startsWith("C: ") || line.equals("C:")) {
            client.writeBytes(octets(line.substring(Math.min(3, line.length())) + "\\r\\n"));
            return;
        }
        if (line.startsWith("C- ")) {
            client.writeBytes(octets(line.substring(3)));
            return;
        }
        if (line.isBlank() || line.startsWith("#")) {
            return;
        }
        session.feed(client.toByteArray());
        client.reset();
        if (line.startsWith("S: ")) {
            expected.append(line.substring(3)).append("\r\n");
        } else if (line.startsWith("E: ")) {
            event(line.substring(3));
        } else if (line.startsWith("M: ") || line.equals("M:")) {
            mail(line.length() > 3 ? line.substring(3) : "");
        } else if (line.startsWith("SET ")) {
            set(line.substring(4));
        } else {
            directive(line);
        }
    }

    private void directive(String line) {
        switch (line) {
            case "SILENT" -> assertThat(session.read()).isEmpty();
            case "OPEN" -> assertThat(session.isClosed()).isFalse();
            case "CLOSED" ->
                assertThat(session.isClosed() && !session.isAborted()).isTrue();
            case "ABORTED" -> assertThat(session.isAborted()).isTrue();
            case "WAKE" -> server.wake();
            case "IDLE" -> session.advance(Duration.ofMinutes(6));
            case "SHUTDOWN" -> session.shutdown();
            case "GONE" -> session.disconnect();
            default -> count(line);
        }
    }

    private void count(String line) {
        int expectedCount = Integer.parseInt(line.substring(line.indexOf(' ') + 1));
        int count =
                switch (line.substring(0, line.indexOf(' '))) {
                    case "TAKEN" -> server.taken.size();
                    case "HEADERS" -> server.headers.size();
                    case "RESETS" -> server.resets;
                    default -> throw new IllegalArgumentException(line);
                };
        assertThat(count).isEqualTo(expectedCount);
    }

    /** Compares what was sent with the reply lines read so far. */
    private void settle() {
        if (expected.length() > 0) {
            String wanted = expected.toString();
            expected.setLength(0);
            assertThat(session.read()).isEqualTo(wanted);
        }
    }

    private void finish() {
        session.feed(client.toByteArray());
        assertThat(session.read()).as("sent at the end").isEmpty();
        session.disconnect();
        server.wake();
        assertThat(server.openMessages).as("spooled messages left open").isZero();
    }

    private void event(String text) {
        String type = text.split(" ", 2)[0];
        String words = text.substring(type.length()).strip();
        while (eventsSeen < server.events.size()) {
            MailEvent event = server.events.get(eventsSeen++);
            if (event.getClass().getSimpleName().equals(type)) {
                assertThat(event.toString()).contains(words);
                return;
            }
        }
        throw new AssertionError("No event " + type + " among " + server.events);
    }

    private void mail(String line) {
        if (mailsSeen < server.taken.size()) {
            mailsSeen = server.taken.size();
            // Where the Received field is folded depends on the length of the id.
            mailLeft = server.taken
                    .get(mailsSeen - 1)
                    .text()
                    .replace("\r\n\t", " ")
                    .replaceFirst(" id [a-z0-9]+-[a-z0-9]+", " id ID")
                    .replaceFirst("<[a-z0-9]+-[a-z0-9]+@", "<ID@");
        }
        int end = mailLeft.indexOf("\r\n");
        assertThat(end).as("lines left in the mail").isNotNegative();
        String next = mailLeft.substring(0, end);
        mailLeft = mailLeft.substring(end + 2);
        assertThat(next).isEqualTo(new String(octets(line), StandardCharsets.ISO_8859_1));
    }

    private void set(String settings) {
        for (String setting : settings.split(" ")) {
            String value = setting.substring(setting.indexOf('=') + 1);
            switch (setting.substring(0, setting.indexOf('='))) {
                case "service" -> {
                    service = switch (value) {
                        case "mx" -> Smtp.mx();
                        case "submission" -> Smtp.submission();
                        case "submissions" -> Smtp.submissions();
                        default -> throw new IllegalArgumentException(value);
                    };
                    tls = service.listener().tls();
                }
                case "tls" -> tls = TlsMode.valueOf(value);
                case "plaintextAuth" -> service = service.plaintextAuth(Boolean.parseBoolean(value));
                case "offerAuth" -> service = service.offerAuth(Boolean.parseBoolean(value));
                case "refuse" -> {
                    String[] parts = value.split(":");
                    Reply reply = new Reply(Integer.parseInt(parts[1]), parts[2], "Not here");
                    server.refusals.put(parts[0], reply);
                }
                case "slow" -> server.slow.add(value);
                case "spoolRoom" -> server.spoolRoom = Long.parseLong(value);
                case "maxErrors" -> server.limits = server.limits.with(l -> l.maxErrors(Integer.parseInt(value)));
                case "maxHops" -> server.limits = server.limits.with(l -> l.maxHops(Integer.parseInt(value)));
                case "maxRecipients" ->
                    server.limits = server.limits.with(l -> l.maxRecipients(Integer.parseInt(value)));
                case "maxMessageSize" ->
                    server.limits = server.limits.with(l -> l.maxMessageSize(Long.parseLong(value)));
                case "maxLineLength" ->
                    server.limits = server.limits.with(l -> l.maxLineLength(Integer.parseInt(value)));
                default -> throw new IllegalArgumentException(setting);
            }
        }
        session = server.connect(service, tls);
    }

    private static byte[] octets(String text) {
        Matcher macro = MACRO.matcher(text);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int from = 0;
        while (macro.find()) {
            out.writeBytes(unescape(text.substring(from, macro.start())));
            String argument = macro.group(2);
            if (macro.group(1).equals("base64")) {
                out.writeBytes(Base64.getEncoder().encode(unescape(argument)));
            } else {
                int star = argument.lastIndexOf('*');
                byte[] unit = unescape(argument.substring(0, star));
                for (int i = Integer.parseInt(argument.substring(star + 1)); i > 0; i--) {
                    out.writeBytes(unit);
                }
            }
            from = macro.end();
        }
        out.writeBytes(unescape(text.substring(from)));
        return out.toByteArray();
    }

    private static byte[] unescape(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < octets.length; i++) {
            if (octets[i] != '\\') {
                out.write(octets[i]);
                continue;
            }
            switch (octets[++i]) {
                case 'r' -> out.write('\r');
                case 'n' -> out.write('\n');
                case 't' -> out.write('\t');
                case '0' -> out.write(0);
                case 'x' -> {
                    out.write(Integer.parseInt(new String(octets, i + 1, 2, StandardCharsets.US_ASCII), 16));
                    i += 2;
                }
                default -> out.write(octets[i]);
            }
        }
        return out.toByteArray();
    }
}
