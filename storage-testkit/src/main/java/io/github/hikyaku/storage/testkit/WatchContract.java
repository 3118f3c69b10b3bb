package io.github.hikyaku.storage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.AccountListener;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.Registration;
import io.github.hikyaku.storage.UidSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Signals: {@link MailAccount#watch}. */
public abstract class WatchContract extends StoreContract {
    private static final String NAMES = "(names)";
    private static final int WAIT_SECONDS = 5;

    /** For subclasses. */
    protected WatchContract() {}

    /** Keeps the signals for the thread that waits for them. */
    private static final class Recorder implements AccountListener {
        final BlockingQueue<String> signals = new LinkedBlockingQueue<>();

        @Override
        public void mailboxChanged(MailboxName name) {
            signals.add(name.toString());
        }

        @Override
        public void namesChanged() {
            signals.add(NAMES);
        }

        /** Waits for a signal, and drops all before it. */
        void await(String wanted, String rule) throws InterruptedException {
            String signal;
            do {
                signal = signals.poll(WAIT_SECONDS, TimeUnit.SECONDS);
                assertThat(signal)
                        .as(rule + " No signal of " + wanted + " within " + WAIT_SECONDS + " s")
                        .isNotNull();
            } while (!wanted.equals(signal));
        }
    }

    @Test
    void everyChangeOfMessagesIsSignalled() throws InterruptedException {
        Mailbox inbox = inbox();
        create("other");
        depositMany(inbox, 3);
        Recorder recorder = new Recorder();
        account().watch(recorder);
        String rule = says(AccountListener.class, "Messages of this mailbox arrived, went or changed.");
        deposit(inbox, "a\r\n");
        recorder.await("INBOX", rule);
        recorder.signals.clear();
        inbox.store(UidSet.of(1), FlagUpdate.add(Flag.SEEN), Long.MAX_VALUE);
        recorder.await("INBOX", rule);
        recorder.signals.clear();
        inbox.expunge(UidSet.of(2));
        recorder.await("INBOX", rule);
        inbox.copy(UidSet.of(1), name("other"));
        recorder.await("other", rule);
    }

    @Test
    void aMoveIsSignalledForBothMailboxes() throws InterruptedException {
        Mailbox inbox = inbox();
        create("other");
        depositMany(inbox, 1);
        Recorder source = new Recorder();
        Recorder target = new Recorder();
        account().watch(source);
        account().watch(target);
        inbox.move(UidSet.ALL, name("other"));
        String rule = says(AccountListener.class, "Messages of this mailbox arrived, went or changed.");
        source.await("INBOX", rule);
        target.await("other", rule);
    }

    @Test
    void changesByAnotherHandleAreSignalled() throws InterruptedException {
        Recorder recorder = new Recorder();
        account().watch(recorder);
        try (MailAccount other = store().open(HOGE)) {
            String rule = says(
                    MailAccount.class, "Signals the listener of every change from then on, by this handle or another");
            deposit(other.open(MailboxName.INBOX), "a\r\n");
            recorder.await("INBOX", rule);
            other.create(name("new"), Set.of());
            recorder.await(NAMES, rule);
        }
    }

    @Test
    void everyChangeOfNamesIsSignalled() throws InterruptedException {
        Recorder recorder = new Recorder();
        account().watch(recorder);
        String rule = says(AccountListener.class, "Mailboxes were made, renamed or deleted, or subscriptions changed.");
        List<Runnable> changes = List.of(
                () -> create("a"),
                () -> account().rename(name("a"), name("b")),
                () -> account().subscribe(name("b"), true),
                () -> account().subscribe(name("b"), false),
                () -> account().delete(name("b")));
        for (Runnable change : changes) {
            recorder.signals.clear();
            change.run();
            recorder.await(NAMES, rule);
        }
    }

    @Test
    void renamingInboxIsSignalledAsAChangeOfItsMessages() throws InterruptedException {
        deposit(inbox(), "a\r\n");
        Recorder recorder = new Recorder();
        account().watch(recorder);
        account().rename(MailboxName.INBOX, name("old"));
        recorder.await("INBOX", says(AccountListener.class, "Messages of this mailbox arrived, went or changed."));
    }

    @Test
    void whoLooksAtEverySignalMissesNothing() throws Exception {
        Mailbox inbox = inbox();
        Recorder recorder = new Recorder();
        account().watch(recorder);
        int messages = 20;
        Crowd.run(() -> depositMany(inbox, messages), () -> {
            while (inbox.status().messages() < messages) {
                recorder.await("INBOX", says(AccountListener.class, "after the change can be seen"));
                recorder.signals.clear();
            }
        });
    }

    @Test
    void aClosedRegistrationGetsNothing() throws InterruptedException {
        Recorder ended = new Recorder();
        Recorder open = new Recorder();
        Registration registration = account().watch(ended);
        account().watch(open);
        registration.close();
        registration.close();
        deposit(inbox(), "a\r\n");
        open.await("INBOX", says(MailAccount.class, "Signals the listener of every change from then on"));
        assertThat(ended.signals)
                .as(says(MailAccount.class, "until the registration is closed"))
                .isEmpty();
    }

    @Test
    void registrationsEndWithTheirHandle() throws InterruptedException {
        Recorder ended = new Recorder();
        Recorder open = new Recorder();
        MailAccount other = store().open(HOGE);
        other.watch(ended);
        account().watch(open);
        other.close();
        deposit(inbox(), "a\r\n");
        open.await("INBOX", says(MailAccount.class, "Signals the listener of every change from then on"));
        assertThat(ended.signals)
                .as(says(
                        MailAccount.class, "Mailboxes that were opened through it, and its registrations, end with it"))
                .isEmpty();
    }

    @Test
    void oneListenerCanBeRegisteredTwice() throws InterruptedException {
        Recorder recorder = new Recorder();
        Registration first = account().watch(recorder);
        account().watch(recorder);
        first.close();
        deposit(inbox(), "a\r\n");
        recorder.await("INBOX", says(MailAccount.class, "until the registration is closed"));
    }

    @Test
    void otherAccountsAreNotSignalled() throws InterruptedException {
        try (MailAccount other = store().open(FUGA)) {
            Recorder mine = new Recorder();
            Recorder others = new Recorder();
            account().watch(mine);
            other.watch(others);
            deposit(other.open(MailboxName.INBOX), "a\r\n");
            others.await("INBOX", says(MailAccount.class, "Signals the listener of every change from then on"));
            assertThat(mine.signals)
                    .as(says(AccountListener.class, "Is told that something changed"))
                    .isEmpty();
        }
    }
}
