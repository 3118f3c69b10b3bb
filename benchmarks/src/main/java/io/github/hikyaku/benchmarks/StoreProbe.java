package io.github.hikyaku.benchmarks;

import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.maildir.MaildirStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process whose first act is to open a mailbox. */
final class StoreProbe {
    /** The name of a file that is not there: who traces system calls finds it where the opening begins and ends. */
    static final String MARK = "/hikyaku-benchmark-mark";

    private StoreProbe() {}

    /**
     * Opens INBOX.
     *
     * @param args the mail root; with a second word the mark is asked for before and after
     */
    public static void main(String[] args) {
        long entered = System.currentTimeMillis();
        Path root = Path.of(args[0]);
        mark(args);
        long begin = System.nanoTime();
        try (MaildirStore store = MaildirStore.builder(root).build();
                MailAccount account = store.open(Corpus.ACCOUNT)) {
            long built = System.nanoTime();
            Mailbox inbox = account.open(MailboxName.INBOX);
            int size = inbox.view().size();
            long end = System.nanoTime();
            mark(args);
            System.out.println(entered + " " + (built - begin) / 1e6 + " " + (end - begin) / 1e6 + " " + size);
        }
    }

    private static void mark(String[] args) {
        if (args.length > 1) {
            Files.exists(Path.of(MARK));
        }
    }
}
