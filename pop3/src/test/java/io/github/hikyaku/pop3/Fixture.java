package io.github.hikyaku.pop3;

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

/** One user, bob, with a maildrop in memory, and sessions without a network. */
final class Fixture implements ServerContext {
    static final AccountId BOB = new AccountId("bob@example.org");

    MailStore store = MemoryMailStore.create();
    Limits limits = Limits.defaults();
    boolean plaintextAuth = true;
    List<SaslMechanism> mechanisms = SaslMechanisms.standard();
    Accounts accounts = new Users();
    final List<MailEvent> events = new ArrayList<>();
    private final MaildropLocks locks = new MaildropLocks();

    /** Puts a message into bob's INBOX. */
    void deposit(String text) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        try (Deposit deposit = inbox().deposit(Set.of(), Instant.EPOCH)) {
            deposit.write(octets, 0, octets.length);
            deposit.commit();
        }
    }

    Mailbox inbox() {
        return store.open(BOB).open(MailboxName.INBOX);
    }

    SessionHarness connect() {
        return connect(TlsMode.STARTTLS);
    }

    SessionHarness connect(TlsMode tls) {
        Pop3Service service = Pop3.pop3().plaintextAuth(plaintextAuth);
        return SessionHarness.open(tls, connection -> service.open(connection, this));
    }

    /** A session in TRANSACTION whose greeting and login have been read. */
    SessionHarness loggedIn() {
        SessionHarness session = connect();
        session.read();
        assertThat(session.exchange("USER bob@example.org\r\nPASS secret\r\n"))
                .contains("+OK ")
                .doesNotContain("-ERR");
        return session;
    }

    @Override
    public String hostname() {
        return "pop.example.org";
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
        throw new UnsupportedOperationException("POP3 takes no mail in");
    }

    @Override
    public Spool spool() {
        throw new UnsupportedOperationException("POP3 takes no mail in");
    }

    @Override
    public SubmissionRates submissionRates() {
        throw new UnsupportedOperationException("POP3 submits nothing");
    }

    @Override
    public MaildropLocks maildropLocks() {
        return locks;
    }

    @Override
    public ClientRates clientRates() {
        throw new UnsupportedOperationException("POP3 has no rates");
    }

    @Override
    public InstantSource clock() {
        return InstantSource.fixed(Instant.EPOCH);
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
