package io.github.hikyaku.storage.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailboxInfo;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxView;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * The program that is killed. It opens a store and works on it from several threads until it is killed, and writes a line
 * before each call and another after it, each by one write to the standard output.
 *
 * <p>No two threads ever touch the same message, nor the same name of a mailbox: so what each of them did is a history of
 * its own that whoever reads the lines can follow, while they meet in the mailboxes and in the account. The first three
 * share three mailboxes whose names stay; the fourth has the trees for itself.
 */
final class CrashWorker {
    static final AccountId ACCOUNT = new AccountId("crash@example.com");
    static final String UP = "up";
    static final String READY = "ready";
    static final List<String> SHARED = List.of("INBOX", "a", "b/c");

    private static final int SHARERS = 3;

    private static final int MOST_ATTEMPTS = 10;
    private static final int WARM_STEPS = 150;
    private static final long WARM_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final OutputStream out;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicLong calls = new AtomicLong();

    private CrashWorker(OutputStream out) {
        this.out = out;
    }

    /** A call on the store. Returns the fields that its acknowledgment has. */
    @FunctionalInterface
    interface Call {
        List<String> run();
    }

    /**
     * Works until it is killed, or its standard input ends.
     *
     * @param arguments the class of the {@link CrashContract.Opener}, the place, and perhaps an empty directory to warm up in
     */
    public static void main(String[] arguments) throws Exception {
        CrashContract.Opener opener = Class.forName(arguments[0])
                .asSubclass(CrashContract.Opener.class)
                .getDeclaredConstructor()
                .newInstance();
        if (arguments.length > 2) {
            warmUp(opener, Path.of(arguments[2]));
        }
        CrashWorker worker = new CrashWorker(new FileOutputStream(FileDescriptor.out));
        worker.line(UP);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        String go = in.readLine();
        if (go == null) {
            return;
        }
        Thread parent = new Thread(() -> haltAtEnd(in), "parent");
        parent.setDaemon(true);
        parent.start();
        worker.work(opener.open(Path.of(arguments[1])), go);
    }

    // So that more happens before it is killed: while the one before it works.
    private static void warmUp(CrashContract.Opener opener, Path scratch) throws Exception {
        CrashWorker worker = new CrashWorker(OutputStream.nullOutputStream());
        long until = System.nanoTime() + WARM_NANOS;
        try (MailStore store = opener.open(scratch)) {
            CrashHand hand = new CrashHand(worker, store.open(ACCOUNT), "warm", 1);
            CrashTreeHand trees = new CrashTreeHand(worker, store.open(ACCOUNT), "tree", 1);
            hand.learn(MailboxName.INBOX.toString());
            for (int i = 0; i < WARM_STEPS && System.nanoTime() < until; i++) {
                hand.step();
                trees.stepTree();
            }
        } catch (MailStoreException e) {
            // Where calls may fail it stays cold.
        }
    }

    // Without the contract that started it, it is of no use.
    private static void haltAtEnd(BufferedReader in) {
        try {
            while (in.readLine() != null) {
                // until the end
            }
        } catch (IOException e) {
            // as good as the end
        }
        Runtime.getRuntime().halt(1);
    }

    private void work(MailStore store, String run) {
        if (!opens(store)) {
            return;
        }
        Random random = new Random(run.hashCode());
        MailAccount account = store.open(ACCOUNT);
        List<CrashHand> hands = new ArrayList<>();
        for (int i = 0; i < SHARERS; i++) {
            hands.add(new CrashHand(this, store.open(ACCOUNT), run + "-" + i, random.nextLong()));
        }
        CrashTreeHand trees = new CrashTreeHand(this, store.open(ACCOUNT), run + "-t", random.nextLong());
        for (MailboxInfo info : account.list()) {
            if (info.selectable()) {
                share(account, info.name(), hands, trees);
            }
        }
        boolean made = makeShared(account, hands);
        line(READY);
        hands.forEach(hand -> start(hand::work));
        if (made) {
            start(trees::work);
        }
    }

    // Where calls may fail the first ones may too.
    private boolean opens(MailStore store) {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            boolean open = call(CrashOp.Kind.OPEN, List.of(), () -> {
                try (MailAccount account = store.open(ACCOUNT)) {
                    account.list().forEach(info -> {
                        if (info.selectable()) {
                            account.open(info.name()).view();
                        }
                    });
                    return List.of();
                }
            });
            if (open) {
                return true;
            }
        }
        return false;
    }

    /** Makes those of the shared mailboxes that are not there. Returns false when one failed. */
    private boolean makeShared(MailAccount account, List<CrashHand> hands) {
        for (String name : SHARED) {
            if (!hands.get(0).knows(name)) {
                if (!call(CrashOp.Kind.CREATE, List.of(name, "-"), () -> create(account, name))) {
                    return false;
                }
                hands.forEach(hand -> hand.learn(name));
            }
        }
        return true;
    }

    private static List<String> create(MailAccount account, String name) {
        return List.of(String.valueOf(
                account.create(MailboxName.of(name), Set.of()).status().uidValidity()));
    }

    private static void share(MailAccount account, MailboxName name, List<CrashHand> hands, CrashTreeHand trees) {
        MailboxView view = account.open(name).view();
        boolean shared = SHARED.contains(name.toString());
        if (shared) {
            hands.forEach(hand -> hand.learn(name.toString()));
        } else if (CrashTreeHand.isTree(name.toString())) {
            trees.learn(name.toString());
        }
        for (int row = 0; row < view.size(); row++) {
            CrashHand owner = shared ? hands.get((int) (view.uid(row) % SHARERS)) : trees;
            owner.own(name.toString(), view.uid(row));
        }
    }

    private static void start(Runnable work) {
        new Thread(work, "worker").start();
    }

    /** Makes a call with its lines around it. Returns whether it was acknowledged. */
    boolean call(CrashOp.Kind kind, List<String> arguments, Call call) {
        long number = calls.incrementAndGet();
        line(CrashOp.begin(number, kind, arguments));
        try {
            line(CrashOp.end(number, call.run()));
            return true;
        } catch (MailStoreException e) {
            line(CrashOp.fail(number, e.kind().name(), String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            line(CrashOp.fail(number, e.getClass().getName(), String.valueOf(e.getMessage())));
        }
        return false;
    }

    /** Whether what failed did so as stores are to, by what stands in the line of the failure. */
    static boolean isTold(String kind) {
        return Stream.of(MailStoreException.Kind.values())
                .anyMatch(each -> each.name().equals(kind));
    }

    private void line(String text) {
        byte[] octets = (text + "\n").getBytes(UTF_8);
        lock.lock();
        try {
            writeLine(octets);
        } finally {
            lock.unlock();
        }
    }

    // Where a test lets writes fail these do too.
    private void writeLine(byte[] octets) {
        for (int attempt = 1; ; attempt++) {
            try {
                out.write(octets);
                return;
            } catch (IOException e) {
                if (attempt == MOST_ATTEMPTS) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
