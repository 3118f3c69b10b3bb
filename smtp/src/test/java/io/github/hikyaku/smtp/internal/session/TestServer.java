package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.account.AccountsUnavailableException;
import io.github.hikyaku.account.LoginResult;
import io.github.hikyaku.account.Resolution;
import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.engine.Limits;
import io.github.hikyaku.engine.Net;
import io.github.hikyaku.engine.ReceptionLimits;
import io.github.hikyaku.engine.TlsMode;
import io.github.hikyaku.engine.memory.SessionHarness;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.message.Envelope;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.message.Origin;
import io.github.hikyaku.message.Recipient;
import io.github.hikyaku.message.Spool;
import io.github.hikyaku.message.SpooledMessage;
import io.github.hikyaku.mime.HeaderField;
import io.github.hikyaku.mime.HeaderSection;
import io.github.hikyaku.pipeline.IntakeSession;
import io.github.hikyaku.pipeline.MailIntake;
import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.pipeline.SessionPoint;
import io.github.hikyaku.sasl.SaslMechanism;
import io.github.hikyaku.sasl.SaslMechanisms;
import io.github.hikyaku.server.ClientRates;
import io.github.hikyaku.server.MaildropLocks;
import io.github.hikyaku.server.ServerContext;
import io.github.hikyaku.server.SubmissionRates;
import io.github.hikyaku.smtp.SmtpService;
import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.MessageContent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A server around one session: {@code example.org} is local and has alice (who may log in with {@code secret} and is sales too) and bob,
 * and what it takes and tells is kept.
 *
 * <p>Some names act: {@code later@example.org} is judged, and mail for it taken, when {@link #wake} is called;
 * {@code broken@example.org} breaks the intake at RCPT, and mail for {@code breaks@example.org} does at its end; the login
 * {@code away} finds no directory and {@code broken} breaks it.
 */
final class TestServer implements ServerContext {
    private static final Reply OK = new Reply(250, "2.0.0", "Ok");

    /** What came in. */
    record Taken(Mail mail, Envelope envelope, String text) {}

    final List<Taken> taken = new ArrayList<>();
    final List<MailEvent> events = new ArrayList<>();

    /** The header sections that stages were shown. */
    final List<HeaderSection> headers = new ArrayList<>();

    /** Clients of the harness may do as they like, unless a test wants them not to: see {@link #onTheOpenInternet}. */
    Limits limits = Limits.defaults().with(l -> l.reception(r -> r.exempt(List.of(Net.of("192.0.2.0/24")))));

    Instant now = Instant.parse("2026-03-04T05:06:07Z");
    private @Nullable ClientRates clientRates;
    List<SaslMechanism> mechanisms = SaslMechanisms.standard();
    Accounts accounts = users();

    /** Octets after which the spool's disk is full. */
    long spoolRoom = Long.MAX_VALUE;

    /** What stages refuse, and with what: connect, helo, mail, recipient, header. */
    final Map<String, Reply> refusals = new HashMap<>();

    /** At which of these points they answer when {@link #wake} is called. */
    final Set<String> slow = new HashSet<>();

    /** How often the intake was told that a transaction was over without a message. */
    int resets;

    /** For how long the intake holds messages back. */
    Duration longestHold = Duration.ZERO;

    /** Whether header sections are judged: one with the subject lottery is refused. */
    boolean judgesHeaders;

    /** Whether the intake answers everything at once. */
    boolean quick;

    int openMessages;
    private @Nullable SubmissionRates rates;
    private final List<Runnable> sleeping = new ArrayList<>();

    /** Treats the clients of the harness like all others, with some limits changed. */
    TestServer onTheOpenInternet(UnaryOperator<ReceptionLimits.Builder> change) {
        limits = Limits.defaults().with(l -> l.reception(change));
        return this;
    }

    SessionHarness connect(SmtpService service) {
        return connect(service, service.listener().tls());
    }

    SessionHarness connect(SmtpService service, TlsMode tls) {
        return SessionHarness.open(tls, connection -> service.open(connection, this));
    }

    /** Completes what was put off, from another thread. */
    void wake() {
        List<Runnable> due = List.copyOf(sleeping);
        sleeping.clear();
        Thread other = new Thread(() -> due.forEach(Runnable::run));
        other.start();
        try {
            other.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Completes what was put off, or not, as chance has it. */
    void wake(Random random) {
        if (!sleeping.isEmpty() && random.nextBoolean()) {
            sleeping.remove(0).run();
        }
    }

    @Override
    public String hostname() {
        return "mx.example.org";
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public List<SaslMechanism> saslMechanisms() {
        return mechanisms;
    }

    @Override
    public MailStore store() {
        throw new UnsupportedOperationException("SMTP has no business with the store");
    }

    @Override
    public MaildropLocks maildropLocks() {
        throw new UnsupportedOperationException("SMTP has no business with maildrops");
    }

    @Override
    public SubmissionRates submissionRates() {
        if (rates == null) {
            rates = new SubmissionRates(limits.submission(), clock());
        }
        return rates;
    }

    @Override
    public ClientRates clientRates() {
        if (clientRates == null) {
            clientRates = new ClientRates(limits.reception(), clock());
        }
        return clientRates;
    }

    @Override
    public InstantSource clock() {
        return () -> now;
    }

    @Override
    public void event(MailEvent event) {
        events.add(event);
    }

    @Override
    public MailIntake intake() {
        return new MailIntake() {
            @Override
            public IntakeSession open() {
                return new Session();
            }

            @Override
            public Duration longestHold() {
                return longestHold;
            }
        };
    }

    private final class Session implements IntakeSession {
        @Override
        public CompletionStage<Reply> recipient(Origin origin, Envelope envelope, Recipient recipient) {
            MailAddress address = recipient.path().addressAt("example.org");
            if (address.localPart().equals("broken")) {
                throw new IllegalStateException("broken at RCPT");
            }
            Reply own = judge(origin, address);
            return own.isPositive() && isStaged("recipient") ? staged("recipient", own) : answer(address, own);
        }

        @Override
        public boolean answersAtOnce(SessionPoint point) {
            return quick;
        }

        @Override
        public CompletionStage<Reply> greeted(Origin origin) {
            return staged("helo", OK);
        }

        @Override
        public CompletionStage<Reply> mail(Origin origin, Envelope envelope) {
            return staged("mail", OK);
        }

        @Override
        public void reset(Origin origin) {
            resets++;
        }

        @Override
        public CompletionStage<Reply> connected(Origin origin) {
            boolean refused =
                    origin.peer().remote().getAddress().getHostAddress().equals("203.0.113.66");
            return refused
                    ? CompletableFuture.completedFuture(new Reply(554, "5.7.1", "Not from there"))
                    : staged("connect", OK);
        }

        @Override
        public boolean wantsHeader() {
            return judgesHeaders || isStaged("header");
        }

        @Override
        public CompletionStage<Reply> header(Origin origin, Envelope envelope, HeaderSection header) {
            headers.add(header);
            String subject = header.first("Subject").map(HeaderField::text).orElse("");
            boolean refused = judgesHeaders && subject.equals("lottery");
            return staged("header", refused ? new Reply(550, "5.7.1", "No lottery") : OK);
        }

        /** Bob has no room where each recipient has a reply of his own. */
        @Override
        public CompletionStage<List<Reply>> acceptEach(Mail mail) {
            return accept(mail)
                    .thenApply(reply -> mail.envelope().recipients().stream()
                            .map(to -> to.toString().startsWith("<bob@")
                                    ? new Reply(452, "4.2.2", "The recipient's mailbox is full")
                                    : reply)
                            .toList());
        }

        @Override
        public CompletionStage<Reply> accept(Mail mail) {
            MailAddress first = mail.envelope().recipients().get(0).path().addressAt("example.org");
            if (first.localPart().equals("breaks")) {
                return CompletableFuture.failedFuture(new IllegalStateException("broken at the end"));
            }
            taken.add(new Taken(mail, mail.envelope(), text(mail.content())));
            return answer(first, new Reply(250, "2.0.0", "Taken"));
        }
    }

    private boolean isStaged(String point) {
        return refusals.containsKey(point) || slow.contains(point);
    }

    private CompletionStage<Reply> staged(String point, Reply otherwise) {
        return answer(slow.contains(point), refusals.getOrDefault(point, otherwise));
    }

    private CompletionStage<Reply> answer(MailAddress address, Reply reply) {
        return answer(address.localPart().equals("later"), reply);
    }

    private CompletionStage<Reply> answer(boolean later, Reply reply) {
        if (!later) {
            return CompletableFuture.completedFuture(reply);
        }
        CompletableFuture<Reply> stage = new CompletableFuture<>();
        sleeping.add(() -> stage.complete(reply));
        return stage;
    }

    private static Reply judge(Origin origin, MailAddress address) {
        if (!address.normalizedDomain().equals("example.org")) {
            return origin.login().isPresent()
                    ? new Reply(250, "2.1.5", "Ok")
                    : new Reply(550, "5.7.1", "Not without a login");
        }
        return Set.of("alice", "bob", "later", "breaks", "postmaster", "b\u00f6b")
                        .contains(address.localPartValue().toLowerCase(Locale.ROOT))
                ? new Reply(250, "2.1.5", "Ok")
                : new Reply(550, "5.1.1", "No such user");
    }

    static String text(MessageContent content) {
        try (InputStream in = content.open()) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Accounts accounts() {
        return accounts;
    }

    private static Accounts users() {
        MailAddress address = MailAddress.of("alice@example.org");
        Account alice =
                new Account(new AccountId("alice"), address, Set.of(address, MailAddress.of("sales@example.org")));
        return new Accounts() {
            @Override
            public LoginResult login(String login, String secret) {
                if (login.equals("away")) {
                    throw new AccountsUnavailableException("the directory is away", null);
                }
                if (login.equals("broken")) {
                    throw new IllegalStateException("broken at login");
                }
                return login.equals("alice") && secret.equals("secret")
                        ? new LoginResult.Accepted(alice)
                        : new LoginResult.Refused("wrong secret");
            }

            @Override
            public Optional<Account> find(String login) {
                return login.equals("alice") ? Optional.of(alice) : Optional.empty();
            }

            @Override
            public Resolution resolve(MailAddress recipient) {
                return switch (recipient.toString()) {
                    case "alice@example.org", "bob@example.org" -> new Resolution.Local(List.of(alice));
                    case "staff@example.org" -> new Resolution.Local(List.of(alice, other("bob@example.org")));
                    case "d\u00e9partement@example.org" -> new Resolution.Local(List.of(other("zo\u00eb@example.org")));
                    case "away@example.org" -> throw new AccountsUnavailableException("the directory is away", null);
                    default -> new Resolution.Unknown();
                };
            }

            private Account other(String text) {
                MailAddress own = MailAddress.of(text);
                return new Account(new AccountId(text), own, Set.of(own));
            }
        };
    }

    @Override
    public Spool spool() {
        return new Spool() {
            @Override
            public SpooledMessage begin() {
                openMessages++;
                return new MemoryMessage();
            }

            @Override
            public void close() {}
        };
    }

    private final class MemoryMessage implements SpooledMessage {
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
        private boolean closed;

        @Override
        public void write(ByteBuffer chunk) throws IOException {
            if (closed) {
                throw new IllegalStateException("Written after close");
            }
            if (octets.size() + chunk.remaining() > spoolRoom) {
                throw new IOException("No space left on device");
            }
            while (chunk.hasRemaining()) {
                octets.write(chunk.get());
            }
        }

        @Override
        public long size() {
            return octets.size();
        }

        @Override
        public MessageContent content() {
            byte[] all = octets.toByteArray();
            return new MessageContent() {
                @Override
                public long size() {
                    return all.length;
                }

                @Override
                public InputStream open(long offset, long length) {
                    return new ByteArrayInputStream(all, (int) offset, (int) length);
                }
            };
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                openMessages--;
            }
        }
    }
}
