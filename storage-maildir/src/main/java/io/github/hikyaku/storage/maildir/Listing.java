package io.github.hikyaku.storage.maildir;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The message files of a Maildir, by their base. */
final class Listing {
    /**
     * A message file.
     *
     * @param name its name
     * @param inNew whether it is in new/, not in cur/
     */
    record Found(String name, boolean inNew) {}

    final Map<String, Found> files = new HashMap<>();

    /** Lists new/ first: what is moved to cur/ in the meantime is then seen twice, not never. */
    static Listing of(Path newDirectory, Path curDirectory) throws IOException {
        Listing listing = new Listing();
        listing.add(newDirectory, true);
        listing.add(curDirectory, false);
        return listing;
    }

    /** The files in new/ alone. */
    static Listing ofNew(Path newDirectory) throws IOException {
        Listing listing = new Listing();
        listing.add(newDirectory, true);
        return listing;
    }

    private void add(Path directory, boolean inNew) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (MessageFileName.isUsable(name)) {
                    // Two files of one message in cur/: whichever comes first in the order of names.
                    files.merge(
                            MessageFileName.base(name),
                            new Found(name, inNew),
                            (a, b) -> a.inNew || (!b.inNew && b.name.compareTo(a.name) < 0) ? b : a);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }
}
