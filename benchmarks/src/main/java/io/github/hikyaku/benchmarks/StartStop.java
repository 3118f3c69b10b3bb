package io.github.hikyaku.benchmarks;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.imap.Imap;
import io.github.hikyaku.pop3.Pop3;
import io.github.hikyaku.server.MailServer;
import io.github.hikyaku.smtp.Smtp;
import io.github.hikyaku.storage.memory.MemoryMailStore;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A start and a stop of SMTP, POP3 and IMAP in plaintext, with mail in memory: the first in this JVM, and in a warm one. */
final class StartStop {
    private static final int FIRST_STARTS = 7;

    private StartStop() {}

    /**
     * The process of a first start: prints how long it took.
     *
     * @param args greenmail or hikyaku
     */
    public static void main(String[] args) {
        double[] times = args[0].equals("greenmail") ? greenMail() : hikyaku(InetAddress.getLoopbackAddress());
        System.out.println(times[0]);
        System.exit(0);
    }

    private static double inItsOwnJvm(String name) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartStop.class.getName(),
                        name)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return Double.parseDouble(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
    }

    static void run(int cycles) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        Figures first = new Figures("ms");
        for (int i = 0; i < FIRST_STARTS; i++) {
            first.add("greenmail", inItsOwnJvm("greenmail"));
            first.add("hikyaku", inItsOwnJvm("hikyaku"));
        }
        first.print("First start in a running JVM", "greenmail");
        for (int i = 0; i < cycles; i++) {
            hikyaku(loopback);
            greenMail();
        }
        int threads = Thread.activeCount();
        int handles = handles();
        Figures start = new Figures("ms");
        Figures stop = new Figures("ms");
        Figures both = new Figures("ms");
        for (int i = 0; i < cycles; i++) {
            double[] ours = hikyaku(loopback);
            double[] theirs = greenMail();
            start.add("greenmail", theirs[0]);
            start.add("hikyaku", ours[0]);
            stop.add("greenmail", theirs[1]);
            stop.add("hikyaku", ours[1]);
            both.add("greenmail", theirs[0] + theirs[1]);
            both.add("hikyaku", ours[0] + ours[1]);
        }
        start.print("Start", "greenmail");
        stop.print("Stop", "greenmail");
        both.print("Start and stop", "greenmail");
        System.out.println("Threads before and after " + cycles + " cycles: " + threads + ", " + Thread.activeCount()
                + "; file handles: " + handles + ", " + handles());
    }

    private static int handles() {
        String[] all = new File("/proc/self/fd").list();
        return all == null ? -1 : all.length;
    }

    private static double[] hikyaku(InetAddress loopback) {
        long begin = System.nanoTime();
        MailServer server = MailServer.builder()
                .hostname("localhost")
                .localDomains("test.example")
                .accounts(Accounts.inMemory().user(Peer.USER, Peer.SECRET))
                .store(MemoryMailStore.create())
                .eventLog(false)
                .serve(Smtp.mx().bind(loopback).port(0))
                .serve(Pop3.pop3().bind(loopback).port(0))
                .serve(Imap.imap().bind(loopback).port(0))
                .start();
        long started = System.nanoTime();
        server.close();
        return new double[] {(started - begin) / 1e6, (System.nanoTime() - started) / 1e6};
    }

    private static double[] greenMail() {
        long begin = System.nanoTime();
        GreenMail server = new GreenMail(new ServerSetup[] {
            new ServerSetup(0, "127.0.0.1", "smtp"),
            new ServerSetup(0, "127.0.0.1", "pop3"),
            new ServerSetup(0, "127.0.0.1", "imap")
        });
        server.setUser(Peer.USER, Peer.SECRET);
        server.start();
        long started = System.nanoTime();
        server.stop();
        return new double[] {(started - begin) / 1e6, (System.nanoTime() - started) / 1e6};
    }
}
