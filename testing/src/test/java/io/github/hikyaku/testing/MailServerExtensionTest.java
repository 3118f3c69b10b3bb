package io.github.hikyaku.testing;

import static io.github.hikyaku.testing.MailMatcher.from;
import static io.github.hikyaku.testing.MailMatcher.subject;
import static io.github.hikyaku.testing.MailMatcher.subjectContaining;
import static io.github.hikyaku.testing.MailMatcher.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

class MailServerExtensionTest {
    private static final String BOB = "bob@test.example";

    @RegisterExtension
    static final MailServerExtension mail =
            MailServerExtension.withUser(BOB, "secret").user("eve@test.example", "secret");

    @Test
    void aMailIsThereBeforeItsSenderGoesOn() throws Exception {
        Letters.send(mail.smtp(), BOB, "Welcome, Bob", "Hello,\nBob!\n");
        assertThat(mail.received()).hasSize(1);
        ReceivedMail welcome = mail.await(to(BOB), Duration.ZERO);
        assertThat(welcome.subject()).isEqualTo("Welcome, Bob");
        assertThat(welcome.text()).isEqualTo("Hello,\nBob!");
        assertThat(welcome.reversePath()).isEqualTo("app@sender.example");
        assertThat(welcome.recipients()).containsExactly(BOB);
        assertThat(welcome.origin().peer().service()).isEqualTo("smtp");
    }

    /** The limits that keep an open server safe do not apply to a test on its own machine. */
    @Test
    void aThousandMailsInARowAreNotThrottled() throws Exception {
        for (int i = 0; i < 1000; i++) {
            Letters.send(mail.smtp(), BOB, "mail " + i, "");
        }
        assertThat(mail.received()).hasSize(1000);
    }

    @Test
    void noUserHasSubmittedTooMuch() throws Exception {
        Letters.submit(mail.submission(), BOB, "secret", BOB, 1_001);

        assertThat(mail.received()).hasSize(1_001);
    }

    @Test
    void decodesWhatWasSentAndKeepsTheOctets() throws Exception {
        Letters.sendWithAttachment(mail.smtp(), BOB);
        ReceivedMail received = mail.await(subject("飛脚").and(from("app@sender.example")));
        assertThat(received.text()).isEqualTo("Grüße");
        assertThat(received.html()).isEqualTo("<p>Grüße</p>");
        assertThat(received.parts()).hasSize(3);
        assertThat(received.attachments()).singleElement().satisfies(part -> {
            assertThat(part.filename()).contains("data.bin");
            assertThat(part.contentType()).isEqualTo("application/octet-stream");
            assertThat(part.content()).containsExactly(0, 1, 2, 0xff);
        });
        assertThat(new String(received.octets(), StandardCharsets.US_ASCII))
                .startsWith("Received: from ")
                .contains("\r\nFrom: app@sender.example\r\n");
        assertThat(received.header("from")).contains("app@sender.example");
    }

    @Test
    void waitsForMailThatIsOnItsWay() throws Exception {
        Thread sender = new Thread(() -> {
            try {
                Letters.send(mail.smtp(), BOB, "first", "");
                Letters.send(mail.smtp(), BOB, "second", "");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        sender.start();
        assertThat(mail.await(subjectContaining("SECOND")).recipients()).containsExactly(BOB);
        sender.join();
    }

    @Test
    void saysWhatCameInstead() throws Exception {
        Letters.send(mail.smtp(), BOB, "Something else", "");
        assertThatThrownBy(() -> mail.await(to("eve@test.example"), Duration.ofMillis(20)))
                .isInstanceOf(AssertionError.class)
                .hasMessage("No mail to eve@test.example came within 20 ms; 1 came:\n"
                        + "  <app@sender.example> to [bob@test.example] \"Something else\"");
    }

    @Test
    void clearingEmptiesTheMailboxesToo() throws Exception {
        Letters.send(mail.smtp(), BOB, "Old", "");
        mail.clear();
        assertThat(mail.received()).isEmpty();
        assertThat(Pop3Count.of(mail.pop3(), BOB, "secret")).isZero();
        Letters.send(mail.smtp(), BOB, "New", "");
        assertThat(Pop3Count.of(mail.pop3(), BOB, "secret")).isEqualTo(1);
    }

    @Test
    void tellsWhatIsWrongWhenNothingRuns() {
        assertThatThrownBy(() -> MailServerExtension.withUser(BOB, "x").smtp())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("@RegisterExtension");
    }

    /** The order of these two does not matter: each begins without mail. */
    @Nested
    class InANestedClass {
        @Test
        void theServerOfTheOuterClassRunsAndIsEmpty() throws Exception {
            assertThat(mail.received()).isEmpty();
            Letters.send(mail.smtp(), BOB, "nested", "");
            assertThat(mail.received()).hasSize(1);
        }

        @Test
        void andAgain() throws Exception {
            theServerOfTheOuterClassRunsAndIsEmpty();
        }
    }

    @Nested
    class PerMethod {
        @RegisterExtension
        final MailServerExtension own = MailServerExtension.withUser("carol@own.example", "secret");

        @Test
        void anInstanceFieldHasAServerForEachTest() throws Exception {
            assertThat(own.smtp().port()).isNotEqualTo(mail.smtp().port());
            Letters.send(own.smtp(), "carol@own.example", "Hi", "");
            assertThat(own.received()).hasSize(1);
            assertThat(mail.received()).isEmpty();
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class PerClassInstance {
        @RegisterExtension
        final MailServerExtension own = MailServerExtension.withUser("carol@own.example", "secret");

        private int port;

        @Test
        void anInstanceFieldOfOneInstanceHasOneServer() {
            assertThat(port).isIn(0, own.smtp().port());
            port = own.smtp().port();
        }

        @Test
        void andTheSameForTheNextTest() {
            anInstanceFieldOfOneInstanceHasOneServer();
        }
    }
}
