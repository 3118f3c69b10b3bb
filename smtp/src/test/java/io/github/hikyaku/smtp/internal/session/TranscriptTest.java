package io.github.hikyaku.smtp.internal.session;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every dialogue under {@code transcripts/} goes as written down. */
class TranscriptTest {
    private static Path folder() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(TranscriptTest.class.getResource("/transcripts"))
                .toURI());
    }

    static Stream<String> transcripts() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(folder())) {
            List<String> names =
                    files.map(file -> file.getFileName().toString()).sorted().toList();
            return names.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void goesAsWrittenDown(String name) throws IOException, URISyntaxException {
        Transcript.run(Files.readAllLines(folder().resolve(name)));
    }

    @Test
    void aReplyThatIsNotAsWrittenDownIsSeen() {
        assertThatThrownBy(() -> Transcript.run(List.of("S: 220 mx.example.org ESMTP", "C: NOOP", "S: 250 2.0.0 No")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("250 2.0.0 Ok");
    }
}
