package io.github.hikyaku.storage.maildir;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;

/** Second names for a message file, or where that cannot be, second files. */
final class Copies {
    private Copies() {}

    /** Makes {@code copy} a file with the octets of {@code original}, on the disk when this returns. */
    static void linkOrCopy(Path original, Path copy, long seconds, Disk disk) throws IOException {
        try {
            Files.createLink(copy, original);
        } catch (NoSuchFileException | FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            // Another file system, too many links, or no links there at all.
            copy(original, copy, seconds, disk);
        }
    }

    private static void copy(Path original, Path copy, long seconds, Disk disk) throws IOException {
        try (FileChannel in = FileChannel.open(original, StandardOpenOption.READ, NOFOLLOW_LINKS);
                FileChannel out = FileChannel.open(
                        copy, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, NOFOLLOW_LINKS)) {
            long size = in.size();
            for (long at = 0; at < size; ) {
                at += in.transferTo(at, Math.min(size - at, 1 << 20), out);
            }
            setDate(copy, seconds);
            disk.sync(out);
        } catch (IOException e) {
            Disk.discard(copy);
            throw e;
        }
    }

    /** Makes the internal date of a message the time of its file, as far as file systems can keep it. */
    static void setDate(Path file, long seconds) throws IOException {
        long kept = Math.max(Integer.MIN_VALUE, Math.min(seconds, 3L * Integer.MAX_VALUE));
        Files.setLastModifiedTime(file, FileTime.from(kept, TimeUnit.SECONDS));
    }
}
