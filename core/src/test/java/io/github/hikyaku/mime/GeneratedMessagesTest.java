package io.github.hikyaku.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.junit.jupiter.api.Test;

/** Well-formed messages of random structure, read by us and by mime4j. */
class GeneratedMessagesTest {
    private final Random random = new Random(2046);
    private final StringBuilder message = new StringBuilder();
    private final StringBuilder structure = new StringBuilder();
    private final Deque<String> boundaries = new ArrayDeque<>();

    @Test
    void whatWasWrittenIsRead() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            message.setLength(0);
            structure.setLength(0);
            message.append("Subject: x\r\n");
            entity(4);
            byte[] octets = Structures.octets(message.toString());
            MimePart part = Structures.parse(octets);
            Structures.checkInvariants(part, octets);
            assertThat(outline(part, octets)).isEqualTo(structure.toString());
            assertThat(mime4j(octets)).isEqualTo(structure.toString());
            byte[] bareLineFeeds = Structures.octets(message.toString().replace("\r", ""));
            assertThat(outline(Structures.parse(bareLineFeeds), bareLineFeeds))
                    .isEqualTo(structure.toString().replace("\r", ""));
        }
    }

    private void entity(int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(4);
        if (kind == 1) {
            message.append("Content-Type: message/rfc822\r\n\r\nSubject: y\r\n");
            structure.append("message(");
            entity(depth - 1);
            structure.append(')');
        } else if (kind >= 2) {
            // boundaries that start with one another are a case of their own
            String boundary = boundaries.isEmpty() || random.nextBoolean()
                    ? "b" + boundaries.size() + "_" + random.nextInt(1000)
                    : boundaries.peek() + "-" + boundaries.size();
            boundaries.push(boundary);
            message.append("Content-Type: multipart/mixed;\r\n boundary=\"")
                    .append(boundary)
                    .append("\"\r\n\r\n");
            if (random.nextBoolean()) {
                message.append(text()).append("\r\n");
            }
            structure.append('[');
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                message.append("--").append(boundary).append("\r\n");
                entity(depth - 1);
                message.append("\r\n");
            }
            message.append("--").append(boundary).append("--\r\n");
            if (random.nextBoolean()) {
                message.append(text());
            }
            boundaries.pop();
            structure.append(']');
        } else {
            String body = text();
            message.append(random.nextBoolean() ? "Content-Type: text/html\r\n\r\n" : "\r\n")
                    .append(body);
            structure.append('\'').append(body).append('\'');
        }
    }

    private String text() {
        String[] lines = {"", "x", "--", "--x", "--b", "- --", "Subject: z", "long".repeat(400), " --b0_1", "--b0"};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(lines[random.nextInt(lines.length)]).append("\r\n");
        }
        return text.toString();
    }

    private static String outline(MimePart part, byte[] octets) {
        if (part.kind() == MimePart.Kind.LEAF) {
            return "'" + Structures.text(part.body(), octets) + "'";
        }
        StringBuilder out = new StringBuilder();
        part.children().forEach(child -> out.append(outline(child, octets)));
        return part.kind() == MimePart.Kind.MESSAGE ? "message(" + out + ")" : "[" + out + "]";
    }

    private static String mime4j(byte[] octets) throws IOException, MimeException {
        MimeTokenStream tokens = new MimeTokenStream(MimeConfig.PERMISSIVE);
        StringBuilder out = new StringBuilder();
        int messages = 0;
        tokens.parse(new ByteArrayInputStream(octets));
        for (EntityState state = tokens.getState(); state != EntityState.T_END_OF_STREAM; state = tokens.next()) {
            switch (state) {
                case T_START_MESSAGE -> out.append(messages++ == 0 ? "" : "message(");
                case T_END_MESSAGE -> out.append(--messages == 0 ? "" : ")");
                case T_START_MULTIPART -> out.append('[');
                case T_END_MULTIPART -> out.append(']');
                case T_BODY ->
                    out.append('\'')
                            .append(new String(tokens.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                            .append('\'');
                default -> {}
            }
        }
        return out.toString();
    }
}
