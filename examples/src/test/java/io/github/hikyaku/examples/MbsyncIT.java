package io.github.hikyaku.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** mbsync keeps fuga's mailboxes and a Maildir on this machine the same, in both directions. */
class MbsyncIT extends WithExampleServer {
    private Mbsync mbsync;

    @BeforeEach
    void twoMessagesAreInTheInbox() throws Exception {
        mbsync = new Mbsync(server, dir, "imap");
        submit(Letter.about("runners"));
        submit(Letter.PLAIN);
    }

    /** The lines that answer a command of fuga's in a mailbox, without the last one. */
    private List<String> onServer(String mailbox, String command) throws Exception {
        try (RawClient client = imap()) {
            client.imap("s", "SELECT " + mailbox);
            List<String> lines = client.imap("c", command);
            assertThat(lines.get(lines.size() - 1)).startsWith("c OK ");
            return lines.subList(0, lines.size() - 1);
        }
    }

    private Path message(String subject) throws IOException {
        for (Path file : mbsync.messages("INBOX")) {
            if (Files.readString(file).contains("Subject: " + subject + "\n")) {
                return file;
            }
        }
        throw new AssertionError("no message about " + subject);
    }

    private static void setFlags(Path file, String flags) throws IOException {
        String name = file.getFileName().toString().replaceFirst(":2,.*", "") + ":2," + flags;
        Files.move(file, file.resolveSibling("../cur").resolve(name));
    }

    @Test
    void aSecondRunTransfersNothing() throws Exception {
        mbsync.sync();
        List<Path> first = mbsync.messages("INBOX");
        List<String> status = onServer("INBOX", "STATUS INBOX (MESSAGES UIDNEXT UIDVALIDITY UNSEEN)");

        mbsync.sync();

        assertThat(first).hasSize(2);
        assertThat(mbsync.messages("INBOX")).isEqualTo(first);
        assertThat(onServer("INBOX", "STATUS INBOX (MESSAGES UIDNEXT UIDVALIDITY UNSEEN)"))
                .isEqualTo(status);
    }

    @Test
    void whatArrivesLaterFollows() throws Exception {
        mbsync.sync();
        submit(Letter.about("letters"));

        mbsync.sync();

        assertThat(message("letters")).exists();
        assertThat(mbsync.messages("INBOX")).hasSize(3);
    }

    @Test
    void flagsFollowFromTheServer() throws Exception {
        mbsync.sync();
        onServer("INBOX", "STORE 1 +FLAGS (\\Seen \\Flagged)");

        mbsync.sync();

        assertThat(message("runners").getFileName().toString()).endsWith(":2,FS");
    }

    @Test
    void flagsFollowToTheServer() throws Exception {
        mbsync.sync();
        setFlags(message("runners"), "RS");

        mbsync.sync();

        assertThat(onServer("INBOX", "SEARCH SEEN ANSWERED")).containsExactly("* SEARCH 1");
    }

    @Test
    void anExpungeFollowsFromTheServer() throws Exception {
        mbsync.sync();
        onServer("INBOX", "STORE 1 +FLAGS.SILENT (\\Deleted)");
        assertThat(onServer("INBOX", "EXPUNGE")).contains("* 1 EXPUNGE");

        mbsync.sync();

        assertThat(mbsync.messages("INBOX")).hasSize(1);
        assertThat(message("The runners are back")).exists();
    }

    @Test
    void aDeletionFollowsToTheServer() throws Exception {
        mbsync.sync();
        Files.delete(message("runners"));

        mbsync.sync();

        assertThat(onServer("INBOX", "SEARCH SUBJECT runners")).containsExactly("* SEARCH 1");
        assertThat(onServer("INBOX", "STATUS INBOX (MESSAGES)")).containsExactly("* STATUS INBOX (MESSAGES 1)");
    }

    @Test
    void aMessageMadeHereGoesToTheServer() throws Exception {
        mbsync.sync();
        String letter = Letter.about("letters").replace("\r\n", "\n");
        Files.writeString(mbsync.folder("INBOX").resolve("new/1738380896.letters.example"), letter);

        mbsync.sync();

        String read = String.join("\n", onServer("INBOX", "FETCH 3 BODY.PEEK[]"));
        // mbsync marks what it has copied by a header field of its own.
        assertThat(read.replaceFirst("X-TUID: \\S+\n", "")).contains(letter.strip());
    }

    @Test
    void mailboxesFollowInBothDirections() throws Exception {
        onServer("INBOX", "CREATE \"Sent Mail\"");
        onServer("INBOX", "CREATE work/2025");
        onServer("INBOX", "COPY 2 work/2025");
        mbsync.sync();

        assertThat(mbsync.messages("work/2025")).hasSize(1);
        assertThat(mbsync.folder("Sent Mail")).isDirectory();

        for (String part : List.of("cur", "new", "tmp")) {
            Files.createDirectories(mbsync.folder("plans").resolve(part));
        }
        Path plan = mbsync.folder("plans").resolve("cur/1738380896.plan.example:2,FS");
        Files.writeString(plan, Letter.about("plans").replace("\r\n", "\n"));
        mbsync.sync();

        assertThat(onServer("plans", "SEARCH FLAGGED SEEN SUBJECT plans")).containsExactly("* SEARCH 1");
    }
}
