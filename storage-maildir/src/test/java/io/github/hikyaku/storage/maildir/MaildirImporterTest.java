package io.github.hikyaku.storage.maildir;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxInfo;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.SpecialUse;
import io.github.hikyaku.storage.memory.MemoryMailStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another program's Maildir becomes in an account of any store. */
class MaildirImporterTest {
    private static final AccountId ID = new AccountId("hoge@example.com");

    @TempDir
    Path maildir;

    private final MailAccount account = MemoryMailStore.create().open(ID);

    @BeforeEach
    void makeMaildir() throws IOException {
        make(maildir);
    }

    private static Path make(Path directory) throws IOException {
        for (String part : List.of("tmp", "new", "cur")) {
            Files.createDirectories(directory.resolve(part));
        }
        return directory;
    }

    private static Path write(Path file, String text) throws IOException {
        return Files.writeString(file, text, ISO_8859_1);
    }

    private Mailbox inbox() {
        return account.open(MailboxName.INBOX);
    }

    private static List<String> texts(Mailbox mailbox) throws IOException {
        List<String> texts = new ArrayList<>();
        for (long uid : mailbox.view().uids()) {
            texts.add(MaildirFixture.text(mailbox, uid));
        }
        return texts;
    }

    @Test
    void messagesArriveOldestFirstWithFlagsDatesAndCrlf() throws IOException {
        write(maildir.resolve("dovecot-keywords"), "0 $Junk\n1 work\n");
        Path late = write(maildir.resolve("cur/1276533073.b:2,PRSb"), "A: late\n\nx\n");
        Files.setLastModifiedTime(late, FileTime.from(Instant.parse("2010-06-14T15:14:47Z")));
        write(maildir.resolve("cur/1276528487.a:2,DFTaz"), "A: early\r\n\r\nx\r\n");
        write(maildir.resolve("new/1276533074.c"), "A: new\n");
        assertThat(MaildirImporter.run(maildir, account)).isEqualTo(new MaildirImporter.Report(1, 3, 0, List.of()));
        assertThat(texts(inbox())).containsExactly("A: early\r\n\r\nx\r\n", "A: late\r\n\r\nx\r\n", "A: new\r\n");
        MailboxView view = inbox().view();
        assertThat(view.flags(0)).isEqualTo(Set.of(Flag.DRAFT, Flag.FLAGGED, Flag.DELETED, Flag.of("$Junk")));
        assertThat(view.flags(1)).isEqualTo(Set.of(Flag.ANSWERED, Flag.SEEN, Flag.of("$Forwarded"), Flag.of("work")));
        assertThat(view.flags(2)).isEmpty();
        assertThat(view.internalDate(1)).isEqualTo("2010-06-14T15:14:47Z");
    }

    @Test
    void messagesOfOneSecondArriveInTheOrderOfTheirMicroseconds() throws IOException {
        write(maildir.resolve("cur/5.M100000P1.x:2,"), "A: third\n");
        write(maildir.resolve("cur/5.M9P1.x:2,"), "A: second\n");
        write(maildir.resolve("new/5.x"), "A: first\n");
        write(maildir.resolve("new/5.M99999999999999999999"), "A: fourth\n");
        MaildirImporter.run(maildir, account);
        assertThat(texts(inbox())).containsExactly("A: first\r\n", "A: second\r\n", "A: third\r\n", "A: fourth\r\n");
    }

    @Test
    void aTreeBecomesMailboxesWithTheirUsesAndSubscriptions() throws IOException {
        write(make(maildir.resolve(".a.b&AOk-")).resolve("cur/1.x:2,S"), "A: b\n");
        make(maildir.resolve(".Sent"));
        write(maildir.resolve("hikyaku-special-use"), "\\Sent .Sent\n");
        write(maildir.resolve("subscriptions"), "V\t2\n\na\tb&AOk-\ngone\n");
        account.create(MailboxName.of("Sent"), Set.of());
        MaildirImporter.Report report = MaildirImporter.run(maildir, account);
        assertThat(report.mailboxes()).isEqualTo(3);
        assertThat(account.list().stream()
                        .filter(MailboxInfo::selectable)
                        .map(info -> info.name().toString()))
                .containsExactly("INBOX", "Sent", "a", "a/b\u00e9");
        assertThat(account.list().stream()
                        .filter(MailboxInfo::subscribed)
                        .map(info -> info.name().toString()))
                .containsExactly("a/b\u00e9", "gone");
        assertThat(texts(account.open(MailboxName.of("a/b\u00e9")))).containsExactly("A: b\r\n");
    }

