package io.github.hikyaku.precis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.hikyaku.address.SharedData;
import io.github.hikyaku.mime.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The results of another implementation, for the profiles that we have, and its table of all code points. */
class PrecisVectorsTest {
    private static final Map<String, Function<String, Optional<String>>> PROFILES = Map.of(
            "UsernameCaseMapped", Precis::usernameCaseMapped,
            "UsernameCaseMapped:ToLower", Precis::usernameCaseMapped,
            "OpaqueString", Precis::opaqueString,
            "IdentifierClass", text -> allowed(text, CodePoints.Kind.PVALID),
            "FreeFormClass", text -> allowed(text, CodePoints.Kind.FREE_PVAL));

    private static Optional<String> allowed(String text, CodePoints.Kind least) {
        return CodePoints.isAllowed(text, least) ? Optional.of(text) : Optional.empty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UsernameCaseMapped",
                "UsernameCaseMapped:ToLower",
                "OpaqueString",
                "IdentifierClass",
                "FreeFormClass"
            })
    void agreesWithTheResults(String profile) throws IOException {
        List<String> disagreements = new ArrayList<>();
        int count = 0;
        int tooNew = 0;
        for (Object each : Json.list(Json.parse(Files.readString(data("golden.json"))))) {
            Map<String, Object> vector = Json.object(each);
            if (vector.get("profile").equals(profile)) {
                count++;
                Optional<String> expected = vector.get("error").equals("null")
                        ? Optional.of((String) vector.get("output"))
                        : Optional.empty();
                String input = (String) vector.get("input");
                if (!input.codePoints().allMatch(Character::isDefined) && expected.isPresent()) {
                    tooNew++; // of Unicode 14, which JDK 17 does not know
                    continue;
                }
                Optional<String> actual = PROFILES.get(profile).apply(input);
                if (!actual.equals(expected)) {
                    disagreements.add(escaped(input) + " " + vector.get("error") + ", not "
                            + actual.map(PrecisVectorsTest::escaped));
                }
            }
        }
        assertThat(count).isEqualTo(325);
        assertThat(tooNew).isLessThanOrEqualTo(3);
        assertThat(disagreements).isEmpty();
    }

    @Test
    void agreesOnTheKindOfEveryCodePointThatTheJdkKnows() throws IOException {
        List<String> disagreements = new ArrayList<>();
        for (String line : Files.readAllLines(data("derived-props-15.0.txt"))) {
            String[] words = line.split("[ /]");
            String[] range = words[0].split("-");
            int last = Integer.parseInt(range[1], 16);
            for (int c = Integer.parseInt(range[0], 16); c <= last; c++) {
                // What is unassigned to one side and no longer to the other is no matter of rules.
                boolean comparable = Character.isDefined(c) != words[1].equals("UNASSIGNED");
                if (comparable && CodePoints.kind(c) != kind(words[1])) {
                    disagreements.add(Integer.toHexString(c) + " " + line);
                }
            }
        }
        assertThat(disagreements).isEmpty();
    }

    private static CodePoints.Kind kind(String property) {
        return switch (property) {
            case "PVALID" -> CodePoints.Kind.PVALID;
            case "FREE_PVAL" -> CodePoints.Kind.FREE_PVAL;
            case "CONTEXTJ", "CONTEXTO" -> CodePoints.Kind.CONTEXT;
            default -> CodePoints.Kind.DISALLOWED;
        };
    }

    private static Path data(String name) {
        Path path = SharedData.path("precis/" + name);
        assumeTrue(Files.exists(path), "no shared data");
        return path;
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        text.chars().forEach(c -> out.append(c < 0x7f ? "" + (char) c : String.format("\\u%04x", c)));
        return out.toString();
    }
}
