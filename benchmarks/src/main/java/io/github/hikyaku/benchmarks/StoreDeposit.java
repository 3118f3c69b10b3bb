package io.github.hikyaku.benchmarks;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.maildir.MaildirStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Deposits into one mailbox, beside a program in C that does the same system calls and nothing else. */
final class StoreDeposit {
    private static final String FLOOR = "deposit-floor";
    private static final int SIZE = 10_240;
    private static final int MANY = 32;
    private static final int ROUNDS = 5;
    private static final double SECONDS = 1;

    private final Place place;
    private final byte[] message = Wire.message(SIZE);
    private final Map<String, List<Double>> rates = new LinkedHashMap<>();
    private int runs;

    private StoreDeposit(Place place) {
        this.place = place;
    }

    static void run(Place place, Rows rows) throws Exception {
        if (Programs.find("gcc").isEmpty()) {
            rows.title("There is no gcc to compile the floor with: passed over");
            return;
        }
        StoreDeposit measured = new StoreDeposit(place);
        measured.measure();
        measured.print(rows);
    }

    private void measure() throws Exception {
        compile();
        warmUp();
        // What is not synced is written in the background, and fsyncs wait for it: it comes last.
        try (MaildirStore store = MaildirStore.at(place.path("durable"))) {
            store(store, 1, 0.5);
            for (int round = 0; round < ROUNDS; round++) {
                for (int threads : new int[] {1, MANY}) {
                    add("store", threads, store(store, threads, SECONDS));
                    add("own", threads, floor("own", threads, SECONDS));
                    if (threads > 1) {
                        add("shared", threads, floor("shared", threads, SECONDS));
                    }
                }
            }
        }
        try (MaildirStore store =
                MaildirStore.builder(place.path("quick")).fsync(false).build()) {
            for (int round = 0; round < ROUNDS; round++) {
                for (int threads : new int[] {1, MANY}) {
                    add("store without fsync", threads, store(store, threads, SECONDS / 4));
                    add("none", threads, floor("none", threads, SECONDS / 4));
                }
            }
        }
    }

    /** Has the JIT do its work, off the disk if there is a file system in memory. */
    private void warmUp() throws Exception {
        Path memory = Path.of("/dev/shm");
        try (Place other = Files.isWritable(memory) ? Place.in(memory) : Place.in(place.path("warm"));
                MaildirStore store = MaildirStore.at(other.path("root"))) {
            store(store, 1, 3);
            store(store, MANY, 3);
        }
    }

    private void add(String name, int threads, double rate) {
        rates.computeIfAbsent(name + threads, n -> new ArrayList<>()).add(rate);
    }

    private List<Double> rates(String name, int threads) {
        return Objects.requireNonNull(rates.get(name + threads), name);
    }

    /** The ratios of rates that were measured in the same round. */
    private static List<Double> ratios(List<Double> above, List<Double> below) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < above.size(); i++) {
            ratios.add(above.get(i) / below.get(i));
        }
        return ratios;
    }

    private void print(Rows rows) {
        for (int threads : new int[] {1, MANY}) {
            List<Double> store = rates("store", threads);
            rows.title("Durable deposits of " + SIZE + " octets, threads: " + threads);
            rows.report("the store", store, "messages/s");
            rows.report("floor, an fsync of new/ for each message", rates("own", threads), "messages/s");
            if (threads > 1) {
                rows.report("floor, fsyncs of new/ shared", rates("shared", threads), "messages/s");
            }
            rows.atLeast("the store by the floor", ratios(store, rates("own", threads)), "", 0.8);
            if (threads > 1) {
                rows.atLeast(
                        "the store by the floor with shared fsyncs", ratios(store, rates("shared", threads)), "", 0.8);
            }
        }
        for (int threads : new int[] {1, MANY}) {
            List<Double> store = rates("store without fsync", threads);
            rows.title("The same without fsync, threads: " + threads);
            rows.report("the store", store, "messages/s");
            rows.report("floor", rates("none", threads), "messages/s");
            rows.report("the store by the floor", ratios(store, rates("none", threads)), "");
        }
        rows.title("Rate of " + MANY + " threads by that of 1: about 1 if they wait for each other");
        rows.report("the store", speedUp("store"), "");
        rows.report("floor, an fsync of new/ for each message", speedUp("own"), "");
        rows.report("floor, fsyncs of new/ shared", ratios(rates("shared", MANY), rates("own", 1)), "");
        rows.report("the store without fsync", speedUp("store without fsync"), "");
        rows.report("floor without fsync", speedUp("none"), "");
    }

    private List<Double> speedUp(String name) {
        return ratios(rates(name, MANY), rates(name, 1));
    }

    private void compile() throws IOException, InterruptedException {
        Path source = place.path(FLOOR + ".c");
        try (InputStream in = Objects.requireNonNull(StoreDeposit.class.getResourceAsStream(FLOOR + ".c"))) {
            Files.copy(in, source);
        }
        String binary = place.path(FLOOR).toString();
        Programs.run(List.of("gcc", "-O2", "-pthread", "-o", binary, source.toString()));
    }

    // Leaves the messages there: some file systems are slow to make a file where one was deleted a minute ago.
    private double floor(String mode, int threads, double seconds) throws IOException, InterruptedException {
        String[] words = Programs.run(List.of(
                        place.path(FLOOR).toString(),
                        mode,
                        place.path("floor" + runs++).toString(),
                        String.valueOf(threads),
                        String.valueOf(seconds),
                        String.valueOf(SIZE)))
                .split(" ");
        return Double.parseDouble(words[0]) / Double.parseDouble(words[1]);
    }

    /** Messages a second into a mailbox that is new each time. */
    private double store(MaildirStore store, int threads, double seconds) throws Exception {
        try (MailAccount account = store.open(new AccountId("user" + runs++ + "@test.example"))) {
            Mailbox inbox = account.open(MailboxName.INBOX);
            inbox.status();
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            try {
                long begin = System.nanoTime();
                long end = begin + (long) (seconds * 1e9);
                List<Future<Integer>> all = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    all.add(pool.submit(() -> depositUntil(end, inbox)));
                }
                long sum = 0;
                for (Future<Integer> one : all) {
                    sum += one.get();
                }
                return sum / ((System.nanoTime() - begin) / 1e9);
            } finally {
                pool.shutdown();
            }
        }
    }

    private int depositUntil(long end, Mailbox inbox) {
        int count = 0;
        while (System.nanoTime() - end < 0) {
            try (Deposit deposit = inbox.deposit(Set.of(), Instant.now())) {
                deposit.write(message, 0, message.length);
                deposit.commit();
                count++;
            }
        }
        return count;
    }
}
