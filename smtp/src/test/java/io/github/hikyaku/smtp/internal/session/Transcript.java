package io.github.hikyaku.smtp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.engine.Net;
import io.github.hikyaku.engine.TlsMode;
import io.github.hikyaku.engine.memory.SessionHarness;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.event.Peer;
import io.github.hikyaku.message.Envelope;
import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.sasl.SaslMechanisms;
import io.github.hikyaku.sasl.TokenResult;
import io.github.hikyaku.smtp.Smtp;
import io.github.hikyaku.smtp.SmtpExtension;
import io.github.hikyaku.smtp.SmtpService;
import io.github.hikyaku.smtp.submission.PopBeforeSmtp;
import io.github.hikyaku.smtp.submission.SenderPolicy;
import io.github.hikyaku.smtp.submission.SubmissionRules;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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
 * V: words                the envelope of the mail that was taken last has to contain the words
 * M: text                 the next line of the mail that was taken last, unfolded, starting with the first
 * TAKEN n                 so many mails were taken so far
 * HEADERS n, RESETS n     stages were shown so many header sections, and told of so many transactions without a message
 * CLOSED, ABORTED, OPEN   how the connection is
 * POP alice               alice reads her mail from where the client is
 * LATER 10                so many minutes pass on the server's clock
 * WAKE                    what the intake has put off is done
 * IDLE, SHUTDOWN, GONE    time passes, the host shuts down, the client is gone
 * </pre>
 *
 * Of the extensions that can be switched, {@code SET extensions=...} names those that are on, or {@code default}; without it
 * they are PIPELINING, SIZE, 8BITMIME and SMTPUTF8.
 *
 * <p>In client lines {@code \r \n \0 \t \\ \xHH} stand for octets, {@code {base64:...}} and {@code {repeat:c*n}} for what they say; other characters are sent as UTF-8.
 */
final class Transcript {
    private static final Pattern MACRO = Pattern.compile("\\{(base64|repeat):([^}]*)}");

