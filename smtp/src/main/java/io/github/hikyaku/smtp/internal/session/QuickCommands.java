package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.pipeline.MailIntake;

/**
 * The commands whose meaning waits for nothing, so that the engine may run them on an I/O thread. A verb that is not
 * among them is run by a worker, and so must be every command that asks a disk, a directory, DNS or the host.
 */
final class QuickCommands {
    private static final int LETTERS = 0xdfdfdfdf; // takes ASCII letters to capitals

    private QuickCommands() {}

    /** Whether the command line is such a command. */
    static boolean isQuick(byte[] line, MailIntake intake) {
        if (line.length < 4) {
            return false;
        }
        int verb = (line[0] << 24 | (line[1] & 0xff) << 16 | (line[2] & 0xff) << 8 | line[3] & 0xff) & LETTERS;
        return switch (verb) {
            case 'E' << 24 | 'H' << 16 | 'L' << 8 | 'O',
                    'H' << 24 | 'E' << 16 | 'L' << 8 | 'O',
                    'M' << 24 | 'A' << 16 | 'I' << 8 | 'L',
                    'D' << 24 | 'A' << 16 | 'T' << 8 | 'A',
                    'R' << 24 | 'S' << 16 | 'E' << 8 | 'T',
                    'N' << 24 | 'O' << 16 | 'O' << 8 | 'P',
                    'Q' << 24 | 'U' << 16 | 'I' << 8 | 'T' -> true;
            case 'R' << 24 | 'C' << 16 | 'P' << 8 | 'T' -> intake.judgesAtOnce();
            default -> false;
        };
    }
}
