package io.github.hikyaku.mime;

import static io.github.hikyaku.mime.Structures.octets;
import static io.github.hikyaku.mime.Structures.parse;
import static io.github.hikyaku.mime.Structures.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The example of RFC 9051 §6.4.5.1: text, binary, and two messages, of which the second nests deeper. */
class SectionTest {
    private static final byte[] MESSAGE = octets("Content-Type: multipart/mixed; boundary=b\n\n"
            + "--b\n\none\n"
            + "--b\nContent-Type: application/octet-stream\n\ntwo\n"
            + "--b\nContent-Type: message/rfc822\n\nContent-Type: multipart/mixed; boundary=c\n\n"
            + "--c\n\nthree one\n--c\nContent-Type: a/b\n\nthree two\n--c--\n"
            + "--b\nContent-Type: multipart/mixed; boundary=d\n\n"
            + "--d\nContent-Type: image/gif\n\nfour one\n"
            + "--d\nContent-Type: message/rfc822\n\nSubject: x\nContent-Type: text/html\n\nfour two one\n"
            + "--d--\n--b--\n");
    private static final MimePart STRUCTURE = parse(MESSAGE);

    private static List<Integer> numbers(String specifier) {
        return Arrays.stream(specifier.split("\\.")).map(Integer::valueOf).toList();
    }

    @ParameterizedTest
    @CsvSource({"1,one", "2,two", "3.1,three one", "3.2,three two", "4.1,four one", "4.2.1,four two one"})
    void findsBodies(String specifier, String body) {
        assertThat(text(STRUCTURE.section(numbers(specifier)).orElseThrow().body(), MESSAGE))
                .isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "5", "1.1", "2.1", "3.3", "3.1.1", "4.3", "4.2.2", "4.2.1.1", "4.1.1"})
    void findsNothingElse(String specifier) {
        assertThat(STRUCTURE.section(numbers(specifier))).isEmpty();
    }

    @Test
    void findsMimeFieldsAndTheHeaderOfANestedMessage() {
        MimePart part = STRUCTURE.section(List.of(4, 2)).orElseThrow();
        assertThat(text(part.header(), MESSAGE)).isEqualTo("Content-Type: message/rfc822\n\n");
        MimePart message = part.message().orElseThrow();
        assertThat(text(message.header(), MESSAGE)).isEqualTo("Subject: x\nContent-Type: text/html\n\n");
        assertThat(text(message.body(), MESSAGE)).isEqualTo("four two one");
    }

    @Test
    void theOnlyPartOfAPlainMessageIsItsBody() {
        byte[] plain = octets("Subject: x\n\nbody");
        MimePart structure = parse(plain);
        assertThat(text(structure.section(List.of(1)).orElseThrow().body(), plain))
                .isEqualTo("body");
        assertThat(structure.section(List.of(2))).isEmpty();
        assertThat(structure.section(List.of(1, 1))).isEmpty();
        assertThat(structure.section(List.of())).contains(structure);
    }

    @Test
    void aMessageThatIsAMessagePartNestsFromPartOne() {
        byte[] octets = octets("Content-Type: message/rfc822\n\nSubject: x\n\nbody");
        MimePart structure = parse(octets);
        MimePart one = structure.section(List.of(1)).orElseThrow();
        assertThat(text(one.message().orElseThrow().header(), octets)).isEqualTo("Subject: x\n\n");
        assertThat(text(structure.section(List.of(1, 1)).orElseThrow().body(), octets))
                .isEqualTo("body");
    }
}
