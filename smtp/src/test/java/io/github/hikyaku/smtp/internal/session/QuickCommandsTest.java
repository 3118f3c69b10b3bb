package io.github.hikyaku.smtp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.message.Envelope;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.message.Origin;
import io.github.hikyaku.message.Recipient;
import io.github.hikyaku.pipeline.IntakeSession;
import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.pipeline.SessionPoint;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuickCommandsTest {
    private static boolean isQuick(String line, Set<SessionPoint> atOnce) {
        IntakeSession intake = new IntakeSession() {
            @Override
            public CompletionStage<Reply> recipient(Origin origin, Envelope envelope, Recipient recipient) {
                return new CompletableFuture<>();
            }

            @Override
            public CompletionStage<Reply> accept(Mail mail) {
                return new CompletableFuture<>();
            }

            @Override
            public boolean answersAtOnce(SessionPoint point) {
                return atOnce.contains(point);
            }
        };
        return QuickCommands.isQuick(line.getBytes(StandardCharsets.ISO_8859_1), intake);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DATA", "data", "NoOp"})
    void commandsThatAskNobodyAreQuick(String line) {
        assertThat(isQuick(line, Set.of())).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "EHLO x, GREETING",
        "helo x, GREETING",
        "lhlo x, GREETING",
        "Mail FROM:<>, MAIL",
        "RCPT TO:<a@b.example>, RECIPIENT",
        "rset, END",
        "quit, END"
    })
    void othersAreIfTheIntakeIsQuickAtTheirPoint(String line, SessionPoint point) {
        assertThat(isQuick(line, EnumSet.allOf(SessionPoint.class))).isTrue();
        assertThat(isQuick(line, EnumSet.complementOf(EnumSet.of(point)))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "QUI", "AUTH PLAIN AAAA", "STARTTLS", "VRFY x", "BDAT 5", "\u0011UIT", "\u00d1UIT", "JUNK"})
    void everythingElseIsNot(String line) {
        assertThat(isQuick(line, EnumSet.allOf(SessionPoint.class))).isFalse();
    }
}
