package io.github.hikyaku.benchmarks;

import java.nio.file.Path;
import java.util.List;

/**
 * How the benchmarks of a store are run.
 *
 * @param place the directory whose file system is measured
 * @param million whether there is a mailbox of a million messages too
 * @param check whether only what does not depend on the machine is looked at
 */
record StoreOptions(Path place, boolean million, boolean check) {
    /**
     * Reads options.
     *
     * @param words those out of {@code --place=directory}, {@code --million} and {@code --check}
     */
    static StoreOptions of(List<String> words) {
        Path place = Path.of("target", "mail");
        boolean million = false;
        boolean check = false;
        for (String word : words) {
            if (word.startsWith("--place=")) {
                place = Path.of(word.substring("--place=".length()));
            } else if (word.equals("--million")) {
                million = true;
            } else if (word.equals("--check")) {
                check = true;
            } else {
                throw new IllegalArgumentException("No such option: " + word);
            }
        }
        return new StoreOptions(place, million, check);
    }
}
