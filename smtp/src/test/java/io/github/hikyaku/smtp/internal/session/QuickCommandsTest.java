package io.github.hikyaku.smtp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.address.ForwardPath;
import io.github.hikyaku.address.ReversePath;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.message.Origin;
import io.github.hikyaku.pipeline.MailIntake;
import io.github.hikyaku.pipeline.Reply;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuickCommandsTest {
    private static boolean isQuick(String line, boolean inMemory) {
        MailIntake intake = new MailIntake() {
            @Override
            public CompletionStage<Reply> recipient(Origin origin, ReversePath reversePath, ForwardPath recipient) {
                return new CompletableFuture<>();
            }

            @Override
            public CompletionStage<Reply> accept(Mail mail) {
                return new CompletableFuture<>();
            }

            @Override
            public boolean judgesAtOnce() {
                return inMemory;
            }
        };
        return QuickCommands.isQuick(line.getBytes(StandardCharsets.ISO_8859_1), intake);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EHLO x", "helo x", "Mail FROM:<>", "DATA", "rSeT", "NOOP", "quit"})
    void commandsThatAskNobodyAreQuick(String line) {
        assertThat(isQuick(line, false)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RCPT TO:<a@b.example>", "rcpt"})
    void recipientsAreQuickIfTheDirectoryIsInMemory(String line) {
        assertThat(isQuick(line, false)).isFalse();
        assertThat(isQuick(line, true)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "QUI", "AUTH PLAIN AAAA", "STARTTLS", "VRFY x", "BDAT 5", "\u0011UIT", "\u00d1UIT", "JUNK"})
    void everythingElseIsNot(String line) {
        assertThat(isQuick(line, true)).isFalse();
    }
}
