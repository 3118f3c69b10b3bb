package io.github.hikyaku.imap;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds test data that is kept beside the project and not in it. */
final class SharedData {
    private SharedData() {}

    /**
     * The path of a file of the shared data: below the folder that {@code hikyaku.shared.data} (system property, or
     * {@code HIKYAKU_SHARED_DATA} in the environment) names, else below the nearest {@code shared/data} beside or above
     * the working directory. The file may be absent.
     */
    public static Path path(String name) {
        String configured = System.getProperty("hikyaku.shared.data", System.getenv("HIKYAKU_SHARED_DATA"));
        if (configured != null) {
            return Path.of(configured, name);
        }
        for (@Nullable Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path data = folder.resolve("shared").resolve("data");
            if (Files.isDirectory(data)) {
                return data.resolve(name);
            }
        }
        return Path.of("shared", "data", name);
    }
}
