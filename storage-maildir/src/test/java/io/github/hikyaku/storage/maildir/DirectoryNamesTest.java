package io.github.hikyaku.storage.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailboxName;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Accounts and mailboxes never share a directory, and no name leads out of its parent. */
class DirectoryNamesTest {
    private static final String ALPHABET = "ab.~/\\%&-+,:2e5cAZ \"*%é日\uD83D\uDCEC\u0301";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Sent|.Sent",
                "a/b|.a.b",
                "INBOX/x|.INBOX.x",
                "a.b|.a\\2eb",
                "~root/~x~|.\\7eroot.\\7ex~",
                "a\\b|.a\\5cb",
                "A&B|.A&-B",
                "台北/日本語|.&U,BTFw-.&ZeVnLIqe-",
                "Entwürfe|.Entw&APw-rfe"
            })
    void mailboxesAreNamedAsDovecotDoes(String name, String directory) {
        assertThat(DirectoryNames.ofMailbox(MailboxName.of(name))).isEqualTo(directory);
        assertThat(DirectoryNames.mailboxOf(directory)).contains(MailboxName.of(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "...",
                ".a.",
                "..a",
                ".a..b",
                "a",
                ".INBOX",
                ".inbox.x",
                ".a\\",
                ".a\\2",
                ".a\\2E",
                ".a\\62",
                ".a\\zz",
                ".&",
                ".&AG",
                ".&AGE-",
                ".&AOk",
                ".\u00e9",
                ".~a",
                ".&2D0-",
                ".a/b",
                ".&AA0-"
            })
    void whatIsNotTheOneSpellingOfANameIsNoMailbox(String directory) {
        assertThat(DirectoryNames.mailboxOf(directory)).isEmpty();
    }

    @Test
    void mailboxNamesRoundTripAndNeverMeet() {
        Random random = new Random(4711);
        Map<String, MailboxName> seen = new HashMap<>();
        int made = 0;
        while (made < 20_000) {
            Optional<MailboxName> name = name(random);
            if (name.isEmpty() || name.get().isInbox()) {
                continue;
            }
            made++;
            String directory = DirectoryNames.ofMailbox(name.get());
            assertThat(directory)
                    .matches("\\.[\\x20-\\x7e&&[^/]]+")
                    .doesNotContain("..")
                    .hasSizeLessThan(256);
            assertThat(DirectoryNames.mailboxOf(directory)).contains(name.get());
            MailboxName other = seen.put(directory, name.get());
            assertThat(other == null || other.equals(name.get())).isTrue();
        }
    }

    @Test
    void namesThatLookTheSameAreApart() {
        for (String[] pair : new String[][] {
            {"\u00e9", "e\u0301"},
            {"\u212b", "\u00c5"},
            {"a", "\uff41"},
            {"work", "Work"},
            {"\ufb01", "fi"},
            {"x", "x\u200b"}
        }) {
            assertThat(DirectoryNames.ofMailbox(MailboxName.of(pair[0])))
                    .isNotEqualTo(DirectoryNames.ofMailbox(MailboxName.of(pair[1])));
            assertThat(Spelling.FILE_SYSTEM.write(pair[0])).isNotEqualTo(Spelling.FILE_SYSTEM.write(pair[1]));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a//b", "/a", "a/", "a/..", ".", "a\u0000b", "a\nb", "a\u007f", "a\u0085", "\ud83d", "\ufffe"
            })
    void whatNoNameMayHoldIsNone(String name) {
        assertThatThrownBy(() -> MailboxName.of(name)).isInstanceOf(MailStoreException.class);
    }

    @Test
    void aDirectoryMayHaveTheMostOctetsOfAFileNameAndNoMore() {
        MailboxName longest = MailboxName.of("x".repeat(126) + "/" + "x".repeat(127));
        assertThat(DirectoryNames.ofMailbox(longest)).hasSize(255);
        MailboxName longer = MailboxName.of("x".repeat(127) + "/" + "x".repeat(127));
        assertThatThrownBy(() -> DirectoryNames.ofMailbox(longer)).isInstanceOf(MailStoreException.class);
    }

    private static Optional<MailboxName> name(Random random) {
        try {
            return Optional.of(MailboxName.of(text(random, 1 + random.nextInt(8))));
        } catch (MailStoreException e) {
            return Optional.empty();
        }
    }

    private static String text(Random random, int length) {
        int[] alphabet = ALPHABET.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
        }
        return text.toString();
    }

    @Test
    void accountsNeverMeetAndStayBelowTheRoot() {
        Random random = new Random(4711);
        Map<String, AccountId> seen = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            int length = random.nextInt(50) == 0 ? 200 + random.nextInt(28) : 1 + random.nextInt(6);
            AccountId id = new AccountId(text(random, length));
            String directory = DirectoryNames.ofAccount(id);
            assertThat(directory).matches("[A-Za-z0-9@_+%-][A-Za-z0-9@._+%-]*").hasSizeLessThan(256);
            AccountId other = seen.put(directory, id);
            assertThat(other == null || other.equals(id)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"hoge@example.com,hoge@example.com", "..,%2E.", "a/b,a%2Fb", "%2e,%252e", "é,%C3%A9"})
    void accountsAreNamedByTheirIds(String id, String directory) {
        assertThat(DirectoryNames.ofAccount(new AccountId(id))).isEqualTo(directory);
    }
}
