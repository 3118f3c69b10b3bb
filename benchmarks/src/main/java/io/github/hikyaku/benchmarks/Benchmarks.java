package io.github.hikyaku.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** The benchmarks, by name; without a name all of them with the usual counts. */
public final class Benchmarks {
    private static final List<String> SERVERS =
            List.of("start-stop", "access", "idle-latency", "big-message", "idle-connections");
    private static final List<String> SMTP = List.of("smtp-small", "smtp-large", "smtp-heap", "smtp-idle", "smtp-slow");
    private static final List<String> STORE =
            List.of("store-deposit", "store-flags", "store-open", "store-view", "store-read");

    private Benchmarks() {}

    /**
     * Runs benchmarks.
     *
     * @param args names out of start-stop, access, idle-latency, big-message, idle-connections; smtp-small, smtp-large,
     *     smtp-heap, smtp-idle, smtp-slow, and smtp for those five; store-open, store-view, store-flags, store-deposit,
     *     store-read, and store for those five; options: {@code --place=directory}, {@code --million}, {@code --check}
     */
    public static void main(String[] args) throws Exception {
        List<String> names = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (String arg : args) {
            if (arg.startsWith("--")) {
                words.add(arg);
            } else if (arg.equals("store")) {
                names.addAll(STORE);
            } else if (arg.equals("smtp")) {
                names.addAll(SMTP);
            } else {
                names.add(arg);
            }
        }
        if (names.isEmpty()) {
            names.addAll(SERVERS);
            names.addAll(SMTP);
            names.addAll(STORE);
        }
        StoreOptions options = StoreOptions.of(words);
        Rows rows = new Rows();
        // One for all: some file systems are slow to make a file where one was deleted a minute ago.
        try (Place place = Place.in(options.place())) {
            for (String name : names) {
                System.out.println("== " + name);
                run(name, place, options, rows);
            }
        }
        System.exit(options.check() && rows.missed() > 0 ? 1 : 0);
    }

    private static void run(String name, Place place, StoreOptions options, Rows rows) throws Exception {
        switch (name) {
            case "start-stop" -> StartStop.run(200);
            case "smtp-small" -> SmtpReceive.small(place, rows);
            case "smtp-large" -> SmtpReceive.large(place, rows);
            case "smtp-heap" -> SmallHeap.run(rows);
            case "smtp-idle" -> SmtpIdle.run(10_000, rows);
            case "smtp-slow" -> SlowPeers.run(1_000, rows);
            case "access" -> AccessRates.run(10_240, 1_000, 2);
            case "idle-latency" -> IdleLatency.run(500);
            case "big-message" -> BigMessage.run(200);
            case "idle-connections" -> IdleConnections.run(5_000);
            case "store-open" -> StoreOpen.run(place, options, rows);
            case "store-view" -> StoreView.run(place, rows);
            case "store-flags" -> StoreFlags.run(place, rows);
            case "store-read" -> StoreRead.run(place, rows);
            case "store-deposit" -> StoreDeposit.run(place, rows);
            default -> throw new IllegalArgumentException("No such benchmark: " + name);
        }
    }
}
