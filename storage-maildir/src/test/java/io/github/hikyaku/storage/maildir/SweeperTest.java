package io.github.hikyaku.storage.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash left in tmp/ goes after 36 hours, when a mailbox is opened; all else stays. */
class SweeperTest {
    @TempDir
    Path directory;

    private static Path aged(Path file, Duration age) throws IOException {
        FileTime time = FileTime.from(Instant.now().minus(age));
        Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(time, null, null);
        return file;
    }

    @Test
    void filesGoAfter36Hours() throws IOException {
        Path maildir = MaildirFixture.prepare(directory);
        Path old = aged(Files.writeString(maildir.resolve("tmp/1.old"), "x"), Duration.ofMinutes(36 * 60 + 5));
        Path young = aged(Files.writeString(maildir.resolve("tmp/2.young"), "x"), Duration.ofMinutes(36 * 60 - 5));
        Path read = aged(Files.writeString(maildir.resolve("cur/3.a:2,S"), "x"), Duration.ofDays(400));
        Path unread = aged(Files.writeString(maildir.resolve("new/4.b"), "x"), Duration.ofDays(400));
        try (MaildirFixture mail = new MaildirFixture(directory)) {
            assertThat(mail.inbox().status().messages()).isEqualTo(2);
        }
        assertThat(old).doesNotExist();
        assertThat(young).exists();
        assertThat(read).exists();
        assertThat(unread).exists();
    }

    @Test
    void linksGoAsFilesDoAndAreNotFollowed() throws IOException {
        Path tmp = Files.createDirectory(directory.resolve("tmp"));
        Path kept = Files.createDirectory(directory.resolve("kept"));
        Path file = aged(Files.writeString(kept.resolve("file"), "x"), Duration.ofDays(3));
        aged(kept, Duration.ofDays(3));
        Path toFile = aged(Files.createSymbolicLink(tmp.resolve("1.file"), file), Duration.ofDays(3));
        Path toDirectory = aged(Files.createSymbolicLink(tmp.resolve("2.directory"), kept), Duration.ofDays(3));
        Path toOldFromYoung = Files.createSymbolicLink(tmp.resolve("3.young"), file);
        Path below = aged(Files.createDirectory(tmp.resolve("4.directory")), Duration.ofDays(3));
        Sweeper.sweep(tmp);
        assertThat(toFile).doesNotExist();
        assertThat(Files.isSymbolicLink(toFile)).isFalse();
        assertThat(Files.isSymbolicLink(toDirectory)).isFalse();
        assertThat(Files.isSymbolicLink(toOldFromYoung)).isTrue();
        assertThat(below).exists();
        assertThat(file).exists();
    }

    @Test
    void aLinkInPlaceOfTmpIsNotSwept() throws IOException {
        Path kept = Files.createDirectory(directory.resolve("kept"));
        Path file = aged(Files.writeString(kept.resolve("file"), "x"), Duration.ofDays(3));
        Path tmp = Files.createSymbolicLink(directory.resolve("tmp"), kept);
        Sweeper.sweep(tmp);
        assertThat(file).exists();
    }
}
