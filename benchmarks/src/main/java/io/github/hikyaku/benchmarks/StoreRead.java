package io.github.hikyaku.benchmarks;

import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.maildir.MaildirStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Each message of a mailbox as a stream, out of the page cache, beside {@code cat} of the same files. */
final class StoreRead {
    private static final int MESSAGES = 100_000;
    private static final int WITH_LF = 20_000;
    private static final int SIZE = 10_240;
    private static final int ROUNDS = 5;

    private final byte[] buffer = new byte[64 * 1024];

    private StoreRead() {}

    static void run(Place place, Rows rows) throws Exception {
        StoreRead read = new StoreRead();
        read.compare("Lines end with CRLF", Corpus.own(place.path("crlf"), MESSAGES, SIZE), true, rows);
        read.compare(
                "Lines end with LF, and get their CR as they are read",
                Corpus.foreign(place.path("lf"), WITH_LF, SIZE),
                false,
                rows);
    }

    private void compare(String title, Corpus corpus, boolean asked, Rows rows) throws Exception {
        rows.title(title + ": " + corpus.count() + " messages of " + SIZE + " octets");
        List<Double> ours = new ArrayList<>();
        List<Double> cat = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        try (MaildirStore store = MaildirStore.at(corpus.root());
                MailAccount account = store.open(Corpus.ACCOUNT)) {
            Mailbox inbox = account.open(MailboxName.INBOX);
            long[] uids = inbox.view().uids();
            for (int round = -1; round < ROUNDS; round++) {
                double streamed = read(inbox, uids);
                double beside = cat(corpus);
                if (round >= 0) {
                    ours.add(streamed);
                    cat.add(beside);
                    ratios.add(streamed / beside);
                }
            }
        }
        rows.report("MessageContent.open, one buffer of 64 KB", ours, "ms");
        rows.report("find | xargs cat", cat, "ms");
        if (asked) {
            rows.atMost("the store by cat", ratios, "", 1.3);
        } else {
            rows.report("the store by cat", ratios, "");
        }
    }

    private double read(Mailbox inbox, long[] uids) throws IOException {
        long begin = System.nanoTime();
        long octets = 0;
        for (long uid : uids) {
            try (InputStream in = inbox.content(uid).open()) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    octets += n;
                }
            }
        }
        double millis = (System.nanoTime() - begin) / 1e6;
        if (octets != (long) uids.length * SIZE) {
            throw new IllegalStateException(octets + " octets of " + uids.length + " messages");
        }
        return millis;
    }

    private static double cat(Corpus corpus) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Programs.run(List.of(
                "sh",
                "-c",
                "find \"$1\" -type f -print0 | xargs -0 cat > /dev/null",
                "sh",
                corpus.maildir().resolve("cur").toString()));
        return (System.nanoTime() - begin) / 1e6;
    }
}
