package io.github.hikyaku.storage.maildir;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxView;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A store on a directory that the test also works on as another program would. */
final class MaildirFixture implements AutoCloseable {
    static final AccountId ID = new AccountId("hoge@example.com");
    static final Instant DATE = Instant.parse("1994-11-05T13:15:30Z");

    final Path root;
    final Path maildir;
    private final MaildirLayout layout;
    private MaildirStore store;
    private MailAccount account;

    MaildirFixture(Path root) {
        this(root, MaildirLayout.MAILDIR_PLUS_PLUS);
    }

    MaildirFixture(Path root, MaildirLayout layout) {
        this.root = root;
        this.maildir = root.resolve("hoge@example.com");
        this.layout = layout;
        store = MaildirStore.builder(root).layout(layout).fsync(false).build();
        account = store.open(ID);
    }

    /** Directories as another program makes them, before a store is there. */
    static Path prepare(Path root) throws IOException {
        Path maildir = root.resolve("hoge@example.com");
        for (String part : List.of("cur", "new", "tmp")) {
            Files.createDirectories(maildir.resolve(part));
        }
        return maildir;
    }

    MaildirStore store() {
        return store;
    }

    MailAccount account() {
        return account;
    }

    Mailbox inbox() {
        return account.open(MailboxName.INBOX);
    }

    /** Work on files. */
    interface Work {
        void run() throws IOException;
    }

    /** Works on files of the store while it is closed. */
    void whileClosed(Work work) {
        close(() -> {
            try {
                work.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    void close(Runnable meanwhile) {
        close();
        meanwhile.run();
        open();
    }

    void open() {
        store = MaildirStore.builder(root).layout(layout).fsync(false).build();
        account = store.open(ID);
    }

    @Override
    public void close() {
        account.close();
        store.close();
    }

    static Deposit.Receipt deposit(Mailbox mailbox, String text, Flag... flags) {
        try (Deposit deposit = mailbox.deposit(Set.of(flags), DATE)) {
            byte[] octets = text.getBytes(ISO_8859_1);
            deposit.write(octets, 0, octets.length);
            return deposit.commit();
        }
    }

    /** Delivers as a mail delivery agent does. */
    void deliver(String name, String text) throws IOException {
        Path written = maildir.resolve("tmp").resolve(name);
        Files.writeString(written, text, ISO_8859_1);
        Files.move(written, maildir.resolve("new").resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    static String text(Mailbox mailbox, long uid) throws IOException {
        try (InputStream in = mailbox.content(uid).open()) {
            return new String(in.readAllBytes(), ISO_8859_1);
        }
    }

    static List<Long> uids(MailboxView view) {
        return Arrays.stream(view.uids()).boxed().toList();
    }

    static List<Long> uids(Mailbox mailbox) {
        return uids(mailbox.view());
    }

    static Set<Flag> flags(Mailbox mailbox, long uid) {
        MailboxView view = mailbox.view();
        return view.flags(view.row(uid));
    }

    static List<String> files(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}
