package io.github.hikyaku.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The system calls that opening a mailbox makes below its mail root, seen by strace. */
final class Syscalls {
    private static final Pattern NAME = Pattern.compile("^\\d+ +([a-z0-9_]+)\\(");
    private static final Pattern LISTING = Pattern.compile("^\\d+ +getdents(64)?\\(\\d+<[^>]*/(cur|new)>");
    private static final Pattern MESSAGE = Pattern.compile("/(cur|new)/[^/\"<>]+[\">]");

    private final Map<String, Integer> calls = new TreeMap<>();
    private int listings;
    private int messages;

    private Syscalls() {}

    static boolean canTrace() {
        return Programs.find("strace").isPresent();
    }

    /** Opens the mailbox in a process of its own. */
    static Syscalls ofOpening(Path root, Path trace) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("strace", "-f", "-y", "-qq", "-e", "trace=%file,%desc", "-o"));
        command.add(trace.toString());
        command.addAll(Programs.java(StoreProbe.class, root.toString(), "marked"));
        Programs.run(command);
        Syscalls calls = new Syscalls();
        boolean inside = false;
        for (String line : Files.readAllLines(trace, StandardCharsets.ISO_8859_1)) {
            if (line.contains(StoreProbe.MARK)) {
                inside = !inside;
            } else if (inside && line.contains(root.toString())) {
                calls.count(line);
            }
        }
        if (calls.calls.isEmpty()) {
            throw new IOException("strace saw no call below " + root);
        }
        return calls;
    }

    private void count(String line) {
        Matcher name = NAME.matcher(line);
        // The second half of a call that was interrupted in the output has been counted already.
        if (name.find()) {
            calls.merge(name.group(1), 1, Integer::sum);
            listings += LISTING.matcher(line).find() ? 1 : 0;
            messages += MESSAGE.matcher(line).find() ? 1 : 0;
        }
    }

    /** How many of each. */
    Map<String, Integer> calls() {
        return calls;
    }

    /** Reads of the entries of cur/ or new/. */
    int listings() {
        return listings;
    }

    /** Calls that name a message file or work on one. */
    int messages() {
        return messages;
    }
}
