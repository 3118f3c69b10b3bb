package io.github.hikyaku.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.maildir.MaildirStore;
import io.github.hikyaku.storage.mbox.MboxImporter;
import io.github.hikyaku.storage.mbox.MboxQuoting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mail of Python's {@code mailbox} module comes in, and what goes out it can read. */
class MailboxTransferIT {
    private static final String BODY = "Dear fuga,\r\nFrom here\r\n>From there\r\n\r\nthe runners are back!\r\n";
    private static final AccountId ACCOUNT = new AccountId("hoge@example.com");

    @TempDir
    Path dir;

    private void python(Object... arguments) throws IOException {
        Path script = dir.resolve("mailbox_module.py");
        try (InputStream source = getClass().getResourceAsStream("mailbox_module.py")) {
            Files.write(script, source.readAllBytes());
        }
        Program.of(dir, "python3", "-B", script).with(arguments).run().ok();
    }

    private Program.Result transfer(Object... arguments) {
        return Program.java(dir, "-cp", System.getProperty("java.class.path"), MailboxTransfer.class.getName())
                .with(dir.resolve("store"), ACCOUNT)
                .with(arguments)
                .run();
    }

    @BeforeEach
    void pythonWritesMailboxes() throws IOException {
        python("write", "mbox", "Maildir");
    }

    private static String text(Mailbox mailbox, int row) throws IOException {
        try (InputStream in = mailbox.content(mailbox.view().uid(row)).open()) {
            return new String(in.readAllBytes(), ISO_8859_1);
        }
    }

    private static String letter(String subject) {
        return "Return-Path: <hoge@example.com>\r\nSubject: " + subject + "\r\n\r\n" + BODY;
    }

    @Test
    void anMboxOfPythonComesInWithItsFlagsAndDates() throws IOException {
        // Python quotes as mboxo, so nobody can tell that ">From there" was in the message.
        try (MaildirStore store = MaildirStore.at(dir.resolve("store"));
                MailAccount account = store.open(ACCOUNT);
                InputStream mbox = Files.newInputStream(dir.resolve("mbox"))) {
            Mailbox inbox = account.open(MailboxName.INBOX);
            MboxImporter.create().quoting(MboxQuoting.MBOXO).run(mbox, inbox);
            MailboxView view = inbox.view();
            assertThat(view.size()).isEqualTo(4);
            assertThat(view.flags(0)).isEqualTo(Set.of(Flag.SEEN));
            assertThat(view.flags(1)).isEqualTo(Set.of(Flag.SEEN, Flag.ANSWERED, Flag.FLAGGED));
            assertThat(view.flags(3)).isEqualTo(Set.of(Flag.DELETED));
            assertThat(view.internalDate(3)).isEqualTo("1996-01-03T01:05:33Z");
            assertThat(text(inbox, 2)).isEqualTo(letter("mbox 2").replace("\r\n>From", "\r\nFrom"));
        }
    }

    @Test
    void theProgramImportsAndExportsAnMbox() throws IOException {
        assertThat(transfer("import-mbox", "mbox", "old/mail").ok().text())
                .isEqualTo("4 messages imported into old/mail\n");
        assertThat(transfer("export-mbox", "out", "old/mail").ok().text()).isEqualTo("4 messages exported\n");
        python("read", "out");
    }

    @Test
    void theProgramImportsAMaildirOfPython() throws IOException {
        assertThat(transfer("import-maildir", "Maildir").ok().text())
                .isEqualTo("4 messages imported into 2 mailboxes\n");
        try (MaildirStore store = MaildirStore.at(dir.resolve("store"));
                MailAccount account = store.open(ACCOUNT)) {
            Mailbox inbox = account.open(MailboxName.INBOX);
            MailboxView view = inbox.view();
            assertThat(view.size()).isEqualTo(3);
            assertThat(view.flags(0)).isEqualTo(Set.of(Flag.SEEN));
            assertThat(view.flags(1)).isEqualTo(Set.of(Flag.SEEN, Flag.ANSWERED, Flag.FLAGGED));
            assertThat(view.flags(2)).isEqualTo(Set.of(Flag.DELETED));
            assertThat(view.internalDate(1)).isEqualTo("1996-01-03T01:05:31Z");
            assertThat(text(inbox, 1)).isEqualTo(letter("maildir 1"));
            assertThat(text(account.open(MailboxName.of("Sent")), 0)).isEqualTo(letter("sent"));
        }
    }

    @Test
    void aWrongCallIsAnsweredWithAnExitCode() {
        assertThat(transfer("import-mbox").exit(2).errors()).startsWith("usage:");
        assertThat(transfer("export-mbox", "mbox").exit(1).errors()).contains("mbox");
        assertThat(transfer("import-mbox", "mailbox_module.py").exit(1).errors())
                .contains("at octet 0");
    }
}
