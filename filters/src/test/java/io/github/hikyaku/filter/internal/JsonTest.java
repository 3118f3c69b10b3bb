package io.github.hikyaku.filter.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private static Object parse(String text) throws ProtocolException {
        return Json.parse(text.getBytes(UTF_8));
    }

    @Test
    void readsEveryKindOfValue() throws ProtocolException {
        assertThat(parse(" { \"a\" : [ 1, -2.5e1, true, false, null, \"x\" ], \"\" : {} ,\"b\":[]} \n"))
                .isEqualTo(Map.of(
                        "a", List.of(1.0, -25.0, true, false, Optional.empty(), "x"), "", Map.of(), "b", List.of()));
    }

    @Test
    void readsEscapesAndOtherScripts() throws ProtocolException {
        assertThat(parse("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\u98db\""))
                .isEqualTo("\"\\/\b\f\n\r\t\u00e9\ud83d\ude00\u98db");
    }

    @Test
    void keepsTheLastOfTwoMembersOfAName() throws ProtocolException {
        assertThat(parse("{\"a\":1,\"a\":2}")).isEqualTo(Map.of("a", 2.0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[",
                "[1",
                "[1,",
                "[1,]",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,}",
                "{a:1}",
                "{1:1}",
                "\"",
                "\"\\",
                "\"\\x\"",
                "\"\\u12",
                "\"\\u12g4\"",
                "\"\\u\uff11\uff12\uff13\uff14\"",
                "\"\n\"",
                "tru",
                "nul",
                "01",
                "1.",
                ".5",
                "-",
                "+1",
                "1e",
                "NaN",
                "Infinity",
                "1 2",
                "{} {}",
                "[1 2]",
                "'a'"
            })
    void refusesWhatIsNoJson(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void refusesWhatIsNestedTooDeeply() throws ProtocolException {
        assertThat(parse("[".repeat(32) + "]".repeat(32))).isInstanceOf(List.class);
        assertThatThrownBy(() -> parse("[".repeat(1_000_000)))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("nested");
    }

    @Test
    void refusesNumbersWithoutEnd() {
        assertThatThrownBy(() -> parse("1".repeat(100_000))).isInstanceOf(ProtocolException.class);
    }
}
