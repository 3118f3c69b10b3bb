package io.github.hikyaku.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Twenty messages of 25 MB at once, with the whole server in a heap of 64 MB, beside SubEthaSMTP in 32 MB, which streams. */
final class SmallHeap {
    private static final SmtpSource TWENTY = new SmtpSource(25 << 20, 20, true);

    private SmallHeap() {}

    static void run(Rows rows) throws Exception {
        rows.title("20 messages of 25 MB at once in a small heap");
        double discarded = seconds("hikyaku-discard", "-Xmx64m");
        double stored = seconds("hikyaku-maildir", "-Xmx64m");
        double others = seconds("subetha-discard", "-Xmx32m");
        rows.report("SubEthaSMTP in 32 MB, thrown away", others, "s");
        rows.atMost("hikyaku in 64 MB, thrown away", discarded, "s", others);
        rows.atMost("hikyaku in 64 MB, into a Maildir", stored, "s", others);
    }

    /** Of the second time; whatever is lost is an error. */
    private static double seconds(String name, String heap) throws IOException, InterruptedException {
        List<Double> samples = new ArrayList<>();
        try (PeerProcess server = PeerProcess.start(name, heap)) {
            for (int round = 0; round < 2; round++) {
                samples.add(TWENTY.send(server, 20));
                server.clear();
            }
            PeerProcess.Memory after = server.memory();
            System.out.printf(
                    Locale.ROOT, "  %s %s: %.1f MB of heap live afterwards%n", name, heap, after.heap() / 1e6);
        }
        return samples.get(1);
    }
}
