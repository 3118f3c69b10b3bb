package io.github.hikyaku.storage.maildir;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.UidSet;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Gives out UIDVALIDITYs, each above all that the account's mailboxes ever had. The last one is kept in the two files
 * that Dovecot keeps it in: {@code dovecot-uidvalidity} has it as eight hexadecimal digits, and the name of the empty
 * {@code dovecot-uidvalidity.XXXXXXXX} ends in it.
 */
final class UidValidities {
    private static final String NAME = "dovecot-uidvalidity";

    private final Path account;
    private final Disk disk;
    // A leaf: nothing else is locked under it.
    private final ReentrantLock lock = new ReentrantLock();

    UidValidities(Path account, Disk disk) {
        this.account = account;
        this.disk = disk;
    }

    long next() {
        lock.lock();
        try {
            Path file = account.resolve(NAME);
            Path marker = null;
            long last = parse(new String(Disk.readIfThere(file, Disk.FEW_LINES), US_ASCII).trim());
            try (DirectoryStream<Path> markers = Files.newDirectoryStream(
                    account, entry -> entry.getFileName().toString().startsWith(NAME + "."))) {
                for (Path found : markers) {
                    long value = parse(found.getFileName().toString().substring(NAME.length() + 1));
                    marker = value > 0 ? found : marker;
                    last = Math.max(last, value);
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
            long next = Math.max(last + 1, System.currentTimeMillis() / 1000);
            if (next > UidSet.MAX_UID) {
                throw new MailStoreException(Kind.LIMIT_REACHED, "There is no UIDVALIDITY left in " + account);
            }
            String digits = String.format(Locale.ROOT, "%08x", next);
            disk.replace(file, digits.getBytes(US_ASCII));
            Path renamed = account.resolve(NAME + "." + digits);
            if (marker == null) {
                disk.write(renamed);
            } else {
                Files.move(marker, renamed, StandardCopyOption.ATOMIC_MOVE);
            }
            return next;
        } catch (IOException e) {
            throw Disk.failure("Giving out a UIDVALIDITY in " + account, e);
        } finally {
            lock.unlock();
        }
    }

    private static long parse(String digits) {
        try {
            return digits.length() == 8 ? Long.parseLong(digits, 16) : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
