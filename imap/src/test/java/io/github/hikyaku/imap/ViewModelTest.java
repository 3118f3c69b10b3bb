package io.github.hikyaku.imap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.engine.memory.SessionHarness;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.maildir.MaildirStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Several clients work in one mailbox at random. Each believes only what its own session tells it, by the rules of
 * RFC 3501 §7; whenever a client asks for all news, what it believes is what is there.
 */
class ViewModelTest {
    private static final Pattern FLAGS = Pattern.compile("FLAGS \\(([^)]*)\\)");
    private final Fixture fixture = new Fixture();
    private final List<Client> clients = new ArrayList<>();

    /** What a client knows of a message: its flags, or nothing yet. */
    private final class Client {
        final SessionHarness session = fixture.loggedIn();
        final List<Set<String>> flags = new ArrayList<>();
        boolean idle;

        Client() {
            command("SELECT INBOX", false);
            command("FETCH 1:* FLAGS", false);
        }

        void command(String text, boolean expungeMayCome) {
            String replies = session.exchange("c " + text + "\r\n");
            assertThat(replies).matches("(?s).*c (OK|NO|BAD)[^\r\n]*\r\n$");
            hear(replies, expungeMayCome);
        }

        void hear(String replies, boolean expungeMayCome) {
            for (String line : replies.split("\r\n")) {
                Matcher untagged = Pattern.compile("\\* (\\d+) (EXISTS|EXPUNGE|FETCH) ?(.*)")
                        .matcher(line);
                if (!untagged.matches()) {
                    continue;
                }
                int number = Integer.parseInt(untagged.group(1));
                switch (untagged.group(2)) {
                    case "EXISTS" -> {
                        assertThat(number).isGreaterThanOrEqualTo(flags.size());
                        while (flags.size() < number) {
                            flags.add(new TreeSet<>(Set.of("?")));
                        }
                    }
                    case "EXPUNGE" -> {
                        assertThat(expungeMayCome).as(replies).isTrue();
                        flags.remove(number - 1);
                    }
                    default -> {
                        Matcher told = FLAGS.matcher(untagged.group(3));
                        if (told.find()) {
                            flags.set(number - 1, set(told.group(1)));
                        }
                    }
                }
            }
        }

        void catchUp() {
            if (idle) {
                hear(session.exchange("DONE\r\n"), true);
                idle = false;
            }
            command("NOOP", true);
            for (int i = 0; i < flags.size(); i++) {
                if (flags.get(i).contains("?")) {
                    command("FETCH " + (i + 1) + " FLAGS", false);
                }
            }
            MailboxView truth = fixture.inbox().view();
            assertThat(flags).hasSize(truth.size());
            for (int i = 0; i < truth.size(); i++) {
                Set<String> there = new TreeSet<>();
                for (Flag flag : truth.flags(i)) {
                    there.add(flag.name());
                }
                assertThat(flags.get(i)).isEqualTo(there);
            }
            assertThat(session.exchange("c UID SEARCH ALL\r\n"))
                    .startsWith("* SEARCH"
                            + Arrays.stream(truth.uids())
                                    .mapToObj(uid -> " " + uid)
                                    .reduce("", String::concat)
                            + "\r\n");
        }
    }

    private static Set<String> set(String flags) {
        Set<String> set = new TreeSet<>(List.of(flags.split(" ")));
        set.remove("\\Recent");
        set.remove("");
        return set;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatEachClientBelievesIsWhatIsThere(long seed) {
        work(seed, 800);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void alsoInMaildirs(long seed, @TempDir Path folder) {
        try (MailStore store = MaildirStore.builder(folder).fsync(false).build()) {
            fixture.store = store;
            work(seed, 300);
        }
    }

    private void work(long seed, int steps) {
        Random random = new Random(seed);
        for (int i = 0; i < 3; i++) {
            fixture.deposit("a: " + i + "\r\n\r\n");
        }
        for (int i = 0; i < 4; i++) {
            clients.add(new Client());
        }
        String[] flags = {"\\Seen", "\\Deleted", "\\Flagged", "$a", "$b \\Seen"};
        for (int step = 0; step < steps; step++) {
            Client client = clients.get(random.nextInt(clients.size()));
            String flag = flags[random.nextInt(flags.length)];
            int number = 1 + random.nextInt(Math.max(1, client.flags.size()));
            int uid = 1 + random.nextInt(step / 4 + 5);
            if (client.idle) {
                client.catchUp();
                continue;
            }
            switch (random.nextInt(14)) {
                case 0, 1, 2 -> client.command("APPEND INBOX (" + flag + ") {5+}\r\na:b\r\n", true);
                case 3, 4 -> client.command("STORE " + number + " +FLAGS (" + flag + ")", false);
                case 5 -> client.command("STORE " + number + " -FLAGS (" + flag + ")", false);
                case 6 -> client.command("UID STORE " + uid + ":* FLAGS (" + flag + ")", true);
                case 7 -> client.command("EXPUNGE", true);
                case 8 -> client.command("UID EXPUNGE " + uid, true);
                case 9 -> client.command("FETCH " + number + " BODY[]", false);
                case 10 -> client.command("COPY " + number + " INBOX", true);
                case 11 -> client.command("UID MOVE " + uid + " INBOX", true);
                case 12 -> {
                    client.hear(client.session.exchange("i IDLE\r\n"), true);
                    client.idle = true;
                }
                default -> client.catchUp();
            }
            for (Client other : clients) {
                if (other.idle) {
                    other.hear(other.session.read(), true);
                }
            }
        }
        clients.forEach(Client::catchUp);
        clients.forEach(client -> assertThat(client.session.failures()).isEmpty());
    }
}
