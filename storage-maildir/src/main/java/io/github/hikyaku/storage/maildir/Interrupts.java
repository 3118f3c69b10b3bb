package io.github.hikyaku.storage.maildir;

import java.util.function.Supplier;

/**
 * Puts off interrupts: one in the midst of a write closes the file, and would look like a disk that fails to all who share
 * what was written.
 */
final class Interrupts {
    private Interrupts() {}

    /** Runs work that no interrupt disturbs; the thread is interrupted again afterwards. */
    static <T> T putOff(Supplier<T> work) {
        boolean interrupted = Thread.interrupted();
        try {
            return work.get();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
