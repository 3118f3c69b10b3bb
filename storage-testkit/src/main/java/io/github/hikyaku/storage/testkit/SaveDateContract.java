package io.github.hikyaku.storage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.SaveDates;
import io.github.hikyaku.storage.StoreFeature;
import io.github.hikyaku.storage.UidSet;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * {@link StoreFeature#SAVE_DATE}: when messages came into their mailbox. The store may take its time from another clock
 * than this JVM's, so dates are compared with each other, and with this clock only roughly.
 */
public abstract class SaveDateContract extends StoreContract {
    /** For subclasses. */
    protected SaveDateContract() {}

    @BeforeEach
    void onlyIfDeclared() {
        assume(StoreFeature.SAVE_DATE);
    }

    private static SaveDates dates(Mailbox mailbox) {
        return ability(SaveDates.class, mailbox, says(StoreFeature.class, "Mailboxes implement SaveDates"));
    }

    private static Instant saveDate(Mailbox mailbox, long uid) {
        Instant date = dates(mailbox)
                .saveDate(uid)
                .orElseThrow(() -> new AssertionError("UID " + uid + " has no save date. "
                        + says(
                                SaveDates.class,
                                "When the message was deposited here, or was copied or moved to here")));
        assertThat(date)
                .as(says(SaveDates.class, "or was copied or moved to here, to the second"))
                .isEqualTo(date.truncatedTo(ChronoUnit.SECONDS));
        return date;
    }

    /** Dates are told to the second, so two that differ take a second. */
    private static void untilTheNextSecond() {
        long start = System.nanoTime();
        while (System.nanoTime() - start <= TimeUnit.MILLISECONDS.toNanos(1001)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @Test
    void itIsTheTimeOfTheDepositWhateverTheInternalDate() {
        Mailbox inbox = inbox();
        Instant now = Instant.now();
        deposit(inbox, message("a"));
        assertThat(saveDate(inbox, 1))
                .as(says(SaveDates.class, "whatever its internal date"))
                .isBetween(now.minusSeconds(120), now.plusSeconds(120));
        assertThat(inbox.view().internalDate(0)).isEqualTo(DATE);
    }

    @Test
    void whatIsCopiedOrMovedIsSavedAnewAndTheRestKeepsItsDate() {
        Mailbox inbox = inbox();
        depositMany(inbox, 3);
        Mailbox target = create("target");
        Instant first = saveDate(inbox, 1);
        untilTheNextSecond();
        String anew = says(SaveDates.class, "or was copied or moved to here");
        long copied = inbox.copy(UidSet.of(1), name("target")).to(0);
        assertThat(saveDate(target, copied)).as(anew).isAfter(first);
        long moved = inbox.move(UidSet.of(2), name("target")).to(0);
        assertThat(saveDate(target, moved)).as(anew).isAfter(first);
        long again = inbox.move(UidSet.of(3), MailboxName.INBOX).to(0);
        assertThat(saveDate(inbox, again)).as(anew).isAfter(first);
        assertThat(target.view().internalDate(0)).as(anew).isEqualTo(DATE);
        inbox.store(UidSet.of(1), FlagUpdate.add(Flag.SEEN), Long.MAX_VALUE);
        String kept = says(SaveDates.class, "It never changes.");
        assertThat(saveDate(inbox, 1)).as(kept).isEqualTo(first);
        Instant inTarget = saveDate(target, copied);
        account().rename(name("target"), name("renamed"));
        assertThat(saveDate(account().open(name("renamed")), copied)).as(kept).isEqualTo(inTarget);
    }

    @Test
    void aMessageThatIsNotThereHasNoSaveDate() {
        Mailbox inbox = inbox();
        deposit(inbox, message("a"));
        inbox.expunge(UidSet.of(1));
        for (long uid : new long[] {1, 2, UidSet.MAX_UID}) {
            assertThat(dates(inbox).saveDate(uid))
                    .as(says(SaveDates.class, "Empty if the message is gone"))
                    .isEmpty();
        }
    }

    @Test
    void saveDatesSurvive() throws Exception {
        assume(StoreFeature.PERSISTENT);
        deposit(inbox(), message("a"));
        create("x");
        inbox().copy(UidSet.of(1), name("x"));
        Instant first = saveDate(inbox(), 1);
        Instant copied = saveDate(account().open(name("x")), 1);
        untilTheNextSecond();
        reopen();
        String rule = says(SaveDates.class, "It never changes.");
        assertThat(saveDate(inbox(), 1)).as(rule).isEqualTo(first);
        assertThat(saveDate(account().open(name("x")), 1)).as(rule).isEqualTo(copied);
    }
}
