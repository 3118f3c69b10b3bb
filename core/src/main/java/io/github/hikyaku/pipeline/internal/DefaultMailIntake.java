package io.github.hikyaku.pipeline.internal;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.account.AccountsUnavailableException;
import io.github.hikyaku.address.ForwardPath;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.event.MailEventListener;
import io.github.hikyaku.event.Peer;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.message.Origin;
import io.github.hikyaku.message.Recipient;
import io.github.hikyaku.pipeline.IntakeSession;
import io.github.hikyaku.pipeline.MailIntake;
import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.pipeline.SessionPoint;
import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.MailboxName;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The intake of a server that delivers to its own accounts and relays nothing: stages in order, then local delivery. It
 * works on the caller's thread, and on a worker behind a stage that answered later.
 */
public final class DefaultMailIntake implements MailIntake {
    private static final Reply RECIPIENT_OK = new Reply(250, "2.1.5", "Recipient accepted");
    private static final Reply NO_SUCH_USER = new Reply(550, "5.1.1", "No such user here");
    private static final Reply RELAYING_DENIED = new Reply(550, "5.7.1", "Relaying denied");
    private static final Reply NO_RELAY =
            new Reply(550, "5.7.1", "This server delivers to its own domains only, it does not relay");
    /** That the stages let pass. */
    static final Reply PASS = new Reply(250, "2.0.0", "Ok");

    private static final Reply RECIPIENT_GONE =
            new Reply(451, "4.3.0", "A recipient is gone since it was accepted, try again");

    private final LocalAddresses addresses;
    private final List<NamedStage> stages;
    private final MailEventListener events;
    private final AccountQuotas quotas;
    private final LocalDelivery delivery;
    private final Executor workers;

    /**
     * An intake.
     *
     * @param localDomains in any case; the first ones count first for Postmaster without a domain
     * @param events must not throw
     * @param workers where it goes on behind a stage that answered later
     */
    public DefaultMailIntake(
            Collection<String> localDomains,
            Accounts accounts,
            MailStore store,
            List<NamedStage> stages,
            MailEventListener events,
            InstantSource clock,
            Executor workers) {
        this.addresses = new LocalAddresses(localDomains, accounts);
        this.stages = List.copyOf(stages);
        this.events = events;
        this.workers = workers;
        this.quotas = new AccountQuotas(store, events);
        this.delivery = new LocalDelivery(store, quotas, events, clock);
    }

    /** Opens accounts held to their quota, for whoever else opens them. */
    public AccountQuotas quotas() {
        return quotas;
    }

    @Override
    public IntakeSession open() {
        return new StagedSession(this);
    }

    List<NamedStage> stages() {
        return stages;
    }

    void event(MailEvent event) {
        events.on(event);
    }

    /** Asks the stages, for a client. */
    StageRun run(Origin origin) {
        return new StageRun(stages, workers, events, origin.peer());
    }

    /** Whether what there is to do at a point waits for nothing. */
    boolean answersAtOnce(SessionPoint point) {
        return switch (point) {
            case RECIPIENT -> addresses.isInMemory();
            case MESSAGE -> addresses.isInMemory() && delivery.isInMemory();
            default -> true;
        };
    }

    /** Judges a recipient by the directory and his quota alone. */
    CompletionStage<Reply> judge(Origin origin, ForwardPath recipient) {
        try {
            List<Account> accounts = new ArrayList<>();
            Reply reply = find(origin, recipient, accounts);
            if (!quotas.asksStore(accounts)) {
                return CompletableFuture.completedFuture(reply);
            }
            Supplier<Reply> room = () -> quotas.refusal(accounts).orElse(reply);
            return delivery.isInMemory()
                    ? CompletableFuture.completedFuture(room.get())
                    : CompletableFuture.supplyAsync(room, workers); // this may be an I/O thread
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(internalError(origin.peer(), "accounts", e));
        }
    }

    private Reply find(Origin origin, ForwardPath recipient, List<Account> found) {
        if (!addresses.isLocal(recipient, origin.peer().local().getAddress())) {
            return origin.login().isPresent() ? NO_RELAY : RELAYING_DENIED;
        }
        try {
            found.addAll(addresses.accountsOf(recipient));
            return found.isEmpty() ? NO_SUCH_USER : RECIPIENT_OK;
        } catch (AccountsUnavailableException e) {
            return StageRun.DIRECTORY_AWAY;
        }
    }

    /** Checks that an address that a stage named is one of this server's. */
    void checkOurs(ForwardPath path, Origin origin) {
        if (!addresses.isLocal(path, origin.peer().local().getAddress())
                || addresses.accountsOf(path).isEmpty()) {
            throw new IllegalArgumentException(path + " is no address of this server");
        }
    }

