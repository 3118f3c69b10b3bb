package io.github.hikyaku.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.hikyaku.address.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Broken messages beside what another lenient parser made of them: the offsets of headers and bodies. */
class MalformedMessagesTest {
    /**
     * Where the other parser drops empty parts, lets a multipart without close delimiter run on, matches boundaries by
     * their beginning, takes a base64 text apart, or counts from another variant of the file.
     */
    private static final Set<String> OTHERWISE =
            Set.of("000", "001", "004", "007", "008", "009", "011", "012", "016", "018", "019", "020", "021", "022");

    @Test
    void agreesWithTheOffsetsOfAnotherParser() throws IOException {
        Path folder = SharedData.path("mime/dovecot-malformed");
        assumeTrue(Files.isDirectory(folder), "no shared data");
        Map<String, String> disagreements = new TreeMap<>();
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(f -> f.toString().endsWith(".eml")).sorted().toList();
        }
        for (Path file : files) {
            String name = file.getFileName().toString().replace(".eml", "");
            byte[] octets = Files.readAllBytes(file);
            compare(name, octets, folder.resolve(name + ".json"), disagreements);
            String crlf = new String(octets, StandardCharsets.ISO_8859_1)
                    .replace("\r", "")
                    .replace("\n", "\r\n");
            compare(name + ".crlf", Structures.octets(crlf), folder.resolve(name + ".crlf.json"), disagreements);
        }
        assertThat(files).hasSizeGreaterThan(10);
        assertThat(disagreements).isEmpty();
    }

    private static void compare(String name, byte[] octets, Path json, Map<String, String> disagreements)
            throws IOException {
        MimePart structure = Structures.parse(octets);
        Structures.checkInvariants(structure, octets);
        List<String> expected = new ArrayList<>();
        expected(Json.object(Json.parse(Files.readString(json))), expected);
        List<String> actual = new ArrayList<>();
        actual(structure, actual);
        if (!actual.equals(expected) && !OTHERWISE.contains(name.substring(0, 3))) {
            disagreements.put(name, "\nexpected " + expected + "\nactual   " + actual);
        }
    }

    private static void expected(Map<String, Object> message, List<String> out) {
        for (Object part : Json.list(message.get("parts"))) {
            Map<String, Object> fields = Json.object(part);
            out.add(fields.get("offset_header") + "-" + fields.get("offset_body") + "-" + fields.get("offset_end"));
            if (fields.get("body") instanceof Map<?, ?> body && body.containsKey("Message")) {
                expected(Json.object(body.get("Message")), out);
            }
        }
    }

    private static void actual(MimePart part, List<String> out) {
        out.add(part.header().offset() + "-" + part.body().offset() + "-"
                + part.body().end());
        part.children().forEach(child -> actual(child, out));
    }
}
