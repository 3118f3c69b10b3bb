package io.github.hikyaku.imap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.engine.memory.SessionHarness;
import io.github.hikyaku.storage.maildir.MaildirStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a session sees of a Maildir that other programs change. */
class ForeignChangesTest {
    private final Fixture fixture = new Fixture();

    @TempDir
    private Path root;

    @BeforeEach
    void useMaildirs() {
        fixture.store = MaildirStore.builder(root).fsync(false).build();
        fixture.deposit("Subject: 1\r\n\r\none\r\n");
        fixture.deposit("Subject: 2\r\n\r\ntwo\r\n");
    }

    @AfterEach
    void close() {
        fixture.store.close();
    }

    private Path maildir() throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(p -> p.endsWith("dovecot-uidlist"))
                    .findFirst()
                    .orElseThrow()
                    .getParent();
        }
    }

    @Test
    void newUidsEndTheSession() throws IOException {
        SessionHarness session = fixture.selected();
        Path list = maildir().resolve("dovecot-uidlist");
        // The same UIDs, for other messages.
        Files.writeString(
                list, Files.readString(list).replaceFirst("V\\d+", "V7").replace("1 :", "3 :"));
        assertThat(session.exchange("a NOOP\r\n"))
                .isEqualTo("a OK NOOP completed\r\n* BYE The selected mailbox is gone\r\n");
        assertThat(session.isClosed()).isTrue();
    }

    @Test
    void noMessageIsRemovedByAnOldUid() throws IOException {
        SessionHarness session = fixture.selected();
        session.exchange("a STORE 1 +FLAGS (\\Deleted)\r\n");
        Path list = maildir().resolve("dovecot-uidlist");
        Files.writeString(list, Files.readString(list).replaceFirst("V\\d+", "V7"));
        assertThat(session.exchange("b EXPUNGE\r\n"))
                .isEqualTo("b NO [NONEXISTENT] The mailbox is gone\r\n* BYE The selected mailbox is gone\r\n");
        assertThat(fixture.inbox().status().messages()).isEqualTo(2);
    }

    @Test
    void aMessageThatAnotherProgramRemovedIsLeftOut() throws IOException {
        SessionHarness session = fixture.selected();
        try (Stream<Path> paths = Files.walk(maildir())) {
            Files.delete(paths.filter(
                            p -> p.getParent().endsWith("new") || p.getParent().endsWith("cur"))
                    .sorted()
                    .findFirst()
                    .orElseThrow());
        }
        assertThat(session.exchange("a FETCH 1:2 BODY.PEEK[TEXT]\r\n"))
                .isEqualTo("* 2 FETCH (BODY[TEXT] {5}\r\ntwo\r\n)\r\n"
                        + "a NO [EXPUNGEISSUED] Some of the messages are gone\r\n");
        assertThat(session.exchange("b NOOP\r\n")).isEqualTo("* 1 EXPUNGE\r\nb OK NOOP completed\r\n");
    }

    @Test
    void aMessageWithBareLineFeedsHasTheSizeThatIsSent() throws IOException {
        SessionHarness session = fixture.selected();
        Files.writeString(maildir().resolve("new/1700000000.1.elsewhere"), "Subject: 3\n\nthree\nend");
        assertThat(session.exchange("a NOOP\r\n")).isEqualTo("* 3 EXISTS\r\n* 3 RECENT\r\na OK NOOP completed\r\n");
        assertThat(session.exchange("b FETCH 3 (RFC822.SIZE BODY.PEEK[])\r\n"))
                .isEqualTo("* 3 FETCH (RFC822.SIZE 24 BODY[] {24}\r\nSubject: 3\r\n\r\nthree\r\nend)\r\n"
                        + "b OK FETCH completed\r\n");
    }
}