    /** Delivers to the accounts of all recipients, or to none. */
    Reply deliver(Mail mail, List<ForwardPath> recipients, MailboxName mailbox) {
        try {
            return tryToDeliver(mail, recipients, mailbox);
        } catch (RuntimeException | IOException | LinkageError | StackOverflowError | AssertionError e) {
            return refused(mail, internalError(mail.origin().peer(), "delivery", e), null);
        }
    }

    private Reply tryToDeliver(Mail mail, List<ForwardPath> recipients, MailboxName mailbox) throws IOException {
        Map<AccountId, Target> targets = new LinkedHashMap<>();
        for (ForwardPath recipient : recipients) {
            if (!addresses.isLocal(recipient, mail.origin().peer().local().getAddress())) {
                return refused(mail, NO_RELAY, null);
            }
            List<Account> accounts;
            try {
                accounts = addresses.accountsOf(recipient);
            } catch (AccountsUnavailableException e) {
                return refused(mail, StageRun.DIRECTORY_AWAY, null);
            }
            if (accounts.isEmpty()) {
                // When the client tries again RCPT tells it which one, and the others get theirs.
                return refused(mail, RECIPIENT_GONE, null);
            }
            accounts.forEach(account -> targets.putIfAbsent(account.id(), new Target(account, recipient.toString())));
        }
        Optional<Reply> refusal = delivery.deliver(mail, new ArrayList<>(targets.values()), mailbox);
        if (refusal.isPresent()) {
            return refused(mail, refusal.get(), null);
        }
        events.on(new MailEvent.MessageAccepted(
                mail.origin().peer(),
                mail.id(),
                mail.envelope().reversePath().toString(),
                mail.envelope().recipients().stream().map(Recipient::toString).toList(),
                mail.received().size()));
        return accepted(mail);
    }

    /** Delivers to the accounts of each recipient, whatever becomes of the others; answers in their order. */
    List<Reply> deliverEach(Mail mail, List<ForwardPath> recipients, MailboxName mailbox) {
        List<Reply> replies;
        try {
            replies = delivery.deliverEach(mail, new Expansion(mail.origin()).of(recipients), mailbox);
        } catch (RuntimeException | IOException | LinkageError | StackOverflowError | AssertionError e) {
            Reply reply = refused(mail, internalError(mail.origin().peer(), "delivery", e), null);
            return Collections.nCopies(recipients.size(), reply);
        }
        String reversePath = mail.envelope().reversePath().toString();
        List<String> accepted = new ArrayList<>();
        for (int i = 0; i < replies.size(); i++) {
            String recipient = recipients.get(i).toString();
            Reply reply = replies.get(i);
            if (reply.isPositive()) {
                accepted.add(recipient);
            } else {
                events.on(
                        new MailEvent.RecipientRefused(mail.origin().peer(), reversePath, recipient, reply.toString()));
            }
        }
        if (accepted.isEmpty()) {
            refused(mail, replies.get(0), null);
        } else {
            events.on(new MailEvent.MessageAccepted(
                    mail.origin().peer(),
                    mail.id(),
                    reversePath,
                    accepted,
                    mail.received().size()));
        }
        return replies;
    }

    /** Whose addresses are whose, at the moment of delivery. */
    private final class Expansion {
        private final Origin origin;

        Expansion(Origin origin) {
            this.origin = origin;
        }

        List<LocalDelivery.Share> of(List<ForwardPath> recipients) {
            return recipients.stream().map(this::of).toList();
        }

        private LocalDelivery.Share of(ForwardPath recipient) {
            if (!addresses.isLocal(recipient, origin.peer().local().getAddress())) {
                return new LocalDelivery.Share(List.of(), NO_RELAY);
            }
            try {
                List<Target> targets = addresses.accountsOf(recipient).stream()
                        .map(account -> new Target(account, recipient.toString()))
                        .toList();
                return new LocalDelivery.Share(targets, NO_SUCH_USER);
            } catch (AccountsUnavailableException e) {
                return new LocalDelivery.Share(List.of(), StageRun.DIRECTORY_AWAY);
            }
        }
    }

    static Reply accepted(Mail mail) {
        return new Reply(250, "2.0.0", "Message accepted: " + mail.id());
    }

    Reply refused(Mail mail, Reply reply, @Nullable String stage) {
        events.on(new MailEvent.MessageRefused(
                mail.origin().peer(),
                mail.id(),
                mail.envelope().reversePath().toString(),
                reply.toString(),
                Optional.ofNullable(stage)));
        return reply;
    }

    Reply internalError(Peer peer, String where, Throwable cause) {
        events.on(new MailEvent.InternalError(Optional.of(peer), where, cause));
        return StoreReplies.TRY_LATER;
    }
}
