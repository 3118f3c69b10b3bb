package io.github.hikyaku.storage.maildir;

import static io.github.hikyaku.storage.maildir.MaildirFixture.flags;
import static io.github.hikyaku.storage.maildir.MaildirFixture.text;
import static io.github.hikyaku.storage.maildir.MaildirFixture.uids;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxInfo;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.MessageContent;
import io.github.hikyaku.storage.UidSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Maildir that Dovecot or another program wrote opens with all that it holds. */
class ForeignMaildirTest {
    @TempDir
    Path root;

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text, ISO_8859_1);
    }

    @Test
    void dovecotsUidsFlagsKeywordsAndDatesAreKept() throws IOException {
        Path maildir = MaildirFixture.prepare(root);
        write(
                maildir.resolve("dovecot-uidlist"),
                "3 V1275660208 N25022 G3085f01b7f11094c501100008c4a11c1\n"
                        + "25006 :1276528487.M364837P9451.kurkku,S=9,W=12\n"
                        + "25017 W12 :1276533073.M242911P3632.kurkku\n"
                        + "25020 :1276533999.M1P1.gone,S=1,W=1\n");
        write(maildir.resolve("dovecot-keywords"), "0 $Junk\n1 work\n");
        Path first = maildir.resolve("cur/1276528487.M364837P9451.kurkku,S=9,W=12:2,RSb");
        write(first, "A: b\n\nhi\n");
        Files.setLastModifiedTime(first, FileTime.from(Instant.parse("2010-06-14T15:14:47Z")));
        write(maildir.resolve("new/1276533073.M242911P3632.kurkku"), "C: d\r\n\r\nho\r\n");
        try (MaildirFixture mail = new MaildirFixture(root)) {
            Mailbox inbox = mail.inbox();
            MailboxStatus status = inbox.status();
            assertThat(status.uidValidity()).isEqualTo(1275660208);
            assertThat(status.uidNext()).isEqualTo(25022);
            assertThat(status.recent()).isEqualTo(1);
            assertThat(uids(inbox)).containsExactly(25006L, 25017L);
            assertThat(flags(inbox, 25006)).containsExactlyInAnyOrder(Flag.SEEN, Flag.ANSWERED, Flag.of("work"));
            assertThat(inbox.view().internalDate(0)).isEqualTo("2010-06-14T15:14:47Z");
            assertThat(text(inbox, 25006)).isEqualTo("A: b\r\n\r\nhi\r\n");
            assertThat(text(inbox, 25017)).isEqualTo("C: d\r\n\r\nho\r\n");
            assertThat(MaildirFixture.deposit(inbox, "x\r\n").uid()).isEqualTo(25022);
        }
    }

    @Test
    void linesThatEndInLfAreServedWithCrlfAndRightSizes() throws IOException {
        Path maildir = MaildirFixture.prepare(root);
        write(maildir.resolve("new/1.a"), "A: b\n\n.x\r\ny\n\nz");
        write(maildir.resolve("new/2.wrong,S=3,W=4"), "A: b\n\nc\n");
        try (MaildirFixture mail = new MaildirFixture(root)) {
            Mailbox inbox = mail.inbox();
            String expected = "A: b\r\n\r\n.x\r\ny\r\n\r\nz";
            MessageContent content = inbox.content(1);
            assertThat(content.size()).isEqualTo(expected.length());
            assertThat(content.isDotTransparent()).isFalse();
            assertThat(text(inbox, 1)).isEqualTo(expected);
            for (int from = 0; from <= expected.length(); from++) {
                for (int length = 0; length <= expected.length() - from + 1; length++) {
                    try (InputStream in = content.open(from, length)) {
                        String part = expected.substring(from, Math.min(expected.length(), from + length));
                        assertThat(new String(in.readAllBytes(), ISO_8859_1)).isEqualTo(part);
                    }
                }
            }
            assertThat(text(inbox, 2)).isEqualTo("A: b\r\n\r\nc\r\n");
            assertThat(inbox.status().octets()).isEqualTo(expected.length() + 11);
            mail.account().create(MailboxName.of("copies"), java.util.Set.of());
            inbox.copy(UidSet.of(1), MailboxName.of("copies"));
            Mailbox copies = mail.account().open(MailboxName.of("copies"));
            assertThat(text(copies, 1)).isEqualTo(expected);
            assertThat(copies.status().octets()).isEqualTo(expected.length());
        }
    }

    @Test
    void mailboxesAndSubscriptionsOfBothVersionsAreFound() throws IOException {
        Path maildir = MaildirFixture.prepare(root);
        for (String name : new String[] {".Sent", ".a.b&AOk-", ".INBOX.x", ".a\\2eb", "..odd", ".not canonical\\41"}) {
            Files.createDirectories(maildir.resolve(name).resolve("cur"));
            Files.createDirectories(maildir.resolve(name).resolve("new"));
        }
        write(maildir.resolve("subscriptions"), "Sent\na.b&AOk-\nINBOX\n");
        try (MaildirFixture mail = new MaildirFixture(root)) {
            assertThat(mail.account().list().stream().map(info -> info.name().toString()))
                    .containsExactly("INBOX", "INBOX/x", "Sent", "a", "a/bé", "a.b");
            assertThat(mail.account().list().stream()
                            .filter(MailboxInfo::subscribed)
                            .map(info -> info.name().toString()))
                    .containsExactly("INBOX", "Sent", "a/bé");
            mail.account().subscribe(MailboxName.of("a/c"), true);
            mail.account().subscribe(MailboxName.of("Sent"), false);
            assertThat(maildir.resolve("subscriptions")).hasContent("V\t2\n\nINBOX\na\tb&AOk-\na\tc\n");
        }
    }

    @Test
    void courierAndOldDovecotListsOfUidsAreRead() throws IOException {
        Path maildir = MaildirFixture.prepare(root);
        write(maildir.resolve("dovecot-uidlist"), "1 1275660208 9\n5 1.a:2,S\n7 2.b\n");
        write(maildir.resolve("cur/1.a:2,S"), "a\r\n");
        write(maildir.resolve("cur/2.b:2,"), "b\r\n");
        write(maildir.resolve("new/3.c"), "c\r\n");
        try (MaildirFixture mail = new MaildirFixture(root)) {
            assertThat(mail.inbox().status().uidValidity()).isEqualTo(1275660208);
            assertThat(uids(mail.inbox())).containsExactly(5L, 7L, 9L);
        }
    }

    @Test
    void lettersThatNobodyKnowsStayOnTheirMessages() throws IOException {
        Path maildir = MaildirFixture.prepare(root);
        write(maildir.resolve("cur/1.a,S=3,W=3:2,PSzQ"), "a\r\n");
        try (MaildirFixture mail = new MaildirFixture(root)) {
            Mailbox inbox = mail.inbox();
            assertThat(flags(inbox, 1)).containsExactly(Flag.SEEN);
            inbox.store(UidSet.of(1), FlagUpdate.replace(Flag.FLAGGED, Flag.of("k")), Long.MAX_VALUE);
            assertThat(flags(inbox, 1)).containsExactlyInAnyOrder(Flag.FLAGGED, Flag.of("k"));
            assertThat(MaildirFixture.files(maildir.resolve("cur"))).containsExactly("1.a,S=3,W=3:2,FPQaz");
        }
    }

    @Test
    void whatIsNoMessageAndWhatLeadsElsewhereIsPassedOver() throws IOException {
        Path maildir = MaildirFixture.prepare(root);
        Path secret = root.resolve("secret");
        write(secret, "secret\r\n");
        Files.createSymbolicLink(maildir.resolve("cur/1.link:2,S"), secret);
        Files.createSymbolicLink(maildir.resolve("cur/2.link,S=8,W=8:2,S"), secret);
        Files.createDirectories(maildir.resolve("cur/3.directory:2,"));
        write(maildir.resolve("cur/.hidden"), "x");
        Path elsewhere = root.resolve("elsewhere");
        Files.createDirectories(elsewhere.resolve("cur"));
        Files.createDirectories(elsewhere.resolve("new"));
        Files.createSymbolicLink(maildir.resolve(".out"), elsewhere);
        try (MaildirFixture mail = new MaildirFixture(root)) {
            assertThat(mail.inbox().view().size()).isZero();
            assertThat(mail.account().list()).hasSize(1);
        }
    }
}
