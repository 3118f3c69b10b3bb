package io.github.hikyaku.storage.testkit.selftest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The sentences that failing contracts quote stand in the Javadoc of the SPI, word for word. */
class SpiSentencesTest {
    private static final Path KIT = Path.of("src/main/java/io/github/hikyaku/storage/testkit");
    private static final Path SPI = Path.of("../storage-api/src/main/java/io/github/hikyaku/storage");
    private static final Pattern QUOTE = Pattern.compile(
            "says\\(\\s*(\\w+)\\.class,\\s*(\"(?:[^\"\\\\]|\\\\.)*\"(?:\\s*\\+\\s*\"(?:[^\"\\\\]|\\\\.)*\")*)\\s*\\)");

    @Test
    void everyQuotedSentenceStandsInTheSpi() throws IOException {
        assumeTrue(Files.isDirectory(KIT) && Files.isDirectory(SPI), "runs in a checkout of the sources");
        TreeSet<String> missing = new TreeSet<>();
        int quotes = 0;
        int calls = 0;
        for (Path file : kitSources()) {
            String source = Files.readString(file);
            calls += source.split("says\\(", -1).length - 1;
            for (Matcher m = QUOTE.matcher(source); m.find(); ) {
                quotes++;
                String sentence = m.group(2).replaceAll("\"\\s*\\+\\s*\"", "").replaceAll("^\"|\"$", "");
                if (!javadoc(m.group(1)).contains(sentence)) {
                    missing.add(file.getFileName() + ": " + m.group(1) + ": " + sentence);
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(quotes)
                .as("every call but the declaration is understood")
                .isEqualTo(calls - 1)
                .isGreaterThan(100);
    }

    private static List<Path> kitSources() throws IOException {
        try (Stream<Path> files = Files.list(KIT)) {
            return files.filter(f -> f.toString().endsWith(".java")).toList();
        }
    }

    private static String javadoc(String type) throws IOException {
        // A Kind is one of MailStoreException.
        Path file = SPI.resolve((type.equals("Kind") ? "MailStoreException" : type) + ".java");
        return Files.readString(file)
                .replaceAll("\\n\\s*\\* ?", " ")
                .replaceAll("\\{@(?:code|link) ([^}]*)}", "$1")
                .replaceAll("</?\\w+>", "")
                .replace("#commit returns", "commit returns")
                .replaceAll("\\s+", " ");
    }
}
