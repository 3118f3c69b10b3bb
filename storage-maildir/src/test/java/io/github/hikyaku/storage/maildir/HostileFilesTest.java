package io.github.hikyaku.storage.maildir;

import static io.github.hikyaku.storage.maildir.MaildirFixture.deposit;
import static io.github.hikyaku.storage.maildir.MaildirFixture.uids;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.QuotaLimits;
import io.github.hikyaku.storage.UidSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that another program wrote, by mistake or to do harm. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileFilesTest {
    @TempDir
    Path root;

    @Test
    void depositsGoOnAfterAnotherProgramGaveANewUidValidity() throws IOException {
        try (MaildirFixture mail = new MaildirFixture(root)) {
            Mailbox inbox = mail.inbox();
            for (int i = 0; i < 5; i++) {
                deposit(inbox, "a\r\n");
            }
            long before = inbox.status().uidValidity();
            Files.writeString(mail.maildir.resolve(UidList.NAME), "3 V" + (before + 1) + " N1\n");
            inbox.expunge(UidSet.ALL);
            Files.writeString(mail.maildir.resolve(UidList.NAME), "3 V" + (before + 2) + " N1\n");
            assertThat(deposit(inbox, "b\r\n").uid()).isEqualTo(1);
            assertThat(deposit(inbox, "c\r\n").uid()).isEqualTo(2);
            assertThat(uids(inbox)).containsExactly(1L, 2L);
        }
    }

    @Test
    void aMaildirsizeOfLineEndsAloneIsNoLimit() throws IOException {
        try (MaildirFixture mail = new MaildirFixture(root)) {
            Mailbox inbox = mail.inbox();
            Files.writeString(mail.maildir.resolve(Quota.NAME), "\n");
            deposit(inbox, "a\r\n");
            inbox.expunge(UidSet.ALL);
            assertThat(mail.account().quota().octetLimit()).isEmpty();
        }
    }

    @Test
    void aListOfUidsThatBeginsWithSpacesAloneIsMadeAnew() throws IOException {
        Path maildir = MaildirFixture.prepare(root);
        Files.writeString(maildir.resolve(UidList.NAME), " \n1 :x\n");
        try (MaildirFixture mail = new MaildirFixture(root)) {
            assertThat(deposit(mail.inbox(), "a\r\n").uid()).isPositive();
        }
    }

    @Test
    void aLongHeaderInTheListOfUidsKeepsNobodyFromClosing() throws IOException {
        Path maildir = MaildirFixture.prepare(root);
        Files.writeString(
                maildir.resolve(UidList.NAME), "3 V7 N1 X" + "x".repeat(3000) + " G0123456789abcdef\n", US_ASCII);
        MaildirFixture mail = new MaildirFixture(root);
        deposit(mail.inbox(), "a\r\n");
        assertThatCode(mail::close).doesNotThrowAnyException();
        mail.open();
        mail.close();
    }

    @Test
    void theIdOfAMailboxIsTheSameAfterItWasOpenedFromTheIndexWithALongHeader() throws Exception {
        Path maildir = MaildirFixture.prepare(root);
        Files.writeString(
                maildir.resolve(UidList.NAME), "3 V7 N1 G0123456789abcdef X" + "x".repeat(246) + "\n", US_ASCII);
        MaildirFixture mail = new MaildirFixture(root);
        String id = ((io.github.hikyaku.storage.ObjectIds) mail.inbox()).mailboxId();
        // Long enough for the time stamps to be trusted.
        await(maildir);
        mail.inbox().view();
        mail.close();
        mail.open();
        assertThat(((io.github.hikyaku.storage.ObjectIds) mail.inbox()).mailboxId())
                .isEqualTo(id);
        mail.close();
    }

    private static void await(Path directory) throws IOException {
        long settled = Math.max(
                Stamp.of(directory.resolve("new")).settledFrom(),
                Stamp.of(directory.resolve("cur")).settledFrom());
        while (System.currentTimeMillis() <= settled) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aLongMaildirsizeIsNotWrittenFromTheOpenMailboxesAlone() throws IOException {
        MailboxName other = MailboxName.of("other");
        try (MaildirFixture mail = new MaildirFixture(root)) {
            deposit(mail.inbox(), "a\r\n");
            deposit(mail.inbox(), "b\r\n");
            deposit(mail.account().create(other, Set.of()), "c".repeat(100) + "\r\n");
            ((QuotaLimits) mail.account()).limit(OptionalLong.of(1_000_000), OptionalLong.empty());
        }
        Path file = root.resolve("hoge@example.com").resolve(Quota.NAME);
        StringBuilder text = new StringBuilder("1000000S\n108 3\n");
        while (text.length() <= 5200) {
            text.append("0 0\n");
        }
        Files.writeString(file, text);
        try (MaildirFixture mail = new MaildirFixture(root)) {
            mail.inbox().expunge(UidSet.of(1));
            assertThat(sum(file)).isEqualTo(105);
        }
    }

    private static long sum(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file, US_ASCII);
        return lines.stream()
                .skip(1)
                .mapToLong(line -> Long.parseLong(line.trim().split(" ")[0]))
                .sum();
    }

    @Test
    void aNameThatClaimsMoreOctetsThanTheFileCanHaveIsNotBelieved() throws IOException {
        try (MaildirFixture mail = new MaildirFixture(root)) {
            for (int i = 0; i < 11; i++) {
                mail.deliver("1." + i + ".host,S=3,W=999999999999999999", "a\n\n");
            }
            MailAccount account = mail.account();
            assertThat(mail.inbox().status().messages()).isEqualTo(11);
            assertThat(account.quota().octets()).isBetween(33L, 66L);
        }
    }

    @Test
    void smallFilesOfHugeSizeAreNotReadWhole() throws IOException {
        try (MaildirFixture mail = new MaildirFixture(root)) {
            deposit(mail.inbox(), "a\r\n");
        }
        long heap = Runtime.getRuntime().maxMemory();
        for (String name :
                List.of(Keywords.NAME, Quota.NAME, "subscriptions", "hikyaku-special-use", "hikyaku-rename")) {
            Path file = root.resolve("hoge@example.com").resolve(name);
            try (var channel = Files.newByteChannel(
                    file, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.WRITE)) {
                // Sparse: it costs whoever makes it nothing.
                channel.position(Math.min(heap, (1L << 30) - 1)).write(java.nio.ByteBuffer.wrap(new byte[1]));
            }
            long before = System.nanoTime();
            assertThatCode(() -> {
                        try (MaildirFixture mail = new MaildirFixture(root)) {
                            mail.account().list();
                            mail.account().quota();
                        } catch (io.github.hikyaku.storage.MailStoreException e) {
                            // Refused.
                        }
                    })
                    .as(name)
                    .doesNotThrowAnyException();
            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - before))
                    .as(name)
                    .isLessThan(1);
            Files.delete(file);
        }
    }

    @Test
    void subscriptionsThatAreTakenCanBeReadAgain() throws IOException {
        Path maildir = MaildirFixture.prepare(root);
        StringBuilder text = new StringBuilder("V\t2\n\n");
        String dots = "\\2e".repeat(199);
        String tail = ("\t" + dots + "x").repeat(4);
        for (int i = 0; text.length() < Disk.MANY_LINES - 2500; i++) {
            text.append("x").append(i).append(tail).append('\n');
        }
        Files.writeString(maildir.resolve("subscriptions"), text, US_ASCII);
        try (MaildirFixture mail = new MaildirFixture(root)) {
            int before = mail.account().list().size();
            assertThat(before).isGreaterThan(1000);
            try {
                for (int i = 0; i < 3; i++) {
                    mail.account().subscribe(MailboxName.of("y" + i + ("/" + ".".repeat(199) + "x").repeat(4)), true);
                }
            } catch (MailStoreException e) {
                assertThat(e.kind()).isEqualTo(MailStoreException.Kind.LIMIT_REACHED);
            }
            assertThat(mail.account().list()).hasSizeGreaterThanOrEqualTo(before);
        }
    }

    @Test
    void anIndexWhoseColumnsCannotBeIsMadeAnew() throws IOException {
        MaildirFixture mail = new MaildirFixture(root);
        deposit(mail.inbox(), "a\r\n");
        deposit(mail.inbox(), "b\r\n");
        Path file = mail.maildir.resolve(IndexLog.NAME);
        mail.inbox().status();
        await(mail.maildir);
        mail.close();
        // Snapshot of two rows, without a log that adds them: opened and closed until it was written anew.
        MessageTable table = new MessageTable();
        IndexLog.Content content = new IndexLog.Content();
        byte[] octets = Files.readAllBytes(file);
        new IndexFormat.Reader(octets, content, table).read();
        java.nio.ByteBuffer snapshot =
                IndexFormat.snapshot(table, content.uidValidity, content.uidNext, content.floor, content.clock);
        int names = table.columns().names().length;
        int byChange = snapshot.limit() - 4 - names - 2 * Integer.BYTES;
        snapshot.putInt(byChange, 1_000_000);
        snapshot.putInt(snapshot.limit() - 4, IndexFormat.crc(snapshot.array(), 0, snapshot.limit() - 4));
        java.nio.ByteBuffer closed = IndexFormat.closed(java.util.Objects.requireNonNull(content.closing));
        byte[] crafted = new byte[snapshot.remaining() + closed.remaining()];
        snapshot.get(crafted, 0, snapshot.remaining());
        closed.get(crafted, crafted.length - closed.remaining(), closed.remaining());
        Files.write(file, crafted);
        mail.open();
        Mailbox inbox = mail.inbox();
        assertThat(inbox.changesSince(0).touched().size()).isEqualTo(2);
        deposit(inbox, "c\r\n");
        assertThat(uids(inbox)).hasSize(3);
        mail.close();
    }

    @Test
    void aUidThatAnotherProgramGaveToAMessageThatWentIsNotGivenAgain() throws IOException {
        MaildirFixture mail = new MaildirFixture(root);
        assertThat(deposit(mail.inbox(), "a\r\n").uid()).isEqualTo(1);
        Files.writeString(mail.maildir.resolve(UidList.NAME), "2 :gone\n", java.nio.file.StandardOpenOption.APPEND);
        mail.inbox().status();
        // So that the index alone is believed.
        await(mail.maildir);
        mail.inbox().status();
        mail.close();
        mail.open();
        assertThat(deposit(mail.inbox(), "b\r\n").uid()).isEqualTo(3);
        mail.close();
    }
}
