package io.github.hikyaku.storage.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailboxName;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A segment has one spelling, no other has the same, and in the file system's layout it is that of no other file. */
class SpellingTest {
    private static final String[] PIECES = {
        "a",
        "B",
        ".",
        "~",
        "\\",
        "%",
        "&",
        "-",
        "+",
        ",",
        ":",
        "2e",
        "5c",
        "cur",
        "new",
        "tmp",
        "dovecot",
        "subscriptions",
        "hikyaku",
        "maildirsize",
        "maildirfolder",
        "INBOX",
        "inbox",
        " ",
        "\"",
        "*",
        "é",
        "e\u0301",
        "日",
        "\uD83D\uDCEC"
    };

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Sent|Sent",
                "a.b|a.b",
                ".hidden|\\2ehidden",
                "...|\\2e..",
                "~root|\\7eroot",
                "a~b|a~b",
                "a\\b|a\\5cb",
                "cur|\\63ur",
                "new|\\6eew",
                "tmp|\\74mp",
                "News|News",
                "Cur|Cur",
                "current|current",
                "dovecot|dovecot",
                "dovecot-uidlist|\\64ovecot-uidlist",
                "dovecot.index.log|\\64ovecot.index.log",
                "subscriptions|\\73ubscriptions",
                "subscriptions.lock|\\73ubscriptions.lock",
                "maildirsize|\\6daildirsize",
                "maildirfolder|\\6daildirfolder",
                "hikyaku-special-use|\\68ikyaku-special-use",
                "A&B|A&-B",
                "日本語|&ZeVnLIqe-",
                "z:2,S|z:2,S"
            })
    void directoriesAreNamedAsDovecotDoesUnlessAFileMayHaveTheName(String segment, String spelt) {
        assertThat(Spelling.FILE_SYSTEM.write(segment)).isEqualTo(spelt);
        assertThat(Spelling.FILE_SYSTEM.read(spelt)).contains(segment);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".hidden",
                "cur",
                "dovecot-uidlist",
                "~a",
                "a\\2eb",
                "\\2Eb",
                "\\63",
                "\\6",
                "\\",
                "&AGE-",
                "é",
                "\\61"
            })
    void whatIsNotTheOneSpellingIsNone(String spelt) {
        assertThat(Spelling.FILE_SYSTEM.read(spelt)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Spelling.class)
    void segmentsRoundTripAndNeverMeet(Spelling spelling) {
        Random random = new Random(4711);
        Map<String, String> seen = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int pieces = 1 + random.nextInt(5); pieces > 0; pieces--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            String segment = text.toString();
            String spelt = spelling.write(segment);
            assertThat(spelt).matches("[\\x20-\\x7e&&[^/]]+").doesNotStartWith(".");
            assertThat(spelling.read(spelt)).contains(segment);
            String other = seen.put(spelt, segment);
            assertThat(other == null || other.equals(segment)).isTrue();
        }
    }

    @Test
    void inTheFileSystemsLayoutAllDirectoriesLieBelowTheAccountAndApart() {
        Path account = Path.of("/root/account");
        FileSystemTree tree = new FileSystemTree(account, new Disk(false), file -> true);
        Random random = new Random(4711);
        Map<Path, MailboxName> seen = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int pieces = 1 + random.nextInt(6); pieces > 0; pieces--) {
                text.append(random.nextInt(3) == 0 ? "/" : PIECES[random.nextInt(PIECES.length)]);
            }
            MailboxName name;
            try {
                name = MailboxName.of(text.toString());
            } catch (MailStoreException e) {
                continue;
            }
            Path directory = tree.directory(name);
            assertThat(directory.normalize()).isEqualTo(directory).startsWithRaw(account);
            assertThat(directory.equals(account)).isEqualTo(name.isInbox());
            MailboxName other = seen.put(directory, name);
            assertThat(other == null || other.equals(name)).isTrue();
        }
        assertThat(seen).hasSizeGreaterThan(1000);
    }
}
