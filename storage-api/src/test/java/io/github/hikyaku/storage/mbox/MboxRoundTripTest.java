package io.github.hikyaku.storage.mbox;

import static io.github.hikyaku.storage.mbox.Mail.export;
import static io.github.hikyaku.storage.mbox.Mail.messages;
import static io.github.hikyaku.storage.mbox.Mail.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.mbox.Mail.Message;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What was exported is imported as it was, and what is no mbox does no harm. {@code -Dhikyaku.rounds=N} tries longer. */
class MboxRoundTripTest {
    private static final int ROUNDS = Integer.getInteger("hikyaku.rounds", 300);
    // Lines that a reader or a writer could stumble over.
    private static final String[] LINES = {
        "",
        "From a@example.com Wed Jan  3 01:05:34 1996",
        "From here",
        ">From a@example.com Wed Jan  3 01:05:34 1996",
        ">>From there",
        ">".repeat(7999) + "From the edge",
        ">".repeat(8000) + "From the edge",
        ">".repeat(7999) + "no From",
        ">".repeat(8000) + "no From",
        ">".repeat(3 * MboxLines.LONGEST) + "From afar",
        "Status: RO",
        "X-Status: AFDT",
        "X-Keywords: spam",
        " continued",
        "Return-Path: <a b@example.com>",
        "Date: Wed, 3 Jan 1996 01:05:34 +0000",
        "Subject: \u0000\u00ff",
        "x".repeat(MboxLines.LONGEST - 1),
        "x".repeat(2 * MboxLines.LONGEST) + "From x",
        "Hello",
    };
    private static final Flag[] FLAGS = {
        Flag.SEEN,
        Flag.ANSWERED,
        Flag.FLAGGED,
        Flag.DELETED,
        Flag.DRAFT,
        Flag.of("$Junk"),
        Flag.of("work"),
        Flag.of("a,b")
    };

    private static List<Message> anyMessages(Random random) {
        List<Message> messages = new ArrayList<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "Subject: a\r\n" : "");
            for (int line = random.nextInt(8); line > 0; line--) {
                String next = LINES[random.nextInt(LINES.length)];
                // A message that begins with white space has no place for flags.
                text.append(text.length() == 0 ? next.strip() : next).append("\r\n");
            }
            Set<Flag> flags = new HashSet<>();
            for (int flag = random.nextInt(4); flag > 0; flag--) {
                flags.add(FLAGS[random.nextInt(FLAGS.length)]);
            }
            messages.add(new Message(text.toString(), Set.copyOf(flags), Instant.ofEpochSecond(random.nextInt())));
        }
        return messages;
    }

    /** A stream that yields a few octets at a time. */
    private static InputStream drop(String mbox, Random random) {
        InputStream whole = stream(mbox);
        return new InputStream() {
            @Override
            public int read() throws IOException {
                return whole.read();
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return whole.read(buffer, offset, Math.min(length, 1 + random.nextInt(5000)));
            }
        };
    }

    @Test
    void octetsFlagsAndDatesComeBack() throws IOException {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            Mailbox original = Mail.mailbox();
            List<Message> messages = anyMessages(random);
            messages.forEach(message -> Mail.deposit(original, message));
            String mbox = export(MboxExporter.create().crlf(random.nextBoolean()), original);
            Mailbox copy = Mail.mailbox();
            MboxReport report = MboxImporter.create().run(drop(mbox, random), copy);
            assertThat(messages(copy)).as("seed %d", seed).isEqualTo(messages);
            assertThat(report).isEqualTo(new MboxReport(messages.size(), mbox.length(), 0, false));
        }
    }

    @Test
    void anyFileIsImportedOrRefusedAndTheReportIsTrue() throws IOException {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            Mailbox original = Mail.mailbox();
            anyMessages(random).forEach(message -> Mail.deposit(original, message));
            StringBuilder mbox = new StringBuilder(export(MboxExporter.create(), original));
            for (int change = random.nextInt(6); change > 0; change--) {
                int at = random.nextInt(mbox.length());
                switch (random.nextInt(4)) {
                    case 0 -> mbox.setCharAt(at, (char) random.nextInt(256));
                    case 1 -> mbox.deleteCharAt(at);
                    case 2 -> mbox.insert(at, LINES[random.nextInt(LINES.length)] + "\n");
                    default -> mbox.setLength(at + 1);
                }
            }
            Mailbox copy = Mail.mailbox();
            MboxImporter importer = MboxImporter.create()
                    .quoting(random.nextBoolean() ? MboxQuoting.MBOXO : MboxQuoting.MBOXRD)
                    .status(random.nextBoolean());
            MboxReport report;
            try {
                report = importer.run(drop(mbox.toString(), random), copy);
                assertThat(report.octets()).as("seed %d", seed).isEqualTo(mbox.length());
            } catch (MboxImportException e) {
                report = e.report();
                assertThat(e.offset()).as("seed %d", seed).isBetween(0L, (long) mbox.length());
            }
            assertThat(messages(copy)).as("seed %d", seed).hasSize((int) report.messages());
        }
    }

    @Test
    void aMessageThatBeginsWithWhiteSpaceKeepsItsOctets() throws IOException {
        Mailbox original = Mail.mailbox();
        Mail.deposit(original, new Message(" x: y\r\nA: b\r\n\r\nz\r\n", Set.of(), Mail.DATE));
        Mailbox copy = Mail.mailbox();
        MboxImporter.create().run(stream(export(MboxExporter.create(), original)), copy);
        assertThat(messages(copy)).isEqualTo(messages(original));
    }
}
