package io.github.hikyaku.storage.maildir;

import static io.github.hikyaku.storage.maildir.MaildirFixture.deposit;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxInfo;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.UidSet;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What Dovecot wrote opens in the store with all that it holds, and what the store wrote in Dovecot. */
class DovecotIT extends DovecotFixture {
    @ParameterizedTest
    @CsvSource({"MAILDIR_PLUS_PLUS,no", "MAILDIR_PLUS_PLUS,yes", "FILE_SYSTEM,no"})
    void whatDovecotWroteOpensWithAllThatItHolds(MaildirLayout layout, String crlf) throws IOException {
        use(layout, "mail_save_crlf = " + crlf);
        mail.close();
        try (DovecotDialogue imap = dovecot.open()) {
            imap.append("INBOX", "(\\Seen $Junk) \"05-Nov-1994 08:15:30 -0500\"", MESSAGE);
            imap.append(
                    "INBOX", "(\\Answered \\Flagged \\Draft \\Deleted work) \"01-Jan-2020 00:00:00 +0000\"", MESSAGE);
            imap.append("INBOX", "", "Subject: gone\r\n\r\n");
            imap.append("INBOX", "", "Subject: no body\r\n");
            imap.append("INBOX", "", "Subject: \u00e9\r\n\r\n\u00ff no end of line");
            imap.ok("CREATE \"Sent\"");
            imap.ok("SELECT INBOX");
            imap.ok("UID STORE 3 +FLAGS (\\Deleted)");
            imap.ok("UID EXPUNGE 3");
            imap.ok("UID COPY 1:2 Sent");
            imap.ok("UID COPY 1 Sent");
            imap.ok("SELECT Sent");
            imap.ok("UID STORE 2 FLAGS (other)");
            imap.ok("UID MOVE 1 INBOX");
        }
        mail.open();
        assertThat(ours("INBOX").uids()).containsExactly(1L, 2L, 4L, 5L, 6L);
        assertThat(ours("INBOX").messages().get(0).flags()).containsExactlyInAnyOrder("\\Seen", "$Junk");
        assertThat(ours("Sent").uids()).containsExactly(2L, 3L);
        assertThat(ours("INBOX")).isEqualTo(theirs("INBOX"));
        assertThat(ours("Sent")).isEqualTo(theirs("Sent"));
    }

    @ParameterizedTest
    @CsvSource({"MAILDIR_PLUS_PLUS,no", "MAILDIR_PLUS_PLUS,yes", "FILE_SYSTEM,no"})
    void whatTheStoreWroteOpensInDovecotWithAllThatItHolds(MaildirLayout layout, String crlf) throws IOException {
        use(layout, "mail_save_crlf = " + crlf);
        Mailbox inbox = mail.inbox();
        deposit(inbox, MESSAGE, Flag.SEEN, Flag.of("$Junk"));
        deposit(inbox, MESSAGE, Flag.ANSWERED, Flag.FLAGGED, Flag.DRAFT, Flag.DELETED, Flag.of("work"));
        deposit(inbox, "Subject: gone\r\n\r\n");
        deposit(inbox, "Subject: no body\r\n");
        deposit(inbox, "Subject: \u00e9\r\n\r\n\u00ff no end of line");
        deposit(inbox, "Subject: large\r\n\r\n" + "0123456789\r\n".repeat(20_000));
        Mailbox sent = mail.account().create(MailboxName.of("Sent"), Set.of());
        inbox.expunge(UidSet.of(3));
        inbox.copy(UidSet.range(1, 2), MailboxName.of("Sent"));
        inbox.copy(UidSet.of(1), MailboxName.of("Sent"));
        sent.store(UidSet.of(2), FlagUpdate.replace(Flag.of("other")), Long.MAX_VALUE);
        sent.move(UidSet.of(1), MailboxName.INBOX);
        Snapshot inboxBefore = ours("INBOX");
        Snapshot sentBefore = ours("Sent");
        mail.close();
        assertThat(theirs("INBOX").uids()).containsExactly(1L, 2L, 4L, 5L, 6L, 7L);
        assertThat(theirs("INBOX")).isEqualTo(inboxBefore);
        assertThat(theirs("Sent")).isEqualTo(sentBefore);
        mail.open();
        assertThat(ours("INBOX")).isEqualTo(inboxBefore);
    }

