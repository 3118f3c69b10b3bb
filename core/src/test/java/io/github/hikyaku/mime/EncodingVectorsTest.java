package io.github.hikyaku.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The collected corner cases of encodings, of which each input has to be known here with what it yields. */
class EncodingVectorsTest {
    private static Map<String, Object> vectors = Map.of();

    @BeforeAll
    static void readVectors() throws IOException {
        try (InputStream in = Objects.requireNonNull(EncodingVectorsTest.class.getResourceAsStream("encodings.json"))) {
            vectors = Json.object(Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        }
    }

    private static List<String> inputs(String kind) {
        return Json.list(vectors.get(kind)).stream()
                .map(vector -> (String) Json.object(vector).get("input"))
                .toList();
    }

    private static String decoded(String input, String encoding) {
        try {
            byte[] octets = TransferDecoder.decode(
                            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), encoding)
                    .readAllBytes();
            return new String(octets, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void quotedPrintable() {
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("=3D", "=");
        expected.put("=3d", "=");
        expected.put("a=\r\nb", "ab");
        expected.put("a= \r\nb", "ab");
        expected.put("a=", "a");
        expected.put("=", "");
        expected.put("=Z1", "=Z1");
        expected.put("=4", "=4");
        expected.put("a  \r\n", "a\r\n");
        expected.put("=E9", "\u00e9");
        expected.put("=0D=0A", "\r\n");
        expected.put("caf=C3=A9", "caf\u00c3\u00a9");
        expected.put("a\tb", "a\tb");
        expected.put("==", "=");
        assertThat(inputs("quoted_printable")).containsAll(expected.keySet());
        for (String input : inputs("quoted_printable")) {
            String value = decoded(input, "Quoted-Printable");
            if (input.matches("x{100,}")) {
                assertThat(value).isEqualTo(input);
            } else {
                assertThat(value).as(input).isEqualTo(expected.get(input));
            }
        }
    }

    @Test
    void base64() {
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("", "");
        expected.put("QQ==", "A");
        expected.put("QQ", "A");
        expected.put("QQ=", "A");
        expected.put("Q", "");
        expected.put("QUI=", "AB");
        expected.put("QUJD", "ABC");
        expected.put("QU\r\nJD", "ABC");
        expected.put("Q U J D", "ABC");
        expected.put("QUJD====", "ABC");
        expected.put("QQ==QQ==", "AA");
        expected.put("QU*D", "A@");
        expected.put("QUJD=QUJD", "ABCABC");
        expected.put("-_-_", "");
        expected.put("QR==", "A");
        assertThat(inputs("base64")).containsAll(expected.keySet());
        for (String input : inputs("base64")) {
            if (!input.startsWith("\\x")) {
                assertThat(decoded(input, "BASE64")).as(input).isEqualTo(expected.get(input));
            }
        }
    }

    @Test
    void encodedWords() {
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("=?utf-8?q?caf=C3=A9?=", "café");
        expected.put("=?UTF-8?B?Y2Fmw6k=?=", "café");
        expected.put("=?iso-8859-1?q?a?= =?iso-8859-1?q?b?=", "ab");
        expected.put("=?iso-8859-1?q?a?=\r\n =?iso-8859-1?q?b?=", "ab");
        expected.put("=?iso-8859-1?q?a_b?=", "a b");
        expected.put("=?iso-8859-1?q?a?= b", "a b");
        expected.put("=?utf-8?q?=C3?= =?utf-8?q?=A9?=", "é");
        expected.put("=?utf-8*en?q?a?=", "a");
        expected.put("=?utf-8?q?=0D=0AX:=20y?=", "\r\nX: y");
        expected.put("=?utf-8?q??=", "");
        expected.put("(=?ISO-8859-1?Q?a?=)", "(a)");
        expected.put("(=?ISO-8859-1?Q?a?= b)", "(a b)");
        expected.put("(=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=)", "(ab)");
        expected.put("(=?ISO-8859-1?Q?a_b?=)", "(a b)");
        expected.put("(=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=)", "(a b)");
        List<String> left =
                List.of("=?x-unknown?q?a?=", "=?utf-8?x?a?=", "=?utf-8?q?a b?=", "=?utf-7?q?+AGE-?=", "=??q?a?=");
        assertThat(inputs("encoded_words")).containsAll(expected.keySet()).containsAll(left);
        for (String input : inputs("encoded_words")) {
            String value = HeaderDecoder.decode(input);
            if (!input.contains("...")) {
                assertThat(value).as(input).isEqualTo(left.contains(input) ? input : expected.get(input));
            }
        }
    }

    @Test
    void parameters() {
        Map<String, Map<String, String>> expected = new LinkedHashMap<>();
        expected.put("application/x-stuff", Map.of("title", "This is even more ***fun*** isn't it!"));
        expected.put("a/b; n*=utf-8''%e2%82%ac", Map.of("n", "€"));
        expected.put("a/b; n*1=b; n*0=a", Map.of("n", "ab"));
        expected.put("a/b; n*0=a; n*2=c", Map.of("n", "a"));
        expected.put("a/b; n*0=a; n*0=b", Map.of("n", "a"));
        expected.put("a/b; n*00=a", Map.of());
        expected.put("a/b; n*99999999999=a", Map.of());
        expected.put("a/b; n*=x", Map.of("n", "x"));
        expected.put("a/b; n*=bad''%zz", Map.of("n", "bad''%zz"));
        expected.put("a/b; n*0=a; n*0=a; n*0=a; ", Map.of("n", "a"));
        expected.put("a/b; name=\"a\\\"b\"", Map.of("name", "a\"b"));
        expected.put("a/b; name=a; name=b", Map.of("name", "a"));
        for (String input : inputs("rfc2231")) {
            Parameters parameters = Structures.parse(Structures.octets("Content-Type: " + input + "\n\n"))
                    .fields()
                    .parameters();
            if (!input.endsWith("...")) {
                assertThat(parameters.decoded())
                        .as(input)
                        .isEqualTo(expected.get(input.startsWith("application") ? "application/x-stuff" : input));
            }
        }
    }
}
