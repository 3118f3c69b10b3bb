package io.github.hikyaku.smtp.internal.submission;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.account.AccountsUnavailableException;
import io.github.hikyaku.address.ForwardPath;
import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.address.ReversePath;
import io.github.hikyaku.engine.SubmissionLimits;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.event.Peer;
import io.github.hikyaku.message.Envelope;
import io.github.hikyaku.mime.HeaderSection;
import io.github.hikyaku.mime.MimeLimits;
import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.server.ServerContext;
import io.github.hikyaku.server.SubmissionRates.Excess;
import io.github.hikyaku.smtp.internal.command.Refusal;
import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MessageContent;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What RFC 6409 asks for in one session of a submission service: who submits, as whom, how much and what. In a session of
 * another service it lets all pass. Used by one thread at a time.
 */
public final class Submission {
    private static final Reply DIRECTORY_AWAY =
            new Reply(451, "4.3.0", "The directory of users cannot be asked now, try again later");

    private final ServerContext context;
    private final Supplier<Peer> peer;
    private final InetAddress remote;
    private final @Nullable SubmissionSettings settings;
    private Optional<Account> vouched = Optional.empty();
    private String told = "";

    /**
     * For a session.
     *
     * @param peer who the client is, for events
     * @param remote the address that the connection came from, whatever the client says of itself
     * @param settings null where nothing is submitted
     */
    public Submission(
            ServerContext context, Supplier<Peer> peer, InetAddress remote, @Nullable SubmissionSettings settings) {
        this.context = context;
        this.peer = peer;
        this.remote = remote;
        this.settings = settings;
    }

    /** Whether the Received field says nothing of the client. */
    public boolean hidesClient() {
        return settings != null && settings.hideClient();
    }

    /** Who may submit without a login, as {@link #vouch} found. */
    public Optional<Account> vouched() {
        return vouched;
    }

    /** Nobody may any more. */
    public void forget() {
        vouched = Optional.empty();
        told = "";
    }

    /**
     * Looks whether somebody has read his mail from where this client is (RFC 6409 §3.3), and answers whether that makes a
     * difference.
     */
    public boolean vouch() throws Refusal {
        if (settings == null || settings.popBeforeSmtp().isEmpty()) {
            return false;
        }
        Optional<AccountId> before = vouched.map(Account::id);
        Optional<AccountId> now = settings.popBeforeSmtp().get().accountAt(remote);
        if (now.isEmpty()) {
            vouched = Optional.empty();
        } else {
            try {
                vouched = context.accounts()
                        .find(now.get().value())
                        .filter(account -> account.id().equals(now.get()));
            } catch (AccountsUnavailableException e) {
                vouched = Optional.empty();
                throw new Refusal(DIRECTORY_AWAY);
            }
        }
        Optional<AccountId> found = vouched.map(Account::id);
        if (found.isPresent() && !found.equals(before)) {
            context.event(new MailEvent.LoggedIn(
                    peer.get(), "POP-before-SMTP", found.get().value()));
        }
        return !found.equals(before);
    }

    /** Judges MAIL: RFC 6409 §4.2 and §6.1, and whether the user may send now. */
    public void checkMail(Optional<Account> login, ReversePath path) throws Refusal {
        if (settings == null) {
            return;
        }
        try {
            checkSender(settings, login, path.address());
        } catch (AccountsUnavailableException e) {
            throw new Refusal(DIRECTORY_AWAY);
        }
        if (login.isPresent()) {
            Optional<Excess> excess =
                    context.submissionRates().check(login.get().id(), 1);
            if (excess.isPresent()) {
                throw new Refusal(exceeded(452, login.get(), excess.get()));
            }
        }
        told = "";
    }

    private void checkSender(SubmissionSettings of, Optional<Account> login, @Nullable MailAddress address)
            throws Refusal {
        if (address == null) {
            if (!of.rules().allowsNullReversePath()) {
                throw new Refusal(550, "5.7.1", "Name yourself in MAIL FROM; the null reverse-path is not for you");
            }
        } else {
            if (!domains(login).isQualified(address)) {
                throw new Refusal(554, "5.1.8", "Write the whole domain of the reverse-path, as in name@example.org");
            }
            if (!permits(login, address)) {
                throw new Refusal(
                        550, "5.7.1", "You may not send as <" + address + ">; use an address of your own in MAIL FROM");
            }
        }
    }

    /** Whether the user may say that a message was first submitted by this address (RFC 4954 §5). */
    public boolean mayAssert(Optional<Account> login, String authIdentity) {
        return settings == null || authIdentity.isEmpty() || permits(login, MailAddress.of(authIdentity));
    }

