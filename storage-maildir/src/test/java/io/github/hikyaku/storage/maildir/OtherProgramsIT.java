package io.github.hikyaku.storage.maildir;

import static io.github.hikyaku.storage.maildir.MaildirFixture.deposit;
import static io.github.hikyaku.storage.maildir.MaildirFixture.flags;
import static io.github.hikyaku.storage.maildir.MaildirFixture.text;
import static io.github.hikyaku.storage.maildir.MaildirFixture.uids;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxChanges;
import io.github.hikyaku.storage.MailboxInfo;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.UidSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** mutt, Python and a shell work in a Maildir while a session has the mailbox open, which is told of all they do. */
class OtherProgramsIT {
    @TempDir
    Path directory;

    private MaildirFixture mail;
    private Mailbox inbox;

    @BeforeEach
    void open() {
        mail = new MaildirFixture(directory.resolve("root"));
        inbox = mail.inbox();
    }

    @AfterEach
    void close() {
        mail.close();
    }

    private void depositThree() {
        for (String subject : List.of("one", "three", "two")) {
            deposit(inbox, "From: hoge@example.com\r\nSubject: " + subject + "\r\n\r\n" + subject + "\r\n");
        }
    }

    /** Runs mutt, which wants a terminal, on the Maildir: keys are pressed in the order of subjects from the first. */
    private void mutt(Path maildir, String keys) throws IOException {
        Programs.require("mutt", "script");
        Path home = Files.createDirectories(directory.resolve("home"));
        Path settings = home.resolve("muttrc");
        Files.writeString(
                settings,
                "set quit=yes delete=yes move=no mbox_type=maildir wait_key=no mark_old=no sort=subject folder=" + home
                        + "\nset confirmappend=no confirmcreate=no record=\"\"\n");
        String command = "mutt -n -F " + settings + " -f " + maildir + " -e 'push \"<first-entry>" + keys + "<quit>\"'";
        ProcessBuilder builder = Programs.command(home, List.of("script", "-qec", command, "/dev/null"));
        builder.environment().put("TERM", "xterm");
        Programs.run(builder);
    }

    @Test
    void muttFlagsAndDeletes() throws IOException {
        depositThree();
        long before = inbox.status().highestModSeq();
        mutt(mail.maildir, "<flag-message><delete-message>");
        MailboxChanges changes = inbox.changesSince(before);
        assertThat(uids(changes.touched())).containsExactly(1L);
        assertThat(changes.touched().flags(0)).containsExactly(Flag.FLAGGED);
        assertThat(changes.vanished()).isEqualTo(UidSet.of(2));
        assertThat(uids(inbox)).containsExactly(1L, 3L);
        assertThat(text(inbox, 1)).endsWith("one\r\n");
    }

    @Test
    void theFlagsThatMuttLeftInNewOutliveTheClaimOfTheRecentMessages() throws IOException {
        depositThree();
        mutt(mail.maildir, "<flag-message>");
        inbox.claimRecent();
        inbox.store(UidSet.of(1), FlagUpdate.add(Flag.SEEN), Long.MAX_VALUE);
        assertThat(flags(inbox, 1)).containsExactlyInAnyOrder(Flag.FLAGGED, Flag.SEEN);
        mail.close(() -> {});
        assertThat(flags(mail.inbox(), 1)).containsExactlyInAnyOrder(Flag.FLAGGED, Flag.SEEN);
    }

    @Test
    void muttReadsRepliesAndMovesToAnotherMailbox() throws IOException {
        depositThree();
        inbox.store(UidSet.of(3), FlagUpdate.add(Flag.SEEN, Flag.of("work")), Long.MAX_VALUE);
        mail.account().create(MailboxName.of("other"), Set.of());
        long before = inbox.status().highestModSeq();
        mutt(
                mail.maildir,
                "<display-message><exit><set-flag>r<last-entry><set-flag>D<clear-flag>!"
                        + "<first-entry><next-entry><save-message><kill-line>" + mail.maildir.resolve(".other")
                        + "<enter>");
        MailboxChanges changes = inbox.changesSince(before);
        assertThat(flags(inbox, 1)).containsExactlyInAnyOrder(Flag.SEEN, Flag.ANSWERED);
        assertThat(changes.vanished()).isEqualTo(UidSet.of(2, 3));
        Mailbox other = mail.account().open(MailboxName.of("other"));
        assertThat(uids(other)).containsExactly(1L);
        assertThat(text(other, 1)).contains("Subject: three\r\n");
    }

