package io.github.hikyaku.storage.maildir;

import static io.github.hikyaku.storage.maildir.MaildirFixture.deposit;
import static io.github.hikyaku.storage.maildir.MaildirFixture.files;
import static io.github.hikyaku.storage.maildir.MaildirFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailboxInfo;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.SpecialUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What mailboxes that are in each other look like on the disk, and what a crash leaves of them. */
class FileSystemTreeTest {
    @TempDir
    Path root;

    private MaildirFixture mail;
    private Path account;

    @BeforeEach
    void open() {
        mail = new MaildirFixture(root, MaildirLayout.FILE_SYSTEM);
        account = mail.maildir;
    }

    @AfterEach
    void close() {
        mail.close();
    }

    private void create(String name) {
        deposit(mail.account().create(MailboxName.of(name), Set.of()), name + "\r\n");
    }

    private List<String> selectable() {
        return mail.account().list().stream()
                .filter(MailboxInfo::selectable)
                .map(info -> info.name().toString())
                .toList();
    }

    @Test
    void mailboxesAreInEachOther() throws IOException {
        create("a/b");
        create("INBOX/x");
        create("cur/new");
        assertThat(files(account.resolve("a/b"))).contains("cur", "new", "tmp", "dovecot-uidlist");
        assertThat(files(account.resolve("a"))).contains("b", "cur", "new", "tmp", "dovecot-uidlist");
        assertThat(files(account.resolve("INBOX"))).containsExactly("x");
        assertThat(files(account.resolve("\\63ur"))).contains("\\6eew");
        assertThat(selectable()).containsExactly("INBOX", "INBOX/x", "a", "a/b", "cur", "cur/new");
    }

    @Test
    void directoriesThatAreNoMailboxesAreParentsOrNothing() throws IOException {
        for (String part : List.of("cur", "new", "tmp")) {
            Files.createDirectories(account.resolve("p/q").resolve(part));
            Files.createDirectories(account.resolve("inbox").resolve(part));
            Files.createDirectories(account.resolve("INBOX").resolve(part));
            Files.createDirectories(account.resolve(".hidden").resolve(part));
        }
        Files.createDirectories(account.resolve("empty/below"));
        Files.createDirectories(account.resolve("half/cur"));
        assertThat(mail.account().list())
                .extracting(info -> info.name().toString())
                .containsExactly("INBOX", "p", "p/q");
        assertThat(selectable()).containsExactly("INBOX", "p/q");
    }

    @Test
    void aDeletedParentLeavesNothingOfItselfAndIsMadeAnew() throws IOException {
        create("a/b");
        long before = mail.account().open(MailboxName.of("a")).status().uidValidity();
        mail.account().delete(MailboxName.of("a"));
        assertThat(files(account.resolve("a"))).containsExactly("b");
        create("a");
        assertThat(mail.account().open(MailboxName.of("a")).status().messages()).isEqualTo(1);
        assertThat(mail.account().open(MailboxName.of("a")).status().uidValidity())
                .isGreaterThan(before);
        assertThat(text(mail.account().open(MailboxName.of("a/b")), 1)).isEqualTo("a/b\r\n");
    }

    @Test
    void parentsThatAreNoMailboxesGoWithTheLastMailboxInThem() throws IOException {
        create("a/b/c");
        create("a/d");
        mail.account().delete(MailboxName.of("a/b"));
        mail.account().delete(MailboxName.of("a"));
        mail.account().rename(MailboxName.of("a/d"), MailboxName.of("e"));
        assertThat(files(account.resolve("a"))).containsExactly("b");
        mail.account().delete(MailboxName.of("a/b/c"));
        assertThat(account.resolve("a")).doesNotExist();
        assertThat(files(account.resolve("tmp"))).isEmpty();
    }

    @Test
    void aTreeIsRenamedOverDirectoriesThatAreEmpty() throws IOException {
        create("a/b");
        Files.createDirectories(account.resolve("x/y/z"));
        mail.account().rename(MailboxName.of("a"), MailboxName.of("x/y"));
        assertThat(selectable()).containsExactly("INBOX", "x", "x/y", "x/y/b");
        assertThat(text(mail.account().open(MailboxName.of("x/y/b")), 1)).isEqualTo("a/b\r\n");
    }

    @Test
    void aDirectoryWithFilesThatMayBeMailIsNotMadeAMailbox() throws IOException {
        Path foreign = Files.createDirectories(account.resolve("a/new")).resolve("1.a");
        Files.writeString(foreign, "mail?");
        assertThat(selectable()).containsExactly("INBOX");
        assertThatThrownBy(() -> create("a")).isInstanceOf(MailStoreException.class);
        assertThat(foreign).hasContent("mail?");
        assertThat(selectable()).containsExactly("INBOX");
    }

    @Test
    void whatACrashLeftIsSwept() throws IOException {
        create("a/b");
        Path half = Files.createDirectories(account.resolve("tmp/..hikyaku-new-1/cur"));
        Path gone = Files.createDirectories(account.resolve("tmp/..hikyaku-gone-2/cur"));
        Files.writeString(gone.resolve("1.a:2,S"), "x");
        mail.close();
        // As if the machine had stopped right after the first step.
        Files.move(account.resolve("a/cur"), account.resolve("a/tmp/..hikyaku-gone"));
        mail.open();
        assertThat(half.getParent()).doesNotExist();
        assertThat(gone.getParent()).doesNotExist();
        assertThat(files(account.resolve("a"))).containsExactly("b");
        assertThat(selectable()).containsExactly("INBOX", "a/b");
    }

    @Test
    void whatIsAMailboxAgainIsNotSwept() throws IOException {
        create("a");
        create("a/b");
        mail.close();
        Files.move(account.resolve("a/cur"), account.resolve("a/tmp/..hikyaku-gone"));
        Files.createDirectory(account.resolve("a/cur"));
        mail.open();
        assertThat(selectable()).containsExactly("INBOX", "a", "a/b");
        assertThat(text(mail.account().open(MailboxName.of("a")), 1)).isEqualTo("a\r\n");
        assertThat(account.resolve("a/tmp/..hikyaku-gone")).doesNotExist();
    }

    @Test
    void specialUsesAreKeptForNamesOfAnyLength() {
        String name = "x".repeat(200) + "/" + "y".repeat(200);
        mail.account().create(MailboxName.of(name), Set.of(SpecialUse.SENT));
        mail.close();
        mail.open();
        assertThat(mail.account().list())
                .filteredOn(info -> info.name().toString().equals(name))
                .singleElement()
                .extracting(MailboxInfo::uses)
                .isEqualTo(Set.of(SpecialUse.SENT));
    }
}
