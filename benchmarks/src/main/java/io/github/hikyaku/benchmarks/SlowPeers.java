package io.github.hikyaku.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A thousand peers that send an octet now and then, and a thousand that stall in the TLS handshake: whether they are sent
 * away in time, and what a good client gets done meanwhile. Five minutes and one are scaled down to {@link #PATIENCE}.
 */
final class SlowPeers {
    /** The time-outs of the server. */
    static final Duration PATIENCE = Duration.ofSeconds(6);

    private static final Duration INTERVAL = PATIENCE.dividedBy(5);
    private static final SmtpSource GOOD = new SmtpSource(10 * 1024, 20, true);
    private static final int COUNT = 2_000;
    private static final int ROUNDS = 5;

    private SlowPeers() {}

    static void run(int each, Rows rows) throws Exception {
        rows.title(each + " peers that trickle, and " + each + " that stall in the TLS handshake; time-outs of "
                + PATIENCE.toSeconds() + " s");
        List<Double> alone = new ArrayList<>();
        List<Double> beside = new ArrayList<>();
        try (PeerProcess server = PeerProcess.start("hikyaku-impatient", "-Xmx1g")) {
            GOOD.send(server, 5 * COUNT);
            for (int i = 0; i < ROUNDS; i++) {
                alone.add(COUNT / GOOD.send(server, COUNT));
            }
            try (Crowd trickling = Crowd.open(server.port("smtp"), each, INTERVAL, "EHLO peer.example, or so");
                    Crowd stalling = Crowd.open(server.port("submissions"), each, INTERVAL, "")) {
                while (trickling.left() > each / 2 && stalling.left() > each / 2) {
                    beside.add(COUNT / GOOD.send(server, COUNT));
                }
                Duration longest = PATIENCE.multipliedBy(2);
                trickling.awaitEnd(longest);
                stalling.awaitEnd(longest);
                end(trickling, "trickle", rows);
                end(stalling, "stall in the handshake", rows);
            }
        }
        rows.report("A good client alone", alone, "messages/s");
        rows.atLeast("A good client beside them", beside, "messages/s", Figures.quantile(alone, 0.5) / 2);
    }

    private static void end(Crowd crowd, String what, Rows rows) throws IOException {
        rows.atMost("Peers that " + what + " and are not sent away", crowd.left(), "", 0);
        // A second for what a timer and the machine may be late.
        double latest = PATIENCE.plusSeconds(1).toMillis() / 1e3;
        rows.atMost("The last of those that " + what + " is sent away after", crowd.longestSeconds(), "s", latest);
    }
}
