package io.github.hikyaku.benchmarks;

import io.github.hikyaku.storage.AccountId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * A mail root with one account, whose INBOX was filled by another program. Files are written one by one, or, where only
 * their names matter, are names of a few files.
 */
final class Corpus {
    static final AccountId ACCOUNT = new AccountId(Peer.USER);

    private static final Set<String> DIRECTORIES = Set.of("cur", "new", "tmp");
    private static final String[] FLAGS = {"S", "", "RS", "FS", "FRS", "T"};
    // ext4 allows 65,000.
    private static final int MOST_NAMES = 60_000;
    private static final int FIRST_SECOND = 1_600_000_000;

    private final Path root;
    private final int count;

    private Corpus(Path root, int count) throws IOException {
        this.root = root;
        this.count = count;
        for (String directory : DIRECTORIES) {
            Files.createDirectories(maildir().resolve(directory));
        }
    }

    /** As programs other than Dovecot deliver: lines end with LF, and names say nothing of sizes. */
    static Corpus foreign(Path root, int count, int size) throws IOException {
        Corpus corpus = new Corpus(root, count);
        byte[] message = new String(Wire.message(size), StandardCharsets.US_ASCII)
                .replace("\r\n", "\n")
                .getBytes(StandardCharsets.US_ASCII);
        corpus.write(message, "");
        return corpus;
    }

    /** As this store and Dovecot write: lines end with CRLF, and names tell the size. */
    static Corpus own(Path root, int count, int size) throws IOException {
        Corpus corpus = new Corpus(root, count);
        corpus.write(Wire.message(size), ",S=" + size + ",W=" + size);
        return corpus;
    }

    /** As {@link #own}, of a few files with many names each: quickly made, for what does not read messages. */
    static Corpus linked(Path root, int count) throws IOException {
        Corpus corpus = new Corpus(root, count);
        byte[] message = Wire.message(1024);
        String sizes = ",S=" + message.length + ",W=" + message.length;
        Path file = root;
        for (int i = 0; i < count; i++) {
            Path name = corpus.name(i, sizes);
            if (i % MOST_NAMES == 0) {
                file = Files.write(name, message);
            } else {
                Files.createLink(name, file);
            }
        }
        return corpus;
    }

    private void write(byte[] message, String sizes) throws IOException {
        for (int i = 0; i < count; i++) {
            Files.write(name(i, sizes), message);
        }
    }

    private Path name(int i, String sizes) {
        return maildir()
                .resolve("cur")
                .resolve(String.format(
                        Locale.ROOT,
                        "%d.M%dP4711Q%d.mx.peer.example%s:2,%s",
                        FIRST_SECOND + 60L * i,
                        i % 1_000_000,
                        i,
                        sizes,
                        FLAGS[i % FLAGS.length]));
    }

    Path root() {
        return root;
    }

    Path maildir() {
        return root.resolve(Peer.USER);
    }

    int count() {
        return count;
    }

    /** Removes all that a store wrote beside the messages, so that it meets the mailbox for the first time again. */
    void forget() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(maildir())) {
            for (Path entry : entries) {
                if (!DIRECTORIES.contains(entry.getFileName().toString())) {
                    Place.delete(entry);
                }
            }
        }
    }
}