    @Test
    void specialUsesGoToMailboxesThatAreMade() throws IOException {
        make(maildir.resolve(".Sent"));
        write(maildir.resolve("hikyaku-special-use"), "\\Sent .Sent\n");
        MaildirImporter.run(maildir, account);
        assertThat(account.list().get(1).uses()).containsExactly(SpecialUse.SENT);
    }

    @Test
    void whatIsNoMessageIsReportedAndLeftOut() throws IOException {
        Path directory = Files.createDirectory(maildir.resolve("cur/1.directory"));
        Path outside = write(maildir.resolve("secret"), "not mail\n");
        Path link = Files.createSymbolicLink(maildir.resolve("cur/2.link:2,"), outside);
        Path name = make(maildir.resolve(".a..b"));
        write(maildir.resolve("cur/.nfs001"), "not mail\n");
        Files.createSymbolicLink(maildir.resolve(".linked"), make(maildir.resolve("elsewhere")));
        write(maildir.resolve("cur/3.good:2,"), "A: b\n");
        MaildirImporter.Report report = MaildirImporter.run(maildir, account);
        assertThat(report.skipped()).containsExactlyInAnyOrder(directory, link, name);
        assertThat(report.messages()).isEqualTo(1);
        assertThat(texts(inbox())).containsExactly("A: b\r\n");
        assertThat(account.list()).hasSize(1);
    }

    @Test
    void whatIsNoMaildirIsRefused() {
        assertThatThrownBy(() -> MaildirImporter.run(maildir.resolve("nowhere"), account))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no Maildir");
    }

    @Test
    void anAccountThatIsFullEndsTheImportAndWhatCameBeforeStays() throws IOException {
        write(maildir.resolve("cur/1.a:2,"), "A: b\n");
        write(maildir.resolve("cur/2.b:2,"), "A: c\n");
        MailAccount small = MemoryMailStore.builder().quota(1000, 1).build().open(ID);
        assertThatThrownBy(() -> MaildirImporter.run(maildir, small)).isInstanceOf(MailStoreException.class);
        assertThat(texts(small.open(MailboxName.INBOX))).containsExactly("A: b\r\n");
    }

    @Test
    void whatAStoreWroteComesBack(@TempDir Path root) throws IOException {
        Random random = new Random(5);
        Flag[] flags = {Flag.SEEN, Flag.ANSWERED, Flag.FLAGGED, Flag.DELETED, Flag.DRAFT, Flag.of("$a"), Flag.of("b")};
        try (MaildirFixture original = new MaildirFixture(root)) {
            for (int i = 0; i < 40; i++) {
                Flag flag = flags[random.nextInt(flags.length)];
                MaildirFixture.deposit(
                        original.inbox(), "A: " + i + "\r\n\r\n" + "x\r\n".repeat(random.nextInt(99)), flag);
            }
            MaildirImporter.run(original.maildir, account);
            MailboxView expected = original.inbox().view();
            MailboxView view = inbox().view();
            // Those of one second come in any order.
            assertThat(texts(inbox())).containsExactlyInAnyOrderElementsOf(texts(original.inbox()));
            assertThat(view.size()).isEqualTo(40);
            for (int row = 0; row < 40; row++) {
                String text = MaildirFixture.text(inbox(), view.uid(row));
                int same = texts(original.inbox()).indexOf(text);
                assertThat(view.flags(row)).isEqualTo(expected.flags(same));
                assertThat(view.internalDate(row)).isEqualTo(expected.internalDate(same));
            }
        }
    }
}