    /**
     * Judges RCPT: RFC 6409 §4.2, and how many there are.
     *
     * @param before how many were accepted in this transaction
     * @return null to let it pass
     */
    public @Nullable Reply checkRecipient(Optional<Account> login, ForwardPath path, int before) {
        if (settings == null) {
            return null;
        }
        SubmissionLimits limits = context.limits().submission();
        if (before >= limits.recipientsPerMessage()) {
            tell(
                    "submission.recipientsPerMessage",
                    login.map(a -> a.id().value()).orElse(""));
            String text = "One message may have " + limits.recipientsPerMessage()
                    + " recipients; send it to the rest separately";
            return new Reply(452, "4.5.3", text);
        }
        if (login.isPresent()) {
            Optional<Excess> excess =
                    context.submissionRates().check(login.get().id(), before + 1);
            if (excess.isPresent()) {
                return exceeded(450, login.get(), excess.get());
            }
        }
        try {
            MailAddress address = path.address();
            return address == null || domains(login).isQualified(address)
                    ? null
                    : new Reply(554, "5.1.2", "Write the whole domain of the recipient, as in name@example.org");
        } catch (AccountsUnavailableException e) {
            return DIRECTORY_AWAY;
        }
    }

    /** Counts the message, whatever becomes of it, before its data comes. */
    public void begin(Optional<Account> login, int recipients) throws Refusal {
        if (settings == null || login.isEmpty()) {
            return;
        }
        Optional<Excess> excess = context.submissionRates().take(login.get().id(), recipients);
        if (excess.isPresent()) {
            throw new Refusal(exceeded(450, login.get(), excess.get()));
        }
    }

    /**
     * Judges the header section of a message that is here (RFC 6409 §6.3), and says what is to be changed.
     *
     * @param headless whether it begins with text
     */
    public SubmittedHeader examine(
            Optional<Account> login, Envelope envelope, String id, MessageContent message, boolean headless)
            throws IOException {
        if (settings == null) {
            return SubmittedHeader.UNCHANGED;
        }
        MimeLimits all = MimeLimits.DEFAULT;
        MimeLimits bounds = new MimeLimits(
                all.maxDepth(),
                all.maxParts(),
                Math.min(all.maxHeaderOctets(), context.limits().reception().maxHeaderOctets()),
                all.maxHeaderFields(),
                all.maxBoundaryOctets(),
                all.maxParameters(),
                all.maxRetainedOctets());
        HeaderSection header;
        if (headless) {
            header = HeaderSection.parse(new byte[0], bounds);
        } else {
            try (InputStream in = message.open()) {
                header = HeaderSection.read(in, bounds);
            }
        }
        boolean cut = !headless && !header.isTerminated() && header.length() < message.size();
        if (cut || header.fields().size() >= bounds.maxHeaderFields()) {
            tell("reception.maxHeaderOctets", "header section");
            return SubmittedHeader.refused(
                    new Reply(552, "5.3.4", "The header section of the message is bigger than allowed here"));
        }
        try {
            return new HeaderCheck(settings.rules(), login, envelope, domains(login), context.hostname())
                    .check(header, headless, id, context.clock().instant());
        } catch (Refusal e) {
            return SubmittedHeader.refused(e.reply());
        } catch (AccountsUnavailableException e) {
            return SubmittedHeader.refused(DIRECTORY_AWAY);
        }
    }

    /** Somebody who did not have to log in is not held to anybody's addresses. */
    private boolean permits(Optional<Account> login, MailAddress address) {
        return settings == null || login.isEmpty() || settings.rules().senders().permits(login.get(), address);
    }

    private Domains domains(Optional<Account> login) {
        return new Domains(context.hostname(), context.accounts(), login);
    }

    private Reply exceeded(int code, Account login, Excess excess) {
        tell(excess.limit(), login.id().value());
        boolean messages = excess.limit().endsWith("messagesPerHour");
        long minutes = Math.max(1, (excess.retryAfter().toSeconds() + 59) / 60);
        String text = (messages ? "You may send no more than " : "You may send to no more than ") + excess.allowed()
                + (messages ? " messages" : " recipients") + " an hour; try again in " + minutes
                + (minutes == 1 ? " minute" : " minutes");
        return new Reply(code, "4.7.1", text);
    }

    /** Tells the host once a transaction: a client may go on as long as it likes. */
    private void tell(String limit, String detail) {
        if (!told.equals(limit)) {
            told = limit;
            context.event(new MailEvent.LimitReached(peer.get(), limit, detail));
        }
    }
}
