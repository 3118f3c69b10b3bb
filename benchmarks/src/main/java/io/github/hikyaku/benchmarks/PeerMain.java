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
 * in octets and the number of threads, and ends with its standard input.
 */
public final class PeerMain {
    private PeerMain() {}

    /**
     * Runs a server.
     *
     * @param args its name and a directory for mail
     */
    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Peer peer = Peer.start(args[0], Path.of(args[1]))) {
            System.out.println(peer.ports().entrySet().stream()
                    .map(e -> e.getKey() + "=" + e.getValue())
                    .collect(Collectors.joining(" ")));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.gc();
                long heap =
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
                System.out.println(
                        heap + " " + ManagementFactory.getThreadMXBean().getThreadCount());
            }
        }
        System.exit(0);
    }
}
