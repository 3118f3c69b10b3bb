package io.github.hikyaku.examples;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxInfo;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.maildir.MaildirImporter;
import io.github.hikyaku.storage.maildir.MaildirStore;
import io.github.hikyaku.storage.mbox.MboxExporter;
import io.github.hikyaku.storage.mbox.MboxImporter;
import io.github.hikyaku.storage.mbox.MboxReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Moves mail into and out of an account of a Maildir store, which a server may be working on at the same time. */
public final class MailboxTransfer {
    private static final String USAGE = """
            usage: MailboxTransfer STORE ACCOUNT import-mbox FILE [MAILBOX]
                   MailboxTransfer STORE ACCOUNT import-maildir DIR
                   MailboxTransfer STORE ACCOUNT export-mbox FILE [MAILBOX]
            STORE is the directory of the store, MAILBOX is INBOX unless given and is made if it is missing.""";

    private MailboxTransfer() {}

    /** Does what the arguments say. Wrong ones are answered with exit code 2, what went wrong with exit code 1. */
    public static void main(String[] args) {
        if (args.length < 4 || args.length > 5) {
            System.err.println(USAGE);
            System.exit(2);
        }
        try (MailStore store = MaildirStore.at(Path.of(args[0]));
                MailAccount account = store.open(new AccountId(args[1]))) {
            Path file = Path.of(args[3]);
            MailboxName mailbox = args.length > 4 ? MailboxName.of(args[4]) : MailboxName.INBOX;
            switch (args[2]) {
                case "import-mbox" -> importMbox(file, openOrCreate(account, mailbox));
                case "import-maildir" -> importMaildir(file, account);
                case "export-mbox" -> exportMbox(account.open(mailbox), file);
                default -> throw new IllegalArgumentException("No such command: " + args[2]);
            }
        } catch (IOException | MailStoreException | IllegalArgumentException e) {
            System.err.println("MailboxTransfer: " + e);
            System.exit(1);
        }
    }

    private static void importMbox(Path file, Mailbox to) throws IOException {
        try (InputStream mbox = Files.newInputStream(file)) {
            MboxReport report = MboxImporter.create().run(mbox, to);
            System.out.println(report.messages() + " messages imported into " + to.name());
            if (report.cutOff()) {
                System.out.println("the file ends within a line: the last message may not be whole");
            }
        }
    }

    private static void importMaildir(Path directory, MailAccount account) throws IOException {
        MaildirImporter.Report report = MaildirImporter.run(directory, account);
        System.out.println(report.messages() + " messages imported into " + report.mailboxes() + " mailboxes");
        report.skipped().forEach(path -> System.out.println("left out: " + path));
    }

    private static void exportMbox(Mailbox from, Path file) throws IOException {
        // Nobody's file is overwritten.
        try (OutputStream mbox = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
            System.out.println(MboxExporter.create().run(from, mbox).size() + " messages exported");
        }
    }

    private static Mailbox openOrCreate(MailAccount account, MailboxName name) {
        boolean isThere = account.list().stream()
                .filter(MailboxInfo::selectable)
                .anyMatch(info -> info.name().equals(name));
        return isThere ? account.open(name) : account.create(name, Set.of());
    }
}
