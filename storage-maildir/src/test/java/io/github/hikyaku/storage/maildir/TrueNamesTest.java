package io.github.hikyaku.storage.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.MailboxName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two names never share a directory where the file system ignores case. Such a one is played here: what it would find
 * under another name is there under that name, and is not listed.
 */
class TrueNamesTest {
    @TempDir
    Path account;

    private final TrueNames onlyLowerCase =
            file -> file.getFileName().toString().chars().noneMatch(Character::isUpperCase);

    @BeforeEach
    void anInbox() throws IOException {
        Maildirs.makeAccount(account, new Disk(false));
    }

    @Test
    void aFileSystemThatIgnoresCaseIsAskedForItsLists() throws IOException {
        Path cur = account.resolve("cur");
        assertThat(TrueNames.asFoundBy(cur).has(account.resolve("NEW"))).isTrue();
        Files.createSymbolicLink(account.resolve("CUR"), cur);
        TrueNames names = TrueNames.asFoundBy(cur);
        assertThat(names.has(account.resolve("NEW"))).isFalse();
        assertThat(names.has(account.resolve("new"))).isTrue();
    }

    @Test
    void anotherDirectoryInCapitalsIsNoSign() throws IOException {
        Files.createDirectory(account.resolve("CUR"));
        TrueNames names = TrueNames.asFoundBy(account.resolve("cur"));
        assertThat(names.has(account.resolve("NEW"))).isTrue();
    }

    @Test
    void inMaildirPlusPlusTheDirectoryOfAnotherIsNotTaken() throws IOException {
        notTaken(new PlusPlusTree(account, new Disk(false), onlyLowerCase), ".Work");
    }

    @Test
    void inTheFileSystemsLayoutTheDirectoryOfAnotherIsNotTaken() throws IOException {
        FileSystemTree tree = new FileSystemTree(account, new Disk(false), onlyLowerCase);
        notTaken(tree, "Work");
        MailboxName below = MailboxName.of("Work/x");
        assertThat(tree.isMailbox(below)).isFalse();
        assertInvalid(tree, below);
    }

    private void notTaken(Tree tree, String directory) throws IOException {
        Maildirs.make(account.resolve(directory), 1, new Disk(false));
        assertThat(tree.isMailbox(MailboxName.of("Work"))).isFalse();
        assertInvalid(tree, MailboxName.of("Work"));
        tree.checkFree(MailboxName.of("other"));
        tree.make(MailboxName.of("other"), 1);
        assertThat(tree.isMailbox(MailboxName.of("other"))).isTrue();
    }

    private static void assertInvalid(Tree tree, MailboxName name) {
        assertThatThrownBy(() -> tree.checkFree(name))
                .isInstanceOfSatisfying(
                        MailStoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NAME_INVALID));
    }
}
