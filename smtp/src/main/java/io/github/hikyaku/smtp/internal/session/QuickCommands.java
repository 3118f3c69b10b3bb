package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.pipeline.IntakeSession;
import io.github.hikyaku.pipeline.SessionPoint;

/**
 * The commands whose meaning waits for nothing but, at most, what the intake does, so that the engine may run them on an
 * I/O thread. A verb that is not among them is run by a worker, and so must be every command that asks a disk, DNS or the
 * host.
 */
final class QuickCommands {
    private static final int LETTERS = 0xdfdfdfdf; // takes ASCII letters to capitals

    private QuickCommands() {}

    /** Whether the command line is such a command. */
    static boolean isQuick(byte[] line, IntakeSession intake) {
        if (line.length < 4) {
            return false;
        }
        int verb = (line[0] << 24 | (line[1] & 0xff) << 16 | (line[2] & 0xff) << 8 | line[3] & 0xff) & LETTERS;
        return switch (verb) {
            case 'E' << 24 | 'H' << 16 | 'L' << 8 | 'O',
                    'H' << 24 | 'E' << 16 | 'L' << 8 | 'O',
                    'L' << 24 | 'H' << 16 | 'L' << 8 | 'O' ->
                intake.answersAtOnce(SessionPoint.END) && intake.answersAtOnce(SessionPoint.GREETING);
            case 'M' << 24 | 'A' << 16 | 'I' << 8 | 'L' ->
                intake.answersAtOnce(SessionPoint.END) && intake.answersAtOnce(SessionPoint.MAIL);
            case 'R' << 24 | 'C' << 16 | 'P' << 8 | 'T' -> intake.answersAtOnce(SessionPoint.RECIPIENT);
            case 'R' << 24 | 'S' << 16 | 'E' << 8 | 'T', 'Q' << 24 | 'U' << 16 | 'I' << 8 | 'T' ->
                intake.answersAtOnce(SessionPoint.END);
            case 'D' << 24 | 'A' << 16 | 'T' << 8 | 'A', 'N' << 24 | 'O' << 16 | 'O' << 8 | 'P' -> true;
            default -> false;
        };
    }
}