    @Test
    void pythonAddsFlagsAndRemoves() throws IOException {
        Programs.require("python3");
        depositThree();
        Files.writeString(directory.resolve("work.py"), """
                import mailbox, sys
                box = mailbox.Maildir(sys.argv[1], factory=None, create=False)
                for key in list(box.keys()):
                    message = box[key]
                    if message["Subject"] == "one":
                        message.set_subdir("cur")
                        message.set_flags("FS")
                        box[key] = message
                    elif message["Subject"] == "two":
                        box.remove(key)
                new = mailbox.MaildirMessage(b"Subject: four\\n\\nfour\\n")
                box.add(new)
                new.set_subdir("cur")
                new.set_flags("R")
                new.set_date(784041330)
                box.add_folder("folder").add(new)
                box.close()
                """);
        long before = inbox.status().highestModSeq();
        Programs.run(directory, "python3", "work.py", mail.maildir.toString());
        MailboxChanges changes = inbox.changesSince(before);
        assertThat(changes.vanished()).isEqualTo(UidSet.of(3));
        assertThat(uids(changes.touched())).containsExactly(1L, 4L);
        assertThat(flags(inbox, 1)).containsExactlyInAnyOrder(Flag.FLAGGED, Flag.SEEN);
        assertThat(text(inbox, 4)).isEqualTo("Subject: four\r\n\r\nfour\r\n");
        assertThat(mail.account().list())
                .extracting(MailboxInfo::name)
                .containsExactly(MailboxName.INBOX, MailboxName.of("folder"));
        Mailbox folder = mail.account().open(MailboxName.of("folder"));
        assertThat(flags(folder, 1)).containsExactly(Flag.ANSWERED);
        assertThat(folder.view().internalDate(0)).isEqualTo(MaildirFixture.DATE);
    }

    @Test
    void pythonReadsWhatTheStoreWrote() throws IOException {
        Programs.require("python3");
        depositThree();
        deposit(inbox, "Subject: four\r\n\r\nfour\r\n", Flag.SEEN, Flag.FLAGGED, Flag.of("k"));
        Files.writeString(directory.resolve("read.py"), """
                import mailbox, sys
                box = mailbox.Maildir(sys.argv[1], factory=None, create=False)
                for subject, flags, date, folder in sorted(
                        (m["Subject"], m.get_flags(), int(m.get_date()), m.get_subdir()) for m in box):
                    print(subject, flags, date, folder)
                """);
        assertThat(Programs.run(directory, "python3", "read.py", mail.maildir.toString()))
                .isEqualTo("four FSa 784041330 cur\none  784041330 new\nthree  784041330 new\ntwo  784041330 new\n");
    }

    @Test
    void aShellDeliversClaimsFlagsAndRemoves() throws IOException {
        Programs.require("sh");
        deposit(inbox, "Subject: one\r\n\r\n");
        long before = inbox.status().highestModSeq();
        shell("printf 'Subject: two\\n\\ntwo\\n' > tmp/1700000000.two && mv tmp/1700000000.two new/");
        MailboxChanges delivered = inbox.changesSince(before);
        assertThat(uids(delivered.touched())).containsExactly(2L);
        assertThat(delivered.status().recent()).isEqualTo(2);

        before = inbox.status().highestModSeq();
        shell("mv new/1700000000.two cur/1700000000.two:2,FS");
        MailboxChanges claimed = inbox.changesSince(before);
        assertThat(uids(claimed.touched())).containsExactly(2L);
        assertThat(claimed.touched().flags(0)).containsExactlyInAnyOrder(Flag.FLAGGED, Flag.SEEN);
        assertThat(claimed.status().recent()).isEqualTo(1);
        assertThat(text(inbox, 2)).isEqualTo("Subject: two\r\n\r\ntwo\r\n");

        before = inbox.status().highestModSeq();
        shell(
                "cd cur && mv 1700000000.two:2,FS 1700000000.two:2,T && for i in 1 2 3; do"
                        + " printf 'Subject: x\\n' > ../tmp/170000000$i.x && mv ../tmp/170000000$i.x ../new/; done; rm -f ../new/*M*");
        MailboxChanges all = inbox.changesSince(before);
        assertThat(uids(all.touched())).containsExactly(2L, 3L, 4L, 5L);
        assertThat(all.touched().flags(0)).containsExactly(Flag.DELETED);
        assertThat(all.vanished()).isEqualTo(UidSet.of(1));
        assertThat(uids(inbox)).containsExactly(2L, 3L, 4L, 5L);

        before = inbox.status().highestModSeq();
        shell("for file in new/*; do mv $file cur/${file#new/}:2,; done");
        assertThat(inbox.status().recent()).isZero();
        assertThat(inbox.changesSince(before).touched().size()).isZero();
        assertThat(uids(inbox)).containsExactly(2L, 3L, 4L, 5L);
    }

    private void shell(String script) throws IOException {
        Programs.run(mail.maildir, "sh", "-ec", script);
    }
}
