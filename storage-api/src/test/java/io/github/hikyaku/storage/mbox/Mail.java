package io.github.hikyaku.storage.mbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.memory.MemoryMailStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Mailboxes of a memory store, and mbox files as texts. */
final class Mail {
    static final Instant DATE = Instant.parse("1996-01-03T01:05:34Z");

    /** A message as a test sees it. */
    record Message(String text, Set<Flag> flags, Instant date) {
        /** With long runs of one character cut short. */
        @Override
        public String toString() {
            return text.replaceAll("(.)\\1{99,}", "$1...") + "(" + text.length() + ")" + flags + date;
        }
    }

    private Mail() {}

    static Mailbox mailbox() {
        return mailbox(MemoryMailStore.create());
    }

    static Mailbox mailbox(MemoryMailStore store) {
        return store.open(new AccountId("hoge@example.com")).open(MailboxName.INBOX);
    }

    static void deposit(Mailbox mailbox, Message message) {
        try (Deposit deposit = mailbox.deposit(message.flags, message.date)) {
            byte[] octets = message.text.getBytes(ISO_8859_1);
            deposit.write(octets, 0, octets.length);
            deposit.commit();
        }
    }

    static List<Message> messages(Mailbox mailbox) {
        MailboxView view = mailbox.view();
        return IntStream.range(0, view.size())
                .mapToObj(row -> new Message(text(mailbox, view.uid(row)), view.flags(row), view.internalDate(row)))
                .toList();
    }

    private static String text(Mailbox mailbox, long uid) {
        try (InputStream in = mailbox.content(uid).open()) {
            return new String(in.readAllBytes(), ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static InputStream stream(String mbox) {
        return new ByteArrayInputStream(mbox.getBytes(ISO_8859_1));
    }

    static String export(MboxExporter exporter, Mailbox mailbox) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        exporter.run(mailbox, out);
        return out.toString(ISO_8859_1);
    }
}
