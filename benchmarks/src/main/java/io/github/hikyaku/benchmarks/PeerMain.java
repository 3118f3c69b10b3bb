package io.github.hikyaku.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * The process of a server under measurement. It prints its ports on one line, answers {@code heap} with the live heap
 * in octets and the number of threads, {@code delivered} with how many messages it has taken, {@code clear} when it has
 * forgotten them, and ends with its standard input.
 */
public final class PeerMain {
    private PeerMain() {}

    /**
     * Runs a server.
     *
     * @param args its name and a directory for mail
     */
    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Peer peer = Peer.start(args[0], Path.of(args[1]))) {
            System.out.println(peer.ports().entrySet().stream()
                    .map(e -> e.getKey() + "=" + e.getValue())
                    .collect(Collectors.joining(" ")));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(answer(line, peer));
            }
        }
        System.exit(0);
    }

    private static String answer(String question, Peer peer) throws Exception {
        switch (question) {
            case "heap" -> {
                System.gc();
                long heap =
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
                return heap + " " + ManagementFactory.getThreadMXBean().getThreadCount();
            }
            case "delivered" -> {
                return String.valueOf(peer.delivered());
            }
            case "clear" -> {
                peer.clear();
                return "cleared";
            }
            default -> throw new IOException("No such question: " + question);
        }
    }
}
