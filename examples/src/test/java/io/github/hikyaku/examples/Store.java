package io.github.hikyaku.examples;

import java.nio.file.Path;

/** The stores that the example server knows. */
enum Store {
    MAILDIR,
    MEMORY;

    /** The value of {@code --store}. */
    String flag(Path directory) {
        return this == MAILDIR ? "maildir:" + directory.resolve("mail") : "memory";
    }
}
