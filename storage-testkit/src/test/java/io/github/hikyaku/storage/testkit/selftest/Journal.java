package io.github.hikyaku.storage.testkit.selftest;

import io.github.hikyaku.storage.testkit.selftest.JournalStore.Fault;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The file of a {@link JournalStore}: entries of strings, with their lengths. What is cut off at its end is dropped. */
final class Journal {
    private static final int LATE = 8;

    private final Path path;
    private final RandomAccessFile file;
    private final Fault fault;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private int entries;

    Journal(Path path, Fault fault) throws IOException {
        this.path = path;
        this.fault = fault;
        this.file = new RandomAccessFile(path.toFile(), "rw");
    }

    List<List<String>> read() throws IOException {
        byte[] octets = Files.readAllBytes(path);
        List<List<String>> all = new ArrayList<>();
        long whole = 0;
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(octets));
        try {
            while (true) {
                List<String> entry = new ArrayList<>();
                for (int count = in.readInt(); count > 0; count--) {
                    int length = in.readInt();
                    byte[] text = in.readNBytes(length);
                    if (text.length < length && !isTaken(entry)) {
                        throw new EOFException();
                    }
                    entry.add(new String(text, StandardCharsets.ISO_8859_1));
                }
                all.add(entry);
                whole = octets.length - in.available();
            }
        } catch (EOFException e) {
            // the end
        }
        file.setLength(whole);
        file.seek(whole);
        return all;
    }

    // The octets of a message, the last of what an entry says of it.
    private boolean isTaken(List<String> begun) {
        return fault == Fault.TORN && begun.size() == 4 && begun.get(0).equals("deposit");
    }

    void write(List<String> entry) throws IOException {
        DataOutputStream out = new DataOutputStream(waiting);
        out.writeInt(entry.size());
        for (String text : entry) {
            byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
            out.writeInt(octets.length);
            out.write(octets);
        }
        entries++;
        if (fault != Fault.LATE || entries % LATE == 0) {
            flush();
        }
    }

    private void flush() throws IOException {
        byte[] octets = waiting.toByteArray();
        waiting.reset();
        if (fault != Fault.TORN) {
            file.write(octets);
            return;
        }
        // Octet by octet, so that the end comes in the midst of it.
        for (byte octet : octets) {
            file.write(octet);
        }
    }

    void close() {
        try {
            flush();
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
