package io.github.hikyaku.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Messages received a second, beside {@code smtp-sink} (the ceiling), Postfix with a Maildir on the same disk, GreenMail
 * and SubEthaSMTP. All run at once; each round asks each of them in turn, and what counts is the median of the rounds' ratios.
 */
final class SmtpReceive implements AutoCloseable {
    private static final int MB = 1 << 20;
    private static final int SMALL = 100 * 1024;
    private static final int[] SESSIONS = {1, 20, 100};

    /** So long one peer is asked at once, about. */
    private static final double SECONDS = 0.5;

    private final Map<String, Receiver> receivers = new LinkedHashMap<>();
    private final Rows rows;

    private SmtpReceive(Place place, Rows rows) throws IOException, InterruptedException {
        this.rows = rows;
        add(SmtpSink.start());
        Postfix.start(place).ifPresentOrElse(this::add, () -> System.out.println("Without Postfix, which needs root"));
        for (String name :
                List.of("greenmail", "subetha-discard", "hikyaku-memory", "hikyaku-discard", "hikyaku-maildir")) {
            add(PeerProcess.start(name, name.equals("greenmail") ? "-Xmx6g" : "-Xmx2g"));
        }
    }

    private void add(Receiver receiver) {
        receivers.put(receiver.name(), receiver);
    }

    /** Messages of 1 and 10 KB. */
    static void small(Place place, Rows rows) throws Exception {
        try (SmtpReceive run = new SmtpReceive(place, rows)) {
            run.warmUp();
            for (int size : new int[] {1024, 10 * 1024}) {
                for (int sessions : SESSIONS) {
                    run.measure(new SmtpSource(size, sessions, false), 5);
                    run.measure(new SmtpSource(size, sessions, true), 5);
                }
            }
        }
    }

    /** Messages of 1 and 25 MB. */
    static void large(Place place, Rows rows) throws Exception {
        try (SmtpReceive run = new SmtpReceive(place, rows)) {
            run.warmUp();
            for (int sessions : SESSIONS) {
                run.measure(new SmtpSource(MB, sessions, false), 3);
                run.measure(new SmtpSource(MB, sessions, true), 3);
            }
            for (int sessions : SESSIONS) {
                run.measure(new SmtpSource(25 * MB, sessions, true), sessions == 100 ? 1 : 3);
            }
        }
    }

    private void warmUp() throws IOException, InterruptedException {
        for (Receiver receiver : receivers.values()) {
            int count = receiver instanceof PeerProcess ? 10_000 : 500;
            new SmtpSource(1024, 20, false).send(receiver, count);
            new SmtpSource(1024, 20, true).send(receiver, count / 2);
            receiver.clear();
        }
    }

    private void measure(SmtpSource source, int rounds) throws IOException, InterruptedException {
        Map<String, Integer> counts = new LinkedHashMap<>();
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        for (Receiver receiver : receivers.values()) {
            if (canTake(receiver.name(), source)) {
                int some = source.size() > SMALL ? Math.min(source.sessions(), 20) : Math.max(source.sessions(), 20);
                double seconds = source.send(receiver, some);
                receiver.clear();
                int least = source.size() > MB ? Math.min(4, source.sessions()) : 1;
                int enough = (int) Math.max(least * source.sessions(), SECONDS * some / seconds);
                counts.put(receiver.name(), Math.min(enough, 40_000));
                rates.put(receiver.name(), new ArrayList<>());
            }
        }
        for (int round = 0; round < rounds; round++) {
            for (String name : counts.keySet()) {
                List<Double> soFar = rates.get(name);
                int count = counts.get(name);
                // One that is slow need not show it thrice.
                if (soFar.isEmpty() || count / soFar.get(0) < 10 * SECONDS) {
                    Receiver receiver = receivers.get(name);
                    soFar.add(count / source.send(receiver, count));
                    receiver.clear();
                }
            }
        }
        report(source, rates);
    }

    /** What would take all of the time or all of the memory. */
    private static boolean canTake(String name, SmtpSource source) {
        long inFlight = (long) source.size() * source.sessions();
        return switch (name) {
            case "greenmail" -> inFlight <= 100L * MB && !(source.reconnect() && source.sessions() == 100);
            case "subetha-discard" -> inFlight <= 500L * MB;
            case "hikyaku-memory" -> inFlight <= 500L * MB;
            case "hikyaku-discard" -> source.size() > SMALL;
            default -> true;
        };
    }

    private void report(SmtpSource source, Map<String, List<Double>> rates) {
        rows.title(source + " [messages/s: median (least to most), octets/s]");
        rates.forEach((name, all) -> {
            double median = Figures.quantile(all, 0.5);
            System.out.printf(
                    Locale.ROOT,
                    "  %-16s %10.1f  (%.1f to %.1f)  %6.0f MB/s%n",
                    name,
                    median,
                    Figures.quantile(all, 0),
                    Figures.quantile(all, 1),
                    median * source.size() / 1e6);
        });
        boolean large = source.size() >= MB;
        String memory = large ? "hikyaku-discard" : "hikyaku-memory";
        atLeast(rates, "hikyaku-maildir", "postfix", large ? 1 : 2);
        atLeast(rates, memory, "subetha-discard", 1);
        atLeast(rates, memory, "greenmail", 1);
        if (large) {
            atLeast(rates, memory, "smtp-sink", 0.8);
            atLeast(rates, "hikyaku-maildir", "smtp-sink", 0.8);
        }
    }

    private void atLeast(Map<String, List<Double>> rates, String ours, String theirs, double asked) {
        List<Double> mine = rates.get(ours);
        List<Double> other = rates.get(theirs);
        if (mine == null || other == null) {
            return;
        }
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(mine.size(), other.size()); i++) {
            ratios.add(mine.get(i) / other.get(i));
        }
        rows.atLeast(ours + " / " + theirs, ratios, "", asked);
    }

    @Override
    public void close() throws IOException {
        for (Receiver receiver : receivers.values()) {
            receiver.close();
        }
    }
}
