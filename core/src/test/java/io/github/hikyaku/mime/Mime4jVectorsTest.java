package io.github.hikyaku.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.hikyaku.address.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

/** Messages with the structure that another parser sees in them; bodies are compared without their white space. */
class Mime4jVectorsTest {
    private static final String NO_PARTS = "(no parts)";

    /** Where another reading is meant to be ours. */
    private static final Set<String> OTHERWISE = Set.of(
            // a line that is no field starts the body: a choice, of which the other half is among the vectors too
            "malformedHeaderStartsBody-nocrlfcrlf",
            "malformedHeaderStartsBody-noheader",
            // RFC 2045 §6.4: a message is not encoded in base64; spans cannot point into what is
            "bad-newlines-multiple-parts-base64",
            "base64encoded-rfc822message",
            "multi-2gifs-base64",
            "base64encoded-rfc822message-nested",
            // RFC 2046 §5.1.1: a boundary does not end with white space, and trailing white space does not count
            "very-long-boundary",
            "very-very-long-boundary",
            "weird-boundary");

    @ParameterizedTest
    @ValueSource(strings = {"mime4j-testmsgs", "mime4j-mimetools"})
    void agreesWithTheExpectedStructures(String folder) throws Exception {
        Path data = SharedData.path("mime/" + folder);
        assumeTrue(Files.isDirectory(data), "no shared data");
        Map<String, String> disagreements = new TreeMap<>();
        int compared = 0;
        for (Path file : messages(data)) {
            String name = file.getFileName().toString().replace(".msg", "");
            Path xml = data.resolve(name + ".xml");
            if (!Files.exists(xml) || OTHERWISE.contains(name)) {
                continue;
            }
            // the files say UTF-8 and hold octets
            InputSource source = new InputSource(xml.toUri().toString());
            source.setEncoding("ISO-8859-1");
            byte[] message = Files.readAllBytes(file);
            MimePart structure = Structures.parse(message);
            Structures.checkInvariants(structure, message);
            String expected = expected(DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(source)
                    .getDocumentElement());
            String actual = actual(structure, message);
            compared++;
            if (!actual.equals(expected)) {
                disagreements.put(name, "\nexpected " + expected + "\nactual   " + actual + "\n");
            }
        }
        assertThat(compared).isGreaterThan(20);
        assertThat(disagreements).isEmpty();
    }

    private static List<Path> messages(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".msg")).sorted().toList();
        }
    }

    private static String expected(Element entity) {
        for (Node node = entity.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child) {
                switch (child.getTagName()) {
                    case "body":
                        return "'" + squeeze(child.getTextContent()) + "'";
                    case "message":
                        return "message(" + expected(child) + ")";
                    case "multipart":
                        List<String> parts = new ArrayList<>();
                        for (Node part = child.getFirstChild(); part != null; part = part.getNextSibling()) {
                            if (part instanceof Element e && e.getTagName().equals("body-part")) {
                                parts.add(expected(e));
                            }
                        }
                        // a multipart without parts is a leaf of ours
                        return parts.isEmpty() ? NO_PARTS : parts.toString();
                    default:
                        break;
                }
            }
        }
        return "''";
    }

    private static String actual(MimePart part, byte[] message) {
        return switch (part.kind()) {
            case LEAF ->
                saysMultipart(part, message) ? NO_PARTS : "'" + squeeze(Structures.text(part.body(), message)) + "'";
            case MESSAGE -> "message(" + actual(part.children().get(0), message) + ")";
            case MULTIPART ->
                part.children().stream()
                        .map(p -> actual(p, message))
                        .collect(Collectors.toList())
                        .toString();
        };
    }

    private static boolean saysMultipart(MimePart part, byte[] message) {
        Span header = part.header();
        byte[] octets = Arrays.copyOfRange(message, (int) header.offset(), (int) header.end());
        return HeaderSection.parse(octets, MimeLimits.DEFAULT)
                .first("Content-Type")
                .map(HeaderField::value)
                .filter(value -> value.toLowerCase(Locale.ROOT).startsWith("multipart/"))
                .isPresent();
    }

    private static String squeeze(String text) {
        String squeezed = text.replaceAll("\\s+", "");
        return squeezed.length() > 200 ? squeezed.substring(0, 100) + ".." + squeezed.hashCode() : squeezed;
    }
}
