package io.github.hikyaku.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.hikyaku.address.AddressList;
import io.github.hikyaku.address.ListedAddress;
import io.github.hikyaku.address.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Header fields beside what another parser made of them. */
class HeaderVectorsTest {
    private static void compare(
            String file, Set<Integer> otherwise, Function<String, Object> actual, Function<Object, Object> expected)
            throws IOException {
        Path data = SharedData.path("mime/stalwart-headers/" + file);
        assumeTrue(Files.exists(data), "no shared data");
        List<Object> vectors = Json.list(Json.parse(Files.readString(data)));
        List<String> disagreements = new ArrayList<>();
        for (int i = 0; i < vectors.size(); i++) {
            Map<String, Object> vector = Json.object(vectors.get(i));
            String header = (String) vector.get("header");
            Object ours = actual.apply(field(header));
            Object theirs = expected.apply(vector.get("expected"));
            if (!ours.equals(theirs) && !otherwise.contains(i)) {
                disagreements.add("\n" + i + " " + header + "\n  expected " + theirs + "\n  actual   " + ours);
            }
        }
        assertThat(disagreements).isEmpty();
    }

    private static String field(String header) {
        byte[] section = ("X: " + header).getBytes(StandardCharsets.UTF_8);
        return HeaderSection.parse(section, MimeLimits.DEFAULT).fields().get(0).value();
    }

    @Test
    void dates() throws IOException {
        // nonsense, a whole Received field, and the zone EST5EDT
        compare(
                "date.json",
                Set.of(10, 12, 14, 28, 30),
                value -> DateTimes.parse(value).map(Object.class::cast).orElse("null"),
                expected -> {
                    if (!(expected instanceof Map)) {
                        return expected;
                    }
                    Map<String, Object> date = Json.object(expected);
                    int zone = number(date, "tz_hour") * 60 + number(date, "tz_minute");
                    return OffsetDateTime.of(
                            number(date, "year"),
                            number(date, "month"),
                            number(date, "day"),
                            number(date, "hour"),
                            number(date, "minute"),
                            number(date, "second"),
                            0,
                            ZoneOffset.ofTotalSeconds((date.get("tz_before_gmt").equals("true") ? -zone : zone) * 60));
                });
    }

    private static int number(Map<String, Object> date, String name) {
        return Math.toIntExact((Long) date.get(name));
    }

    @Test
    void unstructured() throws IOException {
        // the other parser decodes words with spaces in them, and sets spaces around words
        compare(
                "unstructured.json",
                Set.of(5, 21, 22, 24, 25, 26, 27, 28),
                value -> HeaderDecoder.decode(value).replaceAll("\\s+", " "),
                expected -> ((String) expected).replaceAll("\\s+", " "));
    }

    @Test
    void mediaTypes() throws IOException {
        compare(
                "content_type.json",
                // broken in ways that have no right reading
                Set.of(31, 34, 49, 54, 55, 56, 59, 61, 76, 77, 78),
                value -> {
                    byte[] section = Structures.octets("Content-Type: " + value);
                    ContentFields fields = new PartHeader(
                                    HeaderSection.parse(section, MimeLimits.DEFAULT),
                                    MimeLimits.DEFAULT,
                                    new PartHeader.Allowance(100_000))
                            .contentFields(false);
                    return fields.type() + "/" + fields.subtype()
                            + fields.parameters().decoded();
                },
                expected -> {
                    if (!(expected instanceof Map)
                            || Json.object(expected).get("c_subtype").equals("null")) {
                        return "text/plain{charset=us-ascii}";
                    }
                    Map<String, Object> type = Json.object(expected);
                    Map<String, String> parameters = new LinkedHashMap<>();
                    if (type.get("attributes") instanceof List<?> attributes) {
                        attributes.forEach(
                                a -> parameters.put((String) Json.list(a).get(0), (String)
                                        Json.list(a).get(1)));
                    }
                    // the languages of RFC 2231
                    parameters.keySet().removeIf(name -> name.endsWith("-language"));
                    return type.get("c_type") + "/" + type.get("c_subtype") + parameters;
                });
    }

    @Test
    void addresses() throws IOException {
        // the other parser adds comments to names, keeps white space, and reads the URIs of List fields too
        Set<Integer> otherwise = Set.of(8, 9, 10, 11, 13, 14, 22, 37, 38, 39, 40, 41, 43, 44, 45, 46, 47, 55, 56);
        compare(
                "address.json",
                otherwise,
                value -> {
                    StringBuilder out = new StringBuilder();
                    for (ListedAddress entry : AddressList.parse(value)) {
                        if (entry.isGroupStart()) {
                            out.append(text(entry.mailbox())).append(": ");
                        } else if (!entry.isGroupEnd()) {
                            String host = text(entry.host());
                            out.append(text(entry.name()))
                                    .append('<')
                                    .append(text(entry.mailbox()))
                                    .append(host.isEmpty() ? "" : "@" + host)
                                    .append("> ");
                        }
                    }
                    return out.toString();
                },
                expected -> {
                    StringBuilder out = new StringBuilder();
                    if (expected instanceof Map) {
                        Map<String, Object> lists = Json.object(expected);
                        if (lists.get("List") instanceof List<?> list) {
                            list.forEach(a -> append(out, a));
                        }
                        if (lists.get("Group") instanceof List<?> list) {
                            list.forEach(g -> {
                                String name = (String) Json.object(g).get("name");
                                out.append(name.equals("null") ? "" : name + ": ");
                                Json.list(Json.object(g).get("addresses")).forEach(a -> append(out, a));
                            });
                        }
                    }
                    return out.toString();
                });
    }

    private static void append(StringBuilder out, Object address) {
        String name = (String) Json.object(address).get("name");
        out.append(name.equals("null") ? "" : name)
                .append('<')
                .append(Json.object(address).get("address"))
                .append("> ");
    }

    private static String text(@Nullable String octets) {
        return octets == null ? "" : HeaderDecoder.decode(octets);
    }
}
