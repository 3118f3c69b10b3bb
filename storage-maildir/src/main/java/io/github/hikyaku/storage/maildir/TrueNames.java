package io.github.hikyaku.storage.maildir;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Tells whether what is found under a name bears that very name. Not so on a file system that takes upper and lower case
 * for the same, as those of macOS and Windows do: there the directory of {@code Work} is found when that of {@code work}
 * is there, and would be that of two mailboxes.
 */
@FunctionalInterface
interface TrueNames {
    /**
     * Whether a directory lists a file under this very name.
     *
     * @param file one that is there
     */
    boolean has(Path file) throws IOException;

    /** What holds for the directory of a file that is there and whose name has lower-case letters. */
    static TrueNames asFoundBy(Path lowerCase) throws IOException {
        Path upperCase =
                lowerCase.resolveSibling(lowerCase.getFileName().toString().toUpperCase(Locale.ROOT));
        boolean same = Files.exists(upperCase) && Files.isSameFile(lowerCase, upperCase);
        return same ? TrueNames::isListed : file -> true;
    }

    private static boolean isListed(Path file) throws IOException {
        String name = file.getFileName().toString();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(file.resolveSibling(""))) {
            for (Path entry : entries) {
                if (entry.getFileName().toString().equals(name)) {
                    return true;
                }
            }
            return false;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }
}
