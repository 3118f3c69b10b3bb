package io.github.hikyaku.storage.maildir;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.Metadata;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file with the annotations of a mailbox or an account: a line for each, its name, a space, and the value in base64. Its
 * lock is a leaf.
 */
final class MetadataFile {
    /** Of a mailbox. */
    static final String MAILBOX = "hikyaku-metadata";
    /** Of an account, whose directory is that of INBOX too. */
    static final String ACCOUNT = "hikyaku-account-metadata";

    private final Path file;
    private final Disk disk;
    private final ReentrantLock lock = new ReentrantLock();

    MetadataFile(Path file, Disk disk) {
        this.file = file;
        this.disk = disk;
    }

    Map<String, byte[]> read() {
        lock.lock();
        try {
            return parse();
        } catch (IOException e) {
            throw Disk.failure("Reading " + file, e);
        } finally {
            lock.unlock();
        }
    }

    private Map<String, byte[]> parse() throws IOException {
        Map<String, byte[]> entries = new TreeMap<>();
        for (String line : new String(Disk.readIfThere(file, Disk.MANY_LINES), US_ASCII).split("\n")) {
            int space = line.indexOf(' ');
            if (space > 0) {
                try {
                    entries.put(
                            Metadata.checkName(line.substring(0, space)),
                            Base64.getDecoder().decode(line.substring(space + 1)));
                } catch (IllegalArgumentException | MailStoreException e) {
                    throw new MailStoreException(Kind.CORRUPT, file + " has a line that is none of ours", e);
                }
            }
        }
        return entries;
    }

    void set(Map<String, Optional<byte[]>> changes) {
        lock.lock();
        try {
            Map<String, byte[]> entries = parse();
            changes.forEach((name, value) -> {
                String entry = Metadata.checkName(name);
                if (value.isEmpty()) {
                    entries.remove(entry);
                } else if (value.get().length > Metadata.MAX_OCTETS) {
                    throw new MailStoreException(
                            Kind.LIMIT_REACHED, "A value has at most " + Metadata.MAX_OCTETS + " octets");
                } else {
                    entries.put(entry, value.get());
                }
            });
            if (entries.size() > Metadata.MAX_ENTRIES) {
                throw new MailStoreException(Kind.LIMIT_REACHED, "At most " + Metadata.MAX_ENTRIES + " entries");
            }
            StringBuilder text = new StringBuilder();
            entries.forEach((name, value) -> text.append(name)
                    .append(' ')
                    .append(Base64.getEncoder().encodeToString(value))
                    .append('\n'));
            byte[] octets = text.toString().getBytes(US_ASCII);
            disk.replace(file, Disk.checkSize(octets, Disk.MANY_LINES, file));
        } catch (IOException e) {
            throw Disk.failure("Writing " + file, e);
        } finally {
            lock.unlock();
        }
    }
}
