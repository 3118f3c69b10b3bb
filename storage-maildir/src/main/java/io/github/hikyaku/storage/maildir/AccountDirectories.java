package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where the accounts' directories are: below the root, or where the host says. What it says may come from a directory that
 * others write to, so it counts only below the root and the areas that the host named, and no symbolic link on the way
 * from there is followed.
 */
final class AccountDirectories {
    private final Path root;
    private final Function<AccountId, Optional<Path>> locator;
    private final List<Path> areas = new ArrayList<>();

    /** Makes the areas real paths; they are there already. */
    AccountDirectories(Path root, Function<AccountId, Optional<Path>> locator, List<Path> areas) throws IOException {
        this.root = root;
        this.locator = locator;
        this.areas.add(root);
        for (Path area : areas) {
            this.areas.add(area.toRealPath());
        }
    }

    /** Where the account's directory is. Asks the host, which may take its time: no lock is held. */
    Path of(AccountId id) {
        Optional<Path> located;
        try {
            located = locator.apply(id);
        } catch (MailStoreException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new MailStoreException(Kind.UNAVAILABLE, "Where the mail of " + id + " is cannot be told now", e);
        }
        return located.map(path -> checked(id, path)).orElseGet(() -> root.resolve(DirectoryNames.ofAccount(id)));
    }

    private Path checked(AccountId id, Path located) {
        Path path = root.resolve(located);
        boolean isPlain = path.equals(path.normalize());
        return areas.stream()
                .filter(area -> isPlain && path.startsWith(area) && !path.equals(area))
                .findFirst()
                .map(area -> path)
                .orElseThrow(() -> new MailStoreException(
                        Kind.UNAVAILABLE,
                        "The directory " + located + " of " + id + " does not lie below the mail root or one of "
                                + areas.subList(1, areas.size())));
    }

    /** Makes what is missing between the area and an account's directory, and follows no link there. */
    void prepare(Path directory) throws IOException {
        for (Path area : areas) {
            if (directory.startsWith(area)) {
                Path next = area;
                for (Path name : area.relativize(directory)) {
                    next = next.resolve(name);
                    if (!next.equals(directory) && !Maildirs.isThere(next)) {
                        Disk.makePrivate(next);
                    } else if (!next.equals(directory) && !Maildirs.isDirectory(next)) {
                        throw new MailStoreException(Kind.UNAVAILABLE, next + " is no directory");
                    }
                }
                return;
            }
        }
    }
}
