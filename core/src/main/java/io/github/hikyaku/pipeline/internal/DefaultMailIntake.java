package io.github.hikyaku.pipeline.internal;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.account.AccountsUnavailableException;
import io.github.hikyaku.address.ForwardPath;
import io.github.hikyaku.address.ReversePath;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.event.MailEventListener;
import io.github.hikyaku.event.Peer;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.message.Origin;
import io.github.hikyaku.pipeline.MailIntake;
import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.pipeline.Verdict;
import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.MailboxName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The intake of a server that delivers to its own accounts and relays nothing: stages in order, then local delivery.
 * Its stages are complete when they are returned: it works on the caller's thread.
 */
public final class DefaultMailIntake implements MailIntake {
    private static final Reply RECIPIENT_OK = new Reply(250, "2.1.5", "Recipient accepted");
    private static final Reply NO_SUCH_USER = new Reply(550, "5.1.1", "No such user here");
    private static final Reply RELAYING_DENIED = new Reply(550, "5.7.1", "Relaying denied");
    private static final Reply NO_RELAY =
            new Reply(550, "5.7.1", "This server delivers to its own domains only, it does not relay");
    private static final Reply DIRECTORY_AWAY =
            new Reply(451, "4.3.0", "The directory of users cannot be asked now, try again later");
    private static final Reply RECIPIENT_GONE =
            new Reply(451, "4.3.0", "A recipient is gone since it was accepted, try again");

    private final LocalAddresses addresses;
    private final List<NamedStage> stages;
    private final MailEventListener events;
    private final LocalDelivery delivery;

    /**
     * An intake.
     *
     * @param localDomains in any case; the first ones count first for Postmaster without a domain
     * @param events must not throw
     */
    public DefaultMailIntake(
            Collection<String> localDomains,
            Accounts accounts,
            MailStore store,
            List<NamedStage> stages,
            MailEventListener events,
            InstantSource clock) {
        this.addresses = new LocalAddresses(localDomains, accounts);
        this.stages = List.copyOf(stages);
        this.events = events;
        this.delivery = new LocalDelivery(store, events, clock);
    }

    @Override
    public CompletionStage<Reply> recipient(Origin origin, ReversePath reversePath, ForwardPath recipient) {
        return CompletableFuture.completedStage(judge(origin, recipient));
    }

    private Reply judge(Origin origin, ForwardPath recipient) {
        if (!addresses.isLocal(recipient, origin.peer().local().getAddress())) {
            return origin.login().isPresent() ? NO_RELAY : RELAYING_DENIED;
        }
        try {
            return addresses.accountsOf(recipient).isEmpty() ? NO_SUCH_USER : RECIPIENT_OK;
        } catch (AccountsUnavailableException e) {
            return DIRECTORY_AWAY;
        } catch (RuntimeException e) {
            return internalError(origin.peer(), "accounts", e);
        }
    }

    @Override
    public CompletionStage<Reply> accept(Mail mail) {
        Reply reply;
        try {
            reply = process(mail);
        } catch (RuntimeException | IOException | LinkageError | StackOverflowError | AssertionError e) {
            reply = refused(mail, internalError(mail.origin().peer(), "delivery", e), null);
        }
        return CompletableFuture.completedStage(reply);
    }

    @Override
    public boolean judgesAtOnce() {
        return addresses.isInMemory();
    }

    @Override
    public boolean acceptsAtOnce() {
        return stages.isEmpty() && addresses.isInMemory() && delivery.isInMemory();
    }

    private Reply process(Mail received) throws IOException {
        Mail mail = received;
        MailboxName mailbox = MailboxName.INBOX;
        List<ForwardPath> recipients = mail.envelope().recipients();
        for (NamedStage stage : stages) {
            Verdict verdict;
            try {
                verdict = Objects.requireNonNull(stage.stage().judge(mail), "The stage gave no verdict");
                if (verdict instanceof Verdict.Redirect redirect) {
                    recipients = redirected(redirect, mail);
                }
            } catch (AccountsUnavailableException e) {
                return refused(mail, DIRECTORY_AWAY, stage.name());
            } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                Reply reply = internalError(mail.origin().peer(), "stage " + stage.name(), e);
                return refused(mail, reply, stage.name());
            }
            if (verdict instanceof Verdict.Tag tag) {
                String field = tag.name() + ": " + tag.value() + "\r\n";
                mail = mail.prepend(field.getBytes(StandardCharsets.UTF_8));
                judged(mail, stage, "tag " + tag.name() + ": " + tag.value());
            } else if (verdict instanceof Verdict.Quarantine quarantine) {
                mailbox = MailboxName.of(quarantine.mailbox());
                judged(mail, stage, "quarantine into " + mailbox);
            } else if (verdict instanceof Verdict.Redirect) {
                judged(mail, stage, "redirect to " + recipients);
            } else if (verdict instanceof Verdict.Reject reject) {
                return refused(mail, reject.reply(), stage.name());
            } else if (verdict instanceof Verdict.Defer defer) {
                return refused(mail, defer.reply(), stage.name());
            } else if (verdict instanceof Verdict.Discard) {
                events.on(new MailEvent.MessageDiscarded(mail.origin().peer(), mail.id(), stage.name()));
                return accepted(mail);
            }
        }
        return deliver(mail, recipients, mailbox);
    }

    private void judged(Mail mail, NamedStage stage, String verdict) {
        events.on(new MailEvent.MessageJudged(mail.origin().peer(), mail.id(), stage.name(), verdict));
    }

    private List<ForwardPath> redirected(Verdict.Redirect redirect, Mail mail) {
        List<ForwardPath> to = redirect.to().stream().map(ForwardPath::of).toList();
        for (ForwardPath path : to) {
            if (!addresses.isLocal(path, mail.origin().peer().local().getAddress())
                    || addresses.accountsOf(path).isEmpty()) {
                throw new IllegalArgumentException("Redirected to " + path + ", which is no address of this server");
            }
        }
        return to;
    }

    private Reply deliver(Mail mail, List<ForwardPath> recipients, MailboxName mailbox) throws IOException {
        Map<AccountId, Target> targets = new LinkedHashMap<>();
        for (ForwardPath recipient : recipients) {
            if (!addresses.isLocal(recipient, mail.origin().peer().local().getAddress())) {
                return refused(mail, NO_RELAY, null);
            }
            List<Account> accounts;
            try {
                accounts = addresses.accountsOf(recipient);
            } catch (AccountsUnavailableException e) {
                return refused(mail, DIRECTORY_AWAY, null);
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
                mail.envelope().recipients().stream().map(ForwardPath::toString).toList(),
                mail.received().size()));
        return accepted(mail);
    }

    private static Reply accepted(Mail mail) {
        return new Reply(250, "2.0.0", "Message accepted: " + mail.id());
    }

    private Reply refused(Mail mail, Reply reply, @Nullable String stage) {
        events.on(new MailEvent.MessageRefused(
                mail.origin().peer(),
                mail.id(),
                mail.envelope().reversePath().toString(),
                reply.toString(),
                Optional.ofNullable(stage)));
        return reply;
    }

    private Reply internalError(Peer peer, String where, Throwable cause) {
        events.on(new MailEvent.InternalError(Optional.of(peer), where, cause));
        return StoreReplies.TRY_LATER;
    }
}
