package io.github.hikyaku.defence;

import io.github.hikyaku.defence.GreylistTable.Entry;
import io.github.hikyaku.defence.GreylistTable.Kind;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a greylist in a file: a first line that says what it is, then a line for each entry as it came to be,
 * the last one of a key counting. Lines are handed to the system one by one and not forced to the disk: what a power failure
 * takes is asked of a client once more. Used by one thread at a time.
 */
final class GreylistJournal {
    private static final String HEADER = "hikyaku-greylist 1";
    private static final Pattern LINE = Pattern.compile("([TPN]) ([0-9a-f]{32}) (\\d{1,12}) (\\d{1,9})");
    private static final int LINE_LENGTH = 64;

    private final Path file;
    private final int maxEntries;
    private @Nullable BufferedWriter writer;
    private long lines;

    GreylistJournal(Path file, int maxEntries) {
        this.file = file;
        this.maxEntries = maxEntries;
    }

    /**
     * Reads what is there. A file that is damaged is set aside, its name ending with {@code .damaged}; what stood before
     * the damage counts. A last line that was not written to its end is no damage.
     *
     * @return whether it was damaged
     * @throws IOException if it cannot be read
     */
    boolean read(Consumer<Entry> entries) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        boolean good = Files.size(file) <= mostOctets() && readLines(entries);
        if (!good) {
            Files.move(file, file.resolveSibling(file.getFileName() + ".damaged"), StandardCopyOption.REPLACE_EXISTING);
        }
        return !good;
    }

    private boolean readLines(Consumer<Entry> entries) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (!text.startsWith(HEADER + "\n")) {
            return false;
        }
        int from = HEADER.length() + 1;
        int end;
        while ((end = text.indexOf('\n', from)) >= 0) {
            Matcher line = LINE.matcher(text.substring(from, Math.min(end, from + LINE_LENGTH + 1)));
            Kind kind = line.matches() ? Kind.of(line.group(1).charAt(0)) : null;
            if (kind == null) {
                return false;
            }
            entries.accept(
                    new Entry(kind, line.group(2), Long.parseLong(line.group(3)), Integer.parseInt(line.group(4))));
            from = end + 1;
        }
        return true;
    }

    /** Writes all entries into a new file, and that in place of the old one. */
    void rewrite(Iterable<Entry> all) throws IOException {
        close();
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        lines = 0;
        try (BufferedWriter out = Files.newBufferedWriter(fresh, StandardCharsets.ISO_8859_1)) {
            out.write(HEADER + "\n");
            for (Entry entry : all) {
                out.write(line(entry));
                lines++;
            }
        }
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        writer = Files.newBufferedWriter(file, StandardCharsets.ISO_8859_1, StandardOpenOption.APPEND);
    }

    void add(Entry entry) throws IOException {
        BufferedWriter out = writer;
        if (out != null) {
            out.write(line(entry));
            out.flush();
            lines++;
        }
    }

    /** Whether most of the file is of no use any more. */
    boolean isLong(int entries) {
        return lines > 2L * entries + 1000;
    }

    /** No file that is rewritten when it is long gets longer. */
    private long mostOctets() {
        return (6L * maxEntries + 2000) * LINE_LENGTH + 100;
    }

    private static String line(Entry entry) {
        return entry.kind().letter() + " " + entry.key() + " " + entry.seconds() + " " + entry.count() + "\n";
    }

    void close() throws IOException {
        BufferedWriter out = writer;
        writer = null;
        if (out != null) {
            out.close();
        }
    }
}
