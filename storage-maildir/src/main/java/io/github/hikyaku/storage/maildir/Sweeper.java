package io.github.hikyaku.storage.maildir;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Removes what a crash left in tmp/: files that nobody touched for 36 hours, by the Maildir convention. A link is removed
 * as a file, and is not followed.
 */
final class Sweeper {
    private static final long OLD_NANOS = TimeUnit.HOURS.toNanos(36);

    private Sweeper() {}

    static void sweep(Path directory) {
        if (!Maildirs.isDirectory(directory)) {
            return;
        }
        long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                Stamp stamp = Stamp.of(entry);
                if (stamp.exists() && now - stamp.nanos() > OLD_NANOS && !Maildirs.isDirectory(entry)) {
                    Files.deleteIfExists(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Next time.
        }
    }
}
