package io.github.hikyaku.storage.maildir;

import static io.github.hikyaku.storage.maildir.MaildirFixture.deposit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.QuotaLimits;
import io.github.hikyaku.storage.QuotaUsage;
import io.github.hikyaku.storage.UidSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits and usage are in {@code maildirsize}, where other programs read and write them. */
class MaildirSizeTest {
    @TempDir
    Path root;

    private MaildirFixture mail;
    private Path file;

    @BeforeEach
    void open() {
        mail = new MaildirFixture(root);
        file = mail.maildir.resolve("maildirsize");
    }

    @AfterEach
    void close() {
        mail.close();
    }

    private void limit(long octets, long messages) {
        ((QuotaLimits) mail.account()).limit(OptionalLong.of(octets), OptionalLong.of(messages));
    }

    /** The sum of the lines below the limits. */
    private long[] sum() throws IOException {
        List<String> lines = Files.readAllLines(file);
        long[] sum = new long[2];
        for (String line : lines.subList(1, lines.size())) {
            String[] numbers = line.split(" ");
            sum[0] += Long.parseLong(numbers[0]);
            sum[1] += Long.parseLong(numbers[1]);
        }
        return sum;
    }

    @Test
    void withoutLimitsThereIsNoFile() {
        deposit(mail.inbox(), "a\r\n");
        assertThat(mail.account().quota()).isEqualTo(QuotaUsage.unlimited(3, 1));
        assertThat(file).doesNotExist();
        limit(100, 10);
        assertThat(file).exists();
        ((QuotaLimits) mail.account()).limit(OptionalLong.empty(), OptionalLong.empty());
        assertThat(file).doesNotExist();
    }

    @Test
    void theFileFollowsEveryChange() throws IOException {
        deposit(mail.inbox(), "before\r\n");
        limit(1000, 10);
        assertThat(Files.readAllLines(file)).containsExactly("1000S,10C", "8 1");
        deposit(mail.inbox(), "a\r\n");
        mail.account().create(MailboxName.of("other"), Set.of());
        mail.inbox().copy(UidSet.of(1), MailboxName.of("other"));
        assertThat(sum()).containsExactly(19, 3);
        mail.inbox().move(UidSet.of(1), MailboxName.of("other"));
        assertThat(sum()).containsExactly(19, 3);
        mail.account().rename(MailboxName.of("other"), MailboxName.of("another"));
        assertThat(mail.account().quota().octets()).isEqualTo(19);
        mail.inbox().expunge(UidSet.ALL);
        assertThat(sum()).containsExactly(16, 2);
        mail.account().delete(MailboxName.of("another"));
        deposit(mail.inbox(), "b\r\n");
        assertThat(sum()).containsExactly(3, 1);
    }

    @Test
    void limitsThatAnotherProgramWroteHold() throws IOException {
        deposit(mail.inbox(), "12345678\r\n");
        Files.writeString(file, "15S,0C\n10 1\n");
        assertThat(mail.account().quota()).isEqualTo(new QuotaUsage(10, 1, OptionalLong.of(15), OptionalLong.empty()));
        assertThatThrownBy(() -> deposit(mail.inbox(), "12345678\r\n"))
                .isInstanceOfSatisfying(
                        MailStoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.OVER_QUOTA));
        deposit(mail.inbox(), "123\r\n");
        assertThat(sum()).containsExactly(15, 2);
    }

    @Test
    void whatIsNoLimitIsNone() throws IOException {
        Files.writeString(file, "rubbish, 99999999999999999999S,-5C\nmore\n");
        deposit(mail.inbox(), "a\r\n");
        assertThat(mail.account().quota()).isEqualTo(QuotaUsage.unlimited(3, 1));
    }

    @Test
    void limitsOfNothingAreKept() {
        limit(0, 0);
        mail.close(() -> {});
        assertThat(mail.account().quota()).isEqualTo(new QuotaUsage(0, 0, OptionalLong.of(0), OptionalLong.of(0)));
        assertThatThrownBy(() -> deposit(mail.inbox(), "a\r\n")).isInstanceOf(MailStoreException.class);
    }

    @Test
    void aLongFileIsWrittenAnew() throws IOException {
        limit(1_000_000, 100_000);
        for (int i = 0; i < 1500; i++) {
            deposit(mail.inbox(), "a\r\n");
        }
        assertThat(Files.size(file)).isLessThan(5200);
        assertThat(sum()).containsExactly(4500, 1500);
    }

    @Test
    void aWrongSumIsPutRightByTheNextWhoCounts() throws IOException {
        deposit(mail.inbox(), "a\r\n");
        mail.whileClosed(() -> {
            Files.writeString(file, "100S\n77 7\n");
        });
        deposit(mail.inbox(), "b\r\n");
        assertThat(sum()).containsExactly(6, 2);
    }
}
