package io.github.hikyaku.imap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.account.LoginResult;
import io.github.hikyaku.account.Resolution;
import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.engine.Limits;
import io.github.hikyaku.engine.TlsMode;
import io.github.hikyaku.engine.memory.SessionHarness;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.message.Spool;
import io.github.hikyaku.pipeline.MailIntake;
import io.github.hikyaku.sasl.SaslMechanism;
import io.github.hikyaku.sasl.SaslMechanisms;
import io.github.hikyaku.server.ClientRates;
import io.github.hikyaku.server.MaildropLocks;
import io.github.hikyaku.server.ServerContext;
import io.github.hikyaku.server.SubmissionRates;
import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.memory.MemoryMailStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One user, bob, with mailboxes in memory, and sessions without a network. */
final class Fixture implements ServerContext {
    static final AccountId BOB = new AccountId("bob@example.org");
    static final Instant NOW = Instant.parse("2024-02-03T04:05:06Z");

    MailStore store = MemoryMailStore.create();
    Limits limits = Limits.defaults();
    boolean plaintextAuth = true;
    Accounts accounts = new Users();
    List<SaslMechanism> mechanisms = SaslMechanisms.standard();
    final List<MailEvent> events = new ArrayList<>();

    MailAccount account() {
        return store.open(BOB);
    }

    Mailbox inbox() {
        return account().open(MailboxName.INBOX);
    }

    /** Puts a message into bob's INBOX. */
    long deposit(String text, Flag... flags) {
        return deposit(inbox(), text, flags);
    }

    static long deposit(Mailbox mailbox, String text, Flag... flags) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        try (Deposit deposit = mailbox.deposit(Set.of(flags), NOW)) {
            deposit.write(octets, 0, octets.length);
            return deposit.commit().uid();
        }
    }

    SessionHarness connect() {
        return connect(TlsMode.STARTTLS);
    }

    SessionHarness connect(TlsMode tls) {
        ImapService service = Imap.imap().plaintextAuth(plaintextAuth);
        return SessionHarness.open(tls, connection -> service.open(connection, this));
    }

    /** A session whose greeting and login have been read. */
    SessionHarness loggedIn() {
        SessionHarness session = connect();
        session.read();
        assertThat(session.exchange("in LOGIN bob@example.org secret\r\n")).startsWith("in OK ");
        return session;
    }

    /** A session in INBOX. */
    SessionHarness selected() {
        SessionHarness session = loggedIn();
        assertThat(session.exchange("in SELECT INBOX\r\n")).contains("in OK [READ-WRITE]");
        return session;
    }

    @Override
    public String hostname() {
        return "imap.example.org";
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public Accounts accounts() {
        return accounts;
    }

    @Override
    public List<SaslMechanism> saslMechanisms() {
        return mechanisms;
    }

    @Override
    public MailStore store() {
        return store;
    }

    @Override
    public MailIntake intake() {
        throw new UnsupportedOperationException("IMAP takes no mail in");
    }

    @Override
    public Spool spool() {
        throw new UnsupportedOperationException("IMAP takes no mail in");
    }

    @Override
    public SubmissionRates submissionRates() {
        throw new UnsupportedOperationException("IMAP submits nothing");
    }

    @Override
    public MaildropLocks maildropLocks() {
        throw new UnsupportedOperationException("IMAP locks no maildrop");
    }

    @Override
    public ClientRates clientRates() {
        throw new UnsupportedOperationException("IMAP has no rates");
    }

    @Override
    public InstantSource clock() {
        return InstantSource.fixed(NOW);
    }

    @Override
    public void event(MailEvent event) {
        events.add(event);
    }

    private static final class Users implements Accounts {
        private final Account bob =
                new Account(BOB, MailAddress.of("bob@example.org"), Set.of(MailAddress.of("bob@example.org")));

        @Override
        public LoginResult login(String login, String secret) {
            return login.equals("bob@example.org") && secret.equals("secret")
                    ? new LoginResult.Accepted(bob)
                    : new LoginResult.Refused("no");
        }

        @Override
        public Optional<Account> find(String login) {
            return Optional.of(bob);
        }

        @Override
        public Resolution resolve(MailAddress address) {
            return new Resolution.Unknown();
        }
    }
}
