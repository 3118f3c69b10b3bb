package io.github.hikyaku.benchmarks;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** Whether a change of flags, and the question what changed, cost the same in a large mailbox: {@link FlagChanges} in rows. */
final class StoreFlags {
    private static final String[] SIZES = {"1000", "10000", "100000"};
    private static final String LARGEST = "100000";
    // Twice as much is no longer the same; what is between is the cache of the processor and of the file system.
    private static final double SAME = 1.5;

    private StoreFlags() {}

    static void run(Place place, Rows rows) throws RunnerException {
        for (String fsync : new String[] {"true", "false"}) {
            rows.title("A change of the flags of one message, fsync " + fsync + ": median by the size of the mailbox");
            Map<String, Double> medians = new HashMap<>();
            for (String size : SIZES) {
                Statistics store = measure("store", size, fsync, place);
                double median = store.getPercentile(50);
                medians.put(size, median);
                rows.report(
                        size + " messages (mean " + Math.round(store.getMean()) + ", 99 % "
                                + Math.round(store.getPercentile(99)) + ", most " + Math.round(store.getMax()) + ")",
                        median,
                        "us");
            }
            double smallest = Objects.requireNonNull(medians.get(SIZES[0]));
            for (String size : SIZES) {
                if (!size.equals(SIZES[0])) {
                    double ratio = Objects.requireNonNull(medians.get(size)) / smallest;
                    rows.atMost(size + " messages by " + SIZES[0], ratio, "", SAME);
                }
            }
        }
        rows.title("changesSince with 10 changes in a mailbox of " + LARGEST);
        Statistics asked = measure("changesSince", LARGEST, "true", place);
        rows.atMost("mean", asked.getMean() / 1e3, "ms", 1);
        rows.report("99.9 %", asked.getPercentile(99.9) / 1e3, "ms");
        rows.report("most: with it the directory is read anew, if at all", asked.getMax() / 1e3, "ms");
    }

    private static Statistics measure(String method, String messages, String fsync, Place place)
            throws RunnerException {
        Result<?> result = new Runner(new OptionsBuilder()
                        .include(FlagChanges.class.getName() + "." + method + "$")
                        .param("messages", messages)
                        .param("fsync", fsync)
                        .param("directory", place.path("flags").toString())
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .runSingle()
                .getPrimaryResult();
        return result.getStatistics();
    }
}