    private static final List<String> NAMES = List.of(
            "a b/c d", "~root", "x/~y", "日本/é", "A&B", "a.b/c.d", "INBOX/below", "Archive/2024/05", "a\\b", "z:2,S");

    @ParameterizedTest
    @EnumSource(MaildirLayout.class)
    void mailboxesAndSubscriptionsThatDovecotMadeAreListed(MaildirLayout layout) throws IOException {
        use(layout);
        try (DovecotDialogue imap = dovecot.open()) {
            for (String name : NAMES) {
                imap.ok("CREATE " + quoted(name));
            }
            imap.ok("SUBSCRIBE " + quoted("a.b/c.d"));
            imap.ok("SUBSCRIBE " + quoted("日本/é"));
            imap.ok("SUBSCRIBE INBOX");
            imap.ok("SUBSCRIBE " + quoted("a\\b"));
            imap.ok("DELETE " + quoted("A&B"));
            imap.ok("RENAME " + quoted("Archive") + " " + quoted("Old/mail"));
        }
        Set<String> expected = new TreeSet<>(NAMES);
        expected.removeAll(Set.of("A&B", "Archive/2024/05"));
        expected.addAll(Set.of("INBOX", "Old/mail/2024/05"));
        assertThat(ourMailboxes()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(ourSubscriptions()).containsExactlyInAnyOrder("a.b/c.d", "日本/é", "INBOX", "a\\b");
        assertThat(theirMailboxes()).isEqualTo(ourMailboxes());
        mail.account().subscribe(MailboxName.of("日本/é"), false);
        mail.account().subscribe(MailboxName.of("x/~y"), true);
        assertThat(theirSubscriptions()).isEqualTo(ourSubscriptions());
    }

    @ParameterizedTest
    @EnumSource(MaildirLayout.class)
    void mailboxesAndSubscriptionsOfTheStoreAreListedByDovecot(MaildirLayout layout) throws IOException {
        use(layout);
        for (String name : NAMES) {
            deposit(
                    mail.account().create(MailboxName.of(name), Set.of()),
                    "Subject: " + NAMES.indexOf(name) + "\r\n\r\n");
            mail.account().subscribe(MailboxName.of(name), true);
        }
        mail.account().subscribe(MailboxName.INBOX, true);
        mail.account().subscribe(MailboxName.of("A&B"), false);
        mail.account().rename(MailboxName.of("Archive"), MailboxName.of("Old/mail"));
        mail.account().delete(MailboxName.of("a b"));
        mail.account().delete(MailboxName.of("A&B"));
        assertThat(theirMailboxes()).isEqualTo(ourMailboxes());
        assertThat(theirSubscriptions()).isEqualTo(ourSubscriptions()).hasSize(NAMES.size());
        for (String name : theirMailboxes()) {
            assertThat(theirs(name)).as(name).isEqualTo(ours(name));
        }
    }

    // Dovecot knows parents that are no mailboxes as names that cannot be selected.
    private Set<String> ourMailboxes() {
        return mail.account().list().stream()
                .filter(MailboxInfo::selectable)
                .map(info -> info.name().toString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> ourSubscriptions() {
        return mail.account().list().stream()
                .filter(MailboxInfo::subscribed)
                .map(info -> info.name().toString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> theirMailboxes() throws IOException {
        try (DovecotDialogue imap = dovecot.open()) {
            return imap.ok("LIST \"\" *").stream()
                    .filter(line -> line.startsWith("* LIST ") && !line.contains("\\Noselect"))
                    .map(DovecotIT::name)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private Set<String> theirSubscriptions() throws IOException {
        try (DovecotDialogue imap = dovecot.open()) {
            return imap.ok("LIST (SUBSCRIBED) \"\" *").stream()
                    .filter(line -> line.startsWith("* LIST "))
                    .map(DovecotIT::name)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String name(String list) {
        String name = list.substring(list.indexOf(" \"/\" ") + 5);
        if (name.startsWith("\"")) {
            name = name.substring(1, name.length() - 1).replace("\\\\", "\\");
        }
        return ModifiedUtf7.decode(name).orElseThrow();
    }

    private static String quoted(String name) {
        return "\"" + ModifiedUtf7.encode(name).replace("\\", "\\\\") + "\"";
    }
}
