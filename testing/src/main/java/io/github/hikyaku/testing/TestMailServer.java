package io.github.hikyaku.testing;

import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.account.InMemoryAccounts;
import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.imap.Imap;
import io.github.hikyaku.pop3.Pop3;
import io.github.hikyaku.server.MailServer;
import io.github.hikyaku.smtp.Smtp;
import io.github.hikyaku.smtp.submission.HeaderFault;
import io.github.hikyaku.smtp.submission.SenderPolicy;
import io.github.hikyaku.smtp.submission.SubmissionRules;
import io.github.hikyaku.smtp.submission.Treatment;
import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.MailboxInfo;
import io.github.hikyaku.storage.UidSet;
import io.github.hikyaku.storage.memory.MemoryMailStore;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A true mail server for a test, without JUnit: {@code try (var mail = TestMailServer.builder().user(…).start())}. It
 * listens on free ports of the loopback interface and keeps mail in memory. Safe for use by many threads.
 */
public final class TestMailServer implements AutoCloseable {
    private static final Duration DEFAULT_WAIT = Duration.ofSeconds(10);

    /** What an application sends, it may send as no-reply, and a test sees it as it was sent. */
    private static final SubmissionRules AS_ANYBODY =
            SubmissionRules.standard().senders(SenderPolicy.any()).on(HeaderFault.NO_SENDER, Treatment.PASS);

    private final MailServer server;
    private final MailStore store;
    private final Inbox inbox;
    private final List<AccountId> users;

    private TestMailServer(MailServer server, MailStore store, Inbox inbox, List<AccountId> users) {
        this.server = server;
        this.store = store;
        this.inbox = inbox;
        this.users = users;
    }

    /** A server without users, to be given some. */
    public static Builder builder() {
        return new Builder();
    }

    /** Where SMTP listens: for local recipients, with login or without. */
    public ServerAddress smtp() {
        return address("smtp");
    }

    /** Where submission listens: with login, in plaintext, for any sender. */
    public ServerAddress submission() {
        return address("submission");
    }

    /** Where POP3 listens. */
    public ServerAddress pop3() {
        return address("pop3");
    }

    /** Where IMAP listens. */
    public ServerAddress imap() {
        return address("imap");
    }

    private ServerAddress address(String service) {
        InetSocketAddress address = server.address(service);
        return new ServerAddress(address.getAddress().getHostAddress(), address.getPort());
    }

    /** All mails that were accepted since the start or the last {@link #clear}, oldest first. */
    public List<ReceivedMail> received() {
        return inbox.all();
    }

    /**
     * The first mail that matches, among those that are there or come within 10 seconds.
     *
     * @throws AssertionError if none does; it says what came instead
     */
    public ReceivedMail await(Predicate<? super ReceivedMail> wanted) {
        return await(wanted, DEFAULT_WAIT);
    }

    /**
     * The first mail that matches, among those that are there or come in time.
     *
     * @throws AssertionError if none does; it says what came instead
     */
    public ReceivedMail await(Predicate<? super ReceivedMail> wanted, Duration within) {
        return inbox.await(wanted, within);
    }

    /** Forgets the received mails and empties every mailbox; the mailboxes stay. */
    public void clear() {
        inbox.clear();
        for (AccountId user : users) {
            try (MailAccount account = store.open(user)) {
                account.list().stream()
                        .filter(MailboxInfo::selectable)
                        .forEach(info -> account.open(info.name()).expunge(UidSet.ALL));
            }
        }
    }

    /** Stops the server; its mail is gone. */
    @Override
    public void close() {
        server.close();
        store.close();
    }

    /** What the server is to be like. */
    public static final class Builder {
        private final Map<String, String> users = new LinkedHashMap<>();
        private UnaryOperator<MailServer.Builder> change = UnaryOperator.identity();

        private Builder() {}

        /** Adds a user. The domain of the address becomes local. */
        public Builder user(String address, String secret) {
            MailAddress.of(address);
            users.put(address, secret);
            return this;
        }

        /** Changes the server's configuration before it starts; several changes apply one after the other. */
        public Builder configure(UnaryOperator<MailServer.Builder> further) {
            UnaryOperator<MailServer.Builder> before = change;
            change = server -> further.apply(before.apply(server));
            return this;
        }

        /** Starts the server. */
        public TestMailServer start() {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            InMemoryAccounts accounts = Accounts.inMemory();
            users.forEach(accounts::user);
            Inbox inbox = new Inbox();
            MemoryMailStore store = MemoryMailStore.create();
            MailServer server = change.apply(MailServer.builder()
                            .hostname("localhost")
                            .localDomains(users.keySet().stream()
                                    .map(address -> MailAddress.of(address).normalizedDomain())
                                    .distinct()
                                    .toArray(String[]::new))
                            .accounts(accounts)
                            .store(store)
                            .eventLog(false)
                            // A test may send as much as it likes.
                            .limits(l -> l.submission(
                                    s -> s.messagesPerHour(Integer.MAX_VALUE).recipientsPerHour(Integer.MAX_VALUE)))
                            .serve(Smtp.mx()
                                    .name("smtp")
                                    .bind(loopback)
                                    .port(0)
                                    .plaintextAuth(true)
                                    .offerAuth(true))
                            .serve(Smtp.submission()
                                    .bind(loopback)
                                    .port(0)
                                    .plaintextAuth(true)
                                    .submissionRules(AS_ANYBODY))
                            .serve(Pop3.pop3().bind(loopback).port(0).plaintextAuth(true))
                            .serve(Imap.imap().bind(loopback).port(0).plaintextAuth(true)))
                    .listener(inbox::on)
                    .stage("received mails", inbox::note)
                    .start();
            List<AccountId> ids = users.keySet().stream()
                    .map(address -> accounts.find(address).orElseThrow().id())
                    .toList();
            return new TestMailServer(server, store, inbox, ids);
        }
    }
}
