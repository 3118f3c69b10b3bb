package io.github.hikyaku.imap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.engine.memory.SessionHarness;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailboxName;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a session does while the store cannot do its part. */
class FailingMailboxTest {
    private final Fixture fixture = new Fixture();
    private final Faults faults = new Faults();

    @BeforeEach
    void putFaultsBeforeTheStore() {
        fixture.deposit("Subject: x\r\n\r\ny\r\n");
        fixture.store = faults.before(fixture.store);
    }

    @Test
    void idleAsksAStoreThatFailsNowAndThenAndTellsWhenItIsBack() {
        SessionHarness session = fixture.selected();
        assertThat(session.exchange("a IDLE\r\n")).isEqualTo("+ idling\r\n");
        faults.method = "changesSince";
        fixture.deposit("Subject: z\r\n\r\n");
        session.advance(Duration.ofMinutes(1));
        assertThat(session.read()).isEmpty();
        assertThat(faults.failed).isBetween(2, 60);
        faults.method = null;
        session.advance(Duration.ofMinutes(1));
        assertThat(session.read()).isEqualTo("* 2 EXISTS\r\n* 2 RECENT\r\n");
        assertThat(session.exchange("DONE\r\n")).isEqualTo("a OK IDLE completed\r\n");
        assertThat(session.failures()).isEmpty();
    }

    @Test
    void aMessageIsReadEvenIfThatCannotBeNoted() {
        SessionHarness session = fixture.selected();
        for (MailStoreException.Kind kind : MailStoreException.Kind.values()) {
            faults.method = "store";
            faults.kind = kind;
            assertThat(session.exchange("a FETCH 1 BODY[TEXT]\r\n"))
                    .isEqualTo("* 1 FETCH (BODY[TEXT] {3}\r\ny\r\n)\r\na OK FETCH completed\r\n");
        }
        faults.method = null;
        assertThat(session.exchange("b FETCH 1 BODY[TEXT]\r\n")).contains("FLAGS (\\Seen \\Recent)");
    }

    @Test
    void closeLeavesAMailboxThatIsGone() {
        SessionHarness session = fixture.loggedIn();
        session.exchange("a CREATE x\r\nb SELECT x\r\n");
        fixture.account().delete(MailboxName.of("x"));
        assertThat(session.exchange("c CLOSE\r\nd CHECK\r\n"))
                .isEqualTo("c OK CLOSE completed\r\nd BAD Select a mailbox first\r\n");
    }

    @Test
    void aSearchThatCannotReadIsRefusedInALineOfItsOwn() {
        SessionHarness session = fixture.selected();
        faults.method = "content";
        assertThat(session.exchange("a SEARCH OR 1 BODY y\r\n")).startsWith("* SEARCH 1\r\na OK ");
        assertThat(session.exchange("b SEARCH BODY y\r\n")).startsWith("b NO [UNAVAILABLE] ");
    }

    @Test
    void noStreamStaysOpen() {
        fixture.deposit("Subject: large\r\n\r\n" + "x".repeat(100_000));
        fixture.deposit("Subject: " + "large".repeat(20_000) + "\r\n\r\n");
        SessionHarness session = fixture.selected();
        for (String item : List.of(
                "BODY.PEEK[]",
                "BODY.PEEK[]<1000000.1>",
                "BODY.PEEK[TEXT]",
                "(BODY.PEEK[HEADER] BODY.PEEK[TEXT])",
                "BODY.PEEK[1]<99999.2>",
                "BODY.PEEK[HEADER.FIELDS (Subject)]",
                "BODYSTRUCTURE")) {
            assertThat(session.exchange("a FETCH 1:3 " + item + "\r\n")).endsWith("a OK FETCH completed\r\n");
            assertThat(faults.streams).as(item).isZero();
        }
        assertThat(session.exchange("b SEARCH TEXT nowhere\r\n")).startsWith("* SEARCH\r\n");
        session.stall().feed("c FETCH 1:3 BODY[]\r\n".repeat(9)).disconnect();
        assertThat(faults.streams).isZero();
    }
}
