package io.github.hikyaku.account.file;

import java.nio.file.Path;

/**
 * Something in a file that cannot be used as it is.
 *
 * @param file which
 * @param line from 1, or 0 for the file as a whole
 * @param what a sentence for the operator; never a secret
 */
public record FileProblem(Path file, int line, String what) {
    @Override
    public String toString() {
        return file + (line == 0 ? "" : " line " + line) + ": " + what;
    }
}
