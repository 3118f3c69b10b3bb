package io.github.hikyaku.imap.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ModifiedUtf7Test {
    static List<String> lines(String resource) throws IOException {
        try (InputStream in = ModifiedUtf7Test.class.getResourceAsStream(resource)) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("# "))
                    .toList();
        }
    }

    static String unescape(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("\\u", i)) {
                out.append((char) Integer.parseInt(text.substring(i + 2, i + 6), 16));
                i += 5;
            } else {
                out.append(text.charAt(i));
            }
        }
        return out.toString();
    }

    @TestFactory
    Stream<DynamicTest> writesAndReadsEachName() throws IOException {
        return lines("/mutf7-good.txt").stream()
                .map(line -> DynamicTest.dynamicTest(line, () -> {
                    String[] pair = line.split("\t");
                    assertThat(ModifiedUtf7.encode(unescape(pair[0]))).isEqualTo(pair[1]);
                    assertThat(ModifiedUtf7.decode(pair[1])).contains(unescape(pair[0]));
                }));
    }

    @Test
    void readsOnlyWhatItWouldWrite() {
        assertThat(List.of("&", "&AOk", "&AOk=-", "&AO-", "&!!-", "&AGE-", "&AOk-&AOk-", "&AOkA-", "&AOl-", "\u00e9"))
                .allMatch(wire -> ModifiedUtf7.decode(wire).isEmpty());
    }

    @Test
    void noTwoFormsNameOneMailbox() {
        Random random = new Random(7);
        String alphabet = "&-AOkbz,+/ \u00e9";
        for (int i = 0; i < 200_000; i++) {
            StringBuilder wire = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                wire.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            ModifiedUtf7.decode(wire.toString())
                    .ifPresent(name -> assertThat(ModifiedUtf7.encode(name)).isEqualTo(wire.toString()));
        }
    }

    @Test
    void anyTextComesBack() {
        Random random = new Random(8);
        for (int i = 0; i < 20_000; i++) {
            String name = random.ints(random.nextInt(20), 1, 0x2ffff)
                    .filter(c -> c < 0xd800 || c > 0xdfff)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            assertThat(ModifiedUtf7.decode(ModifiedUtf7.encode(name))).contains(name);
        }
    }
}
