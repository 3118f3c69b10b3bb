package io.github.hikyaku.storage.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.MailboxName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A Maildir that Dovecot and the store use, in turn or at once. Dovecot must have nothing to complain of in the end. */
abstract class DovecotFixture {
    static final String MESSAGE = "From: hoge@example.com\r\nSubject: x\r\n\r\nLine\r\n\r\n.dot\r\n\r\n";

    @TempDir
    Path directory;

    Dovecot dovecot;
    MaildirFixture mail;

    void use(MaildirLayout layout, String... settings) throws IOException {
        String location = directory.resolve("root/hoge@example.com").toString();
        String suffix = layout == MaildirLayout.FILE_SYSTEM ? ":LAYOUT=fs" : "";
        List<String> all = new ArrayList<>(List.of(settings));
        // Names with dots, as far as the layout has none.
        all.add("mail_plugins = listescape");
        dovecot = new Dovecot(directory.resolve("dovecot"), location + suffix, all.toArray(new String[0]));
        mail = new MaildirFixture(directory.resolve("root"), layout);
    }

    @AfterEach
    void dovecotHasNothingToComplainOf() throws IOException {
        if (mail != null) {
            mail.close();
            assertThat(dovecot.complaints()).isEmpty();
        }
    }

    Snapshot ours(String mailbox) throws IOException {
        return Snapshot.of(mail.account().open(MailboxName.of(mailbox)));
    }

    Snapshot theirs(String mailbox) throws IOException {
        try (DovecotDialogue imap = dovecot.open()) {
            return Snapshot.of(imap, ModifiedUtf7.encode(mailbox));
        }
    }
}