    private final TestServer server = new TestServer();
    private final ByteArrayOutputStream client = new ByteArrayOutputStream();
    private final StringBuilder expected = new StringBuilder();
    private SmtpService service = with("PIPELINING,SIZE,8BITMIME,SMTPUTF8", Smtp.mx());
    private PopBeforeSmtp popBeforeSmtp = PopBeforeSmtp.within(Duration.ofMinutes(1));
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
            byte[] reply = line.substring(3).getBytes(StandardCharsets.UTF_8);
            expected.append(new String(reply, StandardCharsets.ISO_8859_1)).append("\r\n");
        } else if (line.startsWith("E: ")) {
            event(line.substring(3));
        } else if (line.startsWith("V: ")) {
            assertThat(server.taken).isNotEmpty();
            Envelope envelope = server.taken.get(server.taken.size() - 1).envelope();
            String recipients = envelope.recipients().stream()
                    .map(to -> to + " notify=" + to.notifyOn() + " original="
                            + to.originalRecipient().orElse(""))
                    .collect(Collectors.joining("\n"));
            assertThat(envelope + "\n" + recipients).contains(line.substring(3));
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
            default -> {
                if (line.startsWith("LATER ")) {
                    server.now = server.now.plus(Duration.ofMinutes(Integer.parseInt(line.substring(6))));
                    return;
                }
                if (line.startsWith("POP ")) {
                    InetSocketAddress client = new InetSocketAddress("192.0.2.99", 110);
                    Peer peer = new Peer("pop3", "p1", client, client);
                    popBeforeSmtp.on(new MailEvent.LoggedIn(peer, "PLAIN", line.substring(4)));
                    return;
                }
                count(line);
            }
        }
    }

    private void count(String line) {
        int expectedCount = Integer.parseInt(line.substring(line.indexOf(' ') + 1));
        int count = switch (line.substring(0, line.indexOf(' '))) {
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
                    SmtpService made = switch (value) {
                        case "mx" -> Smtp.mx();
                        case "submission" -> Smtp.submission();
                        case "submissions" -> Smtp.submissions();
                        case "lmtp" -> Smtp.lmtp();
                        default -> throw new IllegalArgumentException(value);
                    };
                    service = settings.contains("extensions=default")
                            ? made
                            : with("PIPELINING,SIZE,8BITMIME,SMTPUTF8", made);
                    tls = service.listener().tls();
                }
                case "tls" -> tls = TlsMode.valueOf(value);
                case "goodToken" ->
                    server.mechanisms = SaslMechanisms.standard(token -> token.equals(value)
                            ? new TokenResult.Valid("alice")
                            : new TokenResult.Invalid("not " + value));
                case "plaintextAuth" -> service = service.plaintextAuth(Boolean.parseBoolean(value));
                case "offerAuth" -> service = service.offerAuth(Boolean.parseBoolean(value));
                case "refuse" -> {
                    String[] parts = value.split(":");
                    Reply reply = new Reply(Integer.parseInt(parts[1]), parts[2], "Not here");
                    server.refusals.put(parts[0], reply);
                }
                case "slow" -> server.slow.add(value);
                case "extensions" -> service = value.equals("default") ? service : with(value, service);
                case "verify" -> service = service.verify(Boolean.parseBoolean(value));
                case "xclient" -> service = service.xclient(Net.of(value));
                case "judgesHeaders" -> server.judgesHeaders = Boolean.parseBoolean(value);
                case "holds" -> server.longestHold = Duration.ofSeconds(Long.parseLong(value));
                case "senders" ->
                    service = service.submissionRules(SubmissionRules.standard().senders(SenderPolicy.any()));
                case "strict" -> service = service.submissionRules(SubmissionRules.strict());
                case "nullReversePath" ->
                    service = service.submissionRules(
                            SubmissionRules.standard().nullReversePath(Boolean.parseBoolean(value)));
                case "hideClientAddress" -> service = service.hideClientAddress(Boolean.parseBoolean(value));
                case "popBeforeSmtp" -> {
                    popBeforeSmtp = PopBeforeSmtp.within(Duration.ofMinutes(Integer.parseInt(value)))
                            .clock(() -> server.now);
                    service = service.popBeforeSmtp(popBeforeSmtp);
                }
                case "messagesPerHour" ->
                    server.limits =
                            server.limits.with(l -> l.submission(s -> s.messagesPerHour(Integer.parseInt(value))));
                case "recipientsPerHour" ->
                    server.limits =
                            server.limits.with(l -> l.submission(s -> s.recipientsPerHour(Integer.parseInt(value))));
                case "recipientsPerMessage" ->
                    server.limits =
                            server.limits.with(l -> l.submission(s -> s.recipientsPerMessage(Integer.parseInt(value))));
                case "submissionSize" ->
                    server.limits =
                            server.limits.with(l -> l.submission(s -> s.maxMessageSize(Integer.parseInt(value))));
                case "spoolRoom" -> server.spoolRoom = Long.parseLong(value);
                case "maxErrors" -> server.limits = server.limits.with(l -> l.maxErrors(Integer.parseInt(value)));
                case "maxHops" -> server.limits = server.limits.with(l -> l.maxHops(Integer.parseInt(value)));
                case "maxRecipients" ->
                    server.limits = server.limits.with(l -> l.maxRecipients(Integer.parseInt(value)));
                case "tarpitStep" ->
                    server.limits = server.limits.with(
                            l -> l.reception(r -> r.tarpitStep(Duration.ofMillis(Long.parseLong(value)))));
                case "maxRefusedRecipients" ->
                    server.limits =
                            server.limits.with(l -> l.reception(r -> r.maxRefusedRecipients(Integer.parseInt(value))));
                case "maxMessageSize" ->
                    server.limits = server.limits.with(l -> l.maxMessageSize(Long.parseLong(value)));
                case "maxLineLength" ->
                    server.limits = server.limits.with(l -> l.maxLineLength(Integer.parseInt(value)));
                default -> throw new IllegalArgumentException(setting);
            }
        }
        session = server.connect(service, tls);
    }

    private static SmtpService with(String keywords, SmtpService service) {
        SmtpService changed = service;
        for (SmtpExtension extension : SmtpExtension.values()) {
            boolean on = List.of(keywords.split(",")).contains(extension.keyword());
            changed = changed.extension(extension, on);
        }
        return changed;
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
