package io.github.hikyaku.benchmarks;

import java.util.List;

/** The whole-server benchmarks, by name; without a name all of them with the usual counts. */
public final class Benchmarks {
    private Benchmarks() {}

    /**
     * Runs benchmarks.
     *
     * @param args names out of start-stop, smtp, smtp-large, access, idle-latency, big-message, idle-connections
     */
    public static void main(String[] args) throws Exception {
        List<String> names = args.length > 0
                ? List.of(args)
                : List.of(
                        "start-stop",
                        "smtp",
                        "smtp-large",
                        "access",
                        "idle-latency",
                        "big-message",
                        "idle-connections");
        for (String name : names) {
            System.out.println("== " + name);
            switch (name) {
                case "start-stop" -> StartStop.run(200);
                case "smtp" -> SmtpReceive.run(10_240, 20_000, 3);
                case "smtp-large" -> SmtpReceive.run(1_048_576, 400, 3);
                case "access" -> AccessRates.run(10_240, 1_000, 2);
                case "idle-latency" -> IdleLatency.run(500);
                case "big-message" -> BigMessage.run(200);
                case "idle-connections" -> IdleConnections.run(5_000);
                default -> throw new IllegalArgumentException("No such benchmark: " + name);
            }
        }
        System.exit(0);
    }
}
