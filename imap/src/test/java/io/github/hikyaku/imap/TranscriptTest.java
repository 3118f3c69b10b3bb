package io.github.hikyaku.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.hikyaku.engine.TlsMode;
import io.github.hikyaku.engine.memory.SessionHarness;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.maildir.MaildirStore;
import io.github.hikyaku.storage.memory.MemoryMailStore;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the dialogues of {@code transcripts/*.txt}. A line {@code C: …} is what the client says, {@code S: …} what the
 * server must answer; {@code C2:} and {@code S2:} belong to another session of the same user, and so on. In them,
 * {@code <name=regex>} matches and remembers, {@code <name>} stands for what was remembered, {@code <*>} for anything;
 * {@code \r}, {@code \n}, {@code \0}, {@code \xNN} and {@code \<} stand for octets. Each line ends with CRLF unless it
 * ends with {@code \c}. {@code S: ~} says that nothing more has come; {@code S: CLOSED} that the connection is closed.
 * <code>{#}</code> is the length of the literal on the next line. Anything that is answered and not expected fails. {@code #} begins a comment; {@code LOGIN n}, {@code SELECT n}
 * bring session n there without a word; {@code TLS n} opens session n on a listener that wants TLS.
 */
class TranscriptTest {
    private static final Pattern HOLE = Pattern.compile("<([a-z][a-z0-9]*)(?:=([^>]*))?>|<\\*>");

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> inMemory() throws Exception {
        return transcripts()
                .map(path -> DynamicTest.dynamicTest(
                        path.getFileName().toString(), () -> new Dialogue(path, MemoryMailStore.create()).run()));
    }

    @TestFactory
    Stream<DynamicTest> inMaildirs() throws Exception {
        return transcripts()
                .map(path -> DynamicTest.dynamicTest(path.getFileName().toString(), () -> {
                    Path root = folder.resolve(path.getFileName().toString());
                    try (MailStore store =
                            MaildirStore.builder(root).fsync(false).build()) {
                        new Dialogue(path, store).run();
                    }
                }));
    }

    private static Stream<Path> transcripts() throws IOException, URISyntaxException {
        Path folder = Path.of(TranscriptTest.class.getResource("/transcripts").toURI());
        return Files.list(folder).filter(p -> p.toString().endsWith(".txt")).sorted();
    }

    static final class Dialogue {
        private final List<String> lines;
        private final Fixture fixture = new Fixture();
        private final Map<Integer, SessionHarness> sessions = new HashMap<>();
        private final Map<Integer, StringBuilder> answers = new HashMap<>();
        private final Map<String, String> remembered = new HashMap<>();

        Dialogue(Path path, MailStore store) throws IOException {
            lines = Files.readAllLines(path, StandardCharsets.ISO_8859_1);
            fixture.store = store;
        }

        void run() {
            List<Integer> spoken = new ArrayList<>();
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                try {
                    Matcher setup = Pattern.compile("(LOGIN|SELECT|TLS) (\\d)").matcher(line);
                    Matcher speech = Pattern.compile("([CS])(\\d?): ?(.*)").matcher(line);
                    if (setup.matches()) {
                        int id = Integer.parseInt(setup.group(2));
                        spoken.add(id);
                        set(setup.group(1), id);
                    } else if (speech.matches()) {
                        int id = speech.group(2).isEmpty() ? 1 : Integer.parseInt(speech.group(2));
                        spoken.add(id);
                        if (speech.group(1).equals("C")) {
                            session(id).feed(octets(counted(recall(speech.group(3)), i)));
                        } else {
                            expect(id, speech.group(3));
                        }
                    } else {
                        fail("not a line of a transcript");
                    }
                } catch (AssertionError e) {
                    throw new AssertionError("line " + (i + 1) + ": " + line + "\n" + e.getMessage(), e);
                }
            }
            for (int id : spoken) {
                assertThat(gather(id).toString())
                        .as("the rest of session " + id)
                        .isEmpty();
                assertThat(session(id).failures()).isEmpty();
            }
        }

        /** Puts the length of the next line, a literal without the CRLF that ends the command, for {@code #}. */
        private String counted(String text, int line) {
            return !text.contains("{#")
                    ? text
                    : text.replace(
                            "{#",
                            "{"
                                    + octets(lines.get(line + 1).replaceFirst("C\\d?: ?", ""), false)
                                            .length());
        }

        private void set(String where, int id) {
            if (where.equals("TLS")) {
                fixture.plaintextAuth = false;
                session(id);
                fixture.plaintextAuth = true;
            } else {
                sessions.put(id, where.equals("LOGIN") ? fixture.loggedIn() : fixture.selected());
            }
        }

        private SessionHarness session(int id) {
            return sessions.computeIfAbsent(id, i -> fixture.connect(TlsMode.STARTTLS));
        }

        private StringBuilder gather(int id) {
            return answers.computeIfAbsent(id, i -> new StringBuilder())
                    .append(session(id).read());
        }

        private String recall(String text) {
            for (Map.Entry<String, String> entry : remembered.entrySet()) {
                text = text.replace("<" + entry.getKey() + ">", entry.getValue());
            }
            return text;
        }

        private void expect(int id, String wanted) {
            StringBuilder got = gather(id);
            if (wanted.equals("~")) {
                assertThat(got.toString()).isEmpty();
                return;
            }
            if (wanted.equals("CLOSED")) {
                assertThat(got.toString()).isEmpty();
                assertThat(session(id).isClosed()).isTrue();
                return;
            }
            Matcher found = Pattern.compile(pattern(wanted)).matcher(got);
            if (!found.lookingAt()) {
                fail("got: " + got);
            }
            Matcher hole = HOLE.matcher(wanted);
            while (hole.find()) {
                if (hole.group(2) != null) {
                    remembered.put(hole.group(1), found.group(hole.group(1)));
                }
            }
            got.delete(0, found.end());
        }

        private String pattern(String wanted) {
            StringBuilder pattern = new StringBuilder();
            Matcher hole = HOLE.matcher(wanted);
            int from = 0;
            while (hole.find()) {
                pattern.append(Pattern.quote(octets(wanted.substring(from, hole.start()), false)));
                if (hole.group(1) == null) {
                    pattern.append("[^\r\n]*");
                } else if (hole.group(2) == null) {
                    pattern.append(Pattern.quote(remembered.getOrDefault(hole.group(1), "?" + hole.group(1))));
                } else {
                    pattern.append("(?<")
                            .append(hole.group(1))
                            .append('>')
                            .append(hole.group(2))
                            .append(')');
                }
                from = hole.end();
            }
            return pattern.append(Pattern.quote(octets(wanted.substring(from), true)))
                    .toString();
        }

        private static String octets(String text) {
            return octets(text, true);
        }

        private static String octets(String text, boolean end) {
            StringBuilder out = new StringBuilder();
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c != '\\' || i + 1 == text.length() || "rn0x<c".indexOf(text.charAt(i + 1)) < 0) {
                    out.append(c);
                    continue;
                }
                i++;
                switch (text.charAt(i)) {
                    case 'r' -> out.append('\r');
                    case 'n' -> out.append('\n');
                    case '0' -> out.append('\0');
                    case '<' -> out.append('<');
                    case 'x' -> {
                        out.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                        i += 2;
                    }
                    default -> {
                        return out.toString(); // \c
                    }
                }
            }
            return end ? out.append("\r\n").toString() : out.toString();
        }
    }
}
