package io.github.hikyaku.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Messages received a second, beside {@code smtp-sink} (the ceiling), Postfix with a Maildir on the same disk, GreenMail
 * and SubEthaSMTP. All run at once; each round asks each of them in turn, and what counts is the median of the rounds' ratios.
 */
final class SmtpReceive implements AutoCloseable {
    private static final int MB = 1 << 20;
    private static final int SMALL = 100 * 1024;
    private static final int[] SESSIONS = {1, 20, 100};
    private static final int ROUNDS = 5;

    /** Those that some figures are too slow of to ask often. */
    private static final Set<String> OTHERS = Set.of("greenmail", "subetha-discard");

    /** So long one peer is asked at once, about. */
    private static final double SECONDS = 0.4;

    /** After so long there is no further round of the same. */
    private static final double MOST_SECONDS = 25;

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
                    run.measure(new SmtpSource(size, sessions, false));
                    run.measure(new SmtpSource(size, sessions, true));
                }
            }
        }
    }

    /** Messages of 1 and 25 MB. */
    static void large(Place place, Rows rows) throws Exception {
        try (SmtpReceive run = new SmtpReceive(place, rows)) {
            run.warmUp();
            for (int sessions : SESSIONS) {
                run.measure(new SmtpSource(MB, sessions, false));
                run.measure(new SmtpSource(MB, sessions, true));
            }
            for (int sessions : SESSIONS) {
                run.measure(new SmtpSource(25 * MB, sessions, true));
            }
        }
    }

    private void warmUp() throws IOException, InterruptedException {
        for (Receiver receiver : receivers.values()) {
            int count = receiver instanceof PeerProcess ? 20_000 : 500;
            new SmtpSource(1024, 20, false).send(receiver, count);
            new SmtpSource(1024, 20, true).send(receiver, count / 2);
            receiver.clear();
        }
    }

    private void measure(SmtpSource source) throws IOException, InterruptedException {
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        List<Asked> asked = new ArrayList<>();
        long begin = System.nanoTime();
        for (Receiver receiver : receivers.values()) {
            if (canTake(receiver.name(), source)) {
                int some = source.size() > SMALL ? Math.min(source.sessions(), 20) : Math.max(source.sessions(), 20);
                double seconds = source.send(receiver, some);
                receiver.clear();
                int enough = (int) Math.max(source.sessions(), SECONDS * some / seconds);
                List<Double> own = new ArrayList<>();
                rates.put(receiver.name(), own);
                asked.add(new Asked(receiver, Math.min(enough, source.size() > SMALL ? 200 : 40_000), own));
            }
        }
        for (int round = 0; round == 0 || round < ROUNDS && secondsSince(begin) < MOST_SECONDS; round++) {
            for (Asked one : asked) {
                one.ask(source);
            }
        }
        report(source, rates);
    }

    /** A receiver, how many messages it is sent in a round, and the rates so far. */
    private record Asked(Receiver receiver, int count, List<Double> rates) {
        void ask(SmtpSource source) throws IOException, InterruptedException {
            // One that is slow need not show it again and again.
            boolean isKnown = !rates.isEmpty() && count / rates.get(0) > 10 * SECONDS;
            if (!isKnown || !OTHERS.contains(receiver.name())) {
                rates.add(count / source.send(receiver, count));
                receiver.clear();
            }
        }
    }

    private static double secondsSince(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    /** What would take all of the time or all of the memory. */
    private static boolean canTake(String name, SmtpSource source) {
        long inFlight = (long) source.size() * source.sessions();
        return switch (name) {
            case "greenmail" -> source.sessions() <= 20 && inFlight <= 25L * MB;
            case "subetha-discard" -> inFlight <= 500L * MB;
            case "hikyaku-memory" -> source.size() <= MB;
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
