package io.github.hikyaku.storage.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivacyTest {
    @TempDir
    Path root;

    @Test
    void anAccountThatTheStoreMakesIsItsOwnersAlone() throws IOException {
        try (MaildirFixture mail = new MaildirFixture(root)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(mail.maildir)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void theRightsThatSomebodyGaveAnAccountAreKept() throws IOException {
        Path maildir = MaildirFixture.prepare(root);
        Files.setPosixFilePermissions(maildir, PosixFilePermissions.fromString("rwxr-x---"));
        try (MaildirFixture mail = new MaildirFixture(root)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(mail.maildir)))
                    .isEqualTo("rwxr-x---");
        }
    }
}
