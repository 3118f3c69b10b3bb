package io.github.hikyaku.account.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The lines of a file that are neither empty nor comments, and what is wrong with others. */
final class Lines {
    /** What happens with a line. */
    @FunctionalInterface
    interface Reader {
        /** Takes a line; what it throws is told as the line's problem. */
        void line(int number, String line);
    }

    static final long MOST_OCTETS = 64L * 1024 * 1024;
    private static final int LONGEST_LINE = 16 * 1024;
    private static final int MOST_PROBLEMS = 100;

    private final Path file;
    private final Consumer<FileProblem> problems;
    private int told;

    Lines(Path file, Consumer<FileProblem> problems) {
        this.file = file;
        this.problems = problems;
    }

    /** Tells a problem, unless there were many in this file. */
    void problem(int line, String what) {
        told++;
        if (told <= MOST_PROBLEMS) {
            problems.accept(new FileProblem(file, line, what));
        } else if (told == MOST_PROBLEMS + 1) {
            problems.accept(new FileProblem(file, 0, "There are more lines with problems"));
        }
    }

    /** Reads the file. */
    void read(Reader reader) throws IOException {
        byte[] octets;
        try (InputStream in = Files.newInputStream(file)) {
            octets = in.readNBytes((int) MOST_OCTETS + 1);
        }
        if (octets.length > MOST_OCTETS) {
            throw new IOException("The file is longer than " + MOST_OCTETS + " octets");
        }
        int number = 0;
        for (int begin = 0; begin < octets.length; ) {
            int end = begin;
            while (end < octets.length && octets[end] != '\n') {
                end++;
            }
            number++;
            take(octets, begin, end > begin && octets[end - 1] == '\r' ? end - 1 : end, number, reader);
            begin = end + 1;
        }
    }

    private void take(byte[] octets, int begin, int end, int number, Reader reader) {
        if (begin == end || octets[begin] == '#') {
            return;
        }
        if (end - begin > LONGEST_LINE) {
            problem(number, "The line is longer than " + LONGEST_LINE + " octets; it is skipped");
            return;
        }
        try {
            String line = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets, begin, end - begin))
                    .toString();
            if (line.isBlank()) {
                return;
            }
            if (line.chars().anyMatch(c -> c < 0x20 && c != '\t' || c == 0x7f)) {
                problem(number, "The line has control characters; it is skipped");
                return;
            }
            reader.line(number, line);
        } catch (CharacterCodingException e) {
            problem(number, "The line is not in UTF-8; it is skipped");
        } catch (IllegalArgumentException e) {
            problem(number, e.getMessage() + "; the line is skipped");
        }
    }
}
