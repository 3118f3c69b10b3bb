package io.github.hikyaku.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** fetchmail takes fuga's mail from the server, over POP3 and IMAP, with STARTTLS and with TLS from the first octet. */
class FetchmailIT extends WithExampleServer {
    private void submitTwo() throws Exception {
        submit(Letter.about("runners"));
        submit(Letter.about("letters"));
    }

    private static TreeSet<String> subjects(Fetchmail fetchmail) throws IOException {
        TreeSet<String> subjects = new TreeSet<>();
        for (var file : fetchmail.messages()) {
            Files.readString(file)
                    .lines()
                    .filter(line -> line.startsWith("Subject: "))
                    .forEach(subjects::add);
        }
        return subjects;
    }

    @ParameterizedTest
    @ValueSource(strings = {"pop3", "pop3s", "imap", "imaps"})
    void takesAllMessagesAndLeavesNone(String service) throws Exception {
        submitTwo();
        Fetchmail fetchmail = new Fetchmail(server, dir, service);

        fetchmail.fetch();

        assertThat(subjects(fetchmail)).containsExactly("Subject: letters", "Subject: runners");
        fetchmail.fetchNothing();
        try (RawClient client = imap()) {
            assertThat(client.imap("s", "SELECT INBOX")).contains("* 0 EXISTS");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pop3", "pop3s", "imap", "imaps"})
    void takesOnlyWhatIsNewIfItKeepsMessagesOnTheServer(String service) throws Exception {
        submitTwo();
        Fetchmail fetchmail = new Fetchmail(server, dir, service);
        fetchmail.fetch("--keep", "--uidl");
        fetchmail.fetchNothing("--keep", "--uidl");

        submit(Letter.about("plans"));
        fetchmail.fetch("--keep", "--uidl");

        assertThat(subjects(fetchmail)).containsExactly("Subject: letters", "Subject: plans", "Subject: runners");
        assertThat(fetchmail.messages()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pop3", "imap"})
    void onlyLooks(String service) throws Exception {
        submitTwo();
        Fetchmail fetchmail = new Fetchmail(server, dir, service);

        assertThat(fetchmail.fetch("--check").text()).contains("2 messages for fuga@example.com");

        assertThat(fetchmail.messages()).isEmpty();
    }
}
