package io.github.hikyaku.pipeline.internal;

import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.event.MailEventListener;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MessageContent;
import io.github.hikyaku.storage.SpecialUse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Final delivery (RFC 5321 §4.4): puts Return-Path on top and the message into a mailbox of each account.
 *
 * <p>All accounts are asked first whether they have the mailbox and room in it. Then the first deposit is written and
 * committed, and the others are made from its content, which a store can share rather than copy. Where nothing is
 * committed yet a failure refuses the whole message. Where some accounts have theirs already, each of the others is
 * tried {@value #ATTEMPTS} times; if that is of no use the client is told to try again, and what it then sends again goes
 * only to those who lack it ({@link PartialDeliveries}). Where each recipient has a reply of his own, each goes the same way
 * alone, but for the copy that is shared.
 */
final class LocalDelivery {
    private static final int ATTEMPTS = 3;

    private final MailStore store;
    private final AccountQuotas quotas;
    private final MailEventListener events;
    private final PartialDeliveries partial;

    LocalDelivery(MailStore store, AccountQuotas quotas, MailEventListener events, InstantSource clock) {
        this.store = store;
        this.quotas = quotas;
        this.events = events;
        this.partial = new PartialDeliveries(clock);
    }

    /** Whether it delivers without waiting for anything. */
    boolean isInMemory() {
        return store.isInMemory();
    }

    /**
     * Delivers to all of them or says why not.
     *
     * @param targets no account twice
     * @return empty if all have it, durably and for every observer to see
     */
    Optional<Reply> deliver(Mail mail, List<Target> targets, MailboxName mailbox) throws IOException {
        Set<AccountId> delivered = new HashSet<>(partial.delivered(mail));
        boolean again = !delivered.isEmpty();
        List<Target> open = targets.stream()
                .filter(target -> !delivered.contains(target.account().id()))
                .toList();
        Optional<Reply> refusal;
        try (Run run = new Run(mail, mailbox, delivered)) {
            refusal = run.deliver(open);
        } catch (Error e) {
            if (!delivered.isEmpty()) {
                partial.remember(mail, delivered); // the client will try again
            }
            throw e;
        }
        if (refusal.isPresent() && !delivered.isEmpty()) {
            partial.remember(mail, delivered);
            return Optional.of(refusal.get().isTransient() ? refusal.get() : StoreReplies.TRY_LATER);
        }
        if (refusal.isEmpty() && again) {
            partial.forget(mail);
        }
        return refusal;
    }

    /**
     * What a recipient comes to.
     *
     * @param targets no account twice
     * @param ifNone what is replied if there is no target
     */
    record Share(List<Target> targets, Reply ifNone) {}

    /** Delivers to the accounts of each recipient, to none twice; answers in their order what is replied for each. */
    List<Reply> deliverEach(Mail mail, List<Share> shares, MailboxName mailbox) throws IOException {
        Set<AccountId> before = partial.delivered(mail);
        Set<AccountId> delivered = new HashSet<>(before);
        Set<AccountId> inPart = new HashSet<>();
        List<Reply> replies = new ArrayList<>();
        try (Run run = new Run(mail, mailbox, delivered)) {
            for (Share share : shares) {
                Reply reply = share.targets().isEmpty()
                        ? share.ifNone()
                        : run.deliverAlso(share.targets()).orElseGet(() -> DefaultMailIntake.accepted(mail));
                replies.add(reply);
                if (!reply.isPositive()) {
                    share.targets()
                            .forEach(target -> inPart.add(target.account().id()));
                }
            }
        } catch (Error e) {
            if (!delivered.isEmpty()) {
                partial.remember(mail, delivered); // the client will try again for all
            }
            throw e;
        }
        inPart.retainAll(delivered);
        if (!inPart.isEmpty()) {
            partial.remember(mail, inPart); // the client will try again for a recipient who has several accounts
        } else if (!before.isEmpty()) {
            partial.forget(mail);
        }
        return replies;
    }

    /** One message on its way into several accounts. */
    private final class Run implements AutoCloseable {
        private final Mail mail;
        private final MessageContent content;
        private final MailboxName mailbox;
        private final Set<AccountId> delivered;

        /** The account whose copy others are made from, and that copy, where recipients come one after the other. */
        private @Nullable MailAccount lender;

        private @Nullable MessageContent lent;

        Run(Mail mail, MailboxName mailbox, Set<AccountId> delivered) {
            byte[] returnPath =
                    ("Return-Path: " + mail.envelope().reversePath() + "\r\n").getBytes(StandardCharsets.UTF_8);
            this.mail = mail;
            this.content = mail.prepend(returnPath).content();
            this.mailbox = mailbox;
            this.delivered = delivered;
        }

        Optional<Reply> deliver(List<Target> targets) {
            if (targets.isEmpty()) {
                return Optional.empty();
            }
            for (Target target : targets.subList(1, targets.size())) {
                Optional<Reply> refusal = check(target);
                if (refusal.isPresent()) {
                    return refusal;
                }
            }
            Target first = targets.get(0);
            try (MailAccount account = quotas.open(first.account())) {
                Mailbox target = open(account);
                long uid = deposit(target, first, content);
                return targets.size() == 1
                        ? Optional.empty()
                        : share(storedContent(target, uid), targets.subList(1, targets.size()));
            } catch (RuntimeException | IOException e) {
                return Optional.of(failed(first, e));
            }
        }

        /** Delivers to those of one recipient who lack it: to all of them, as far as can be told before, or to none. */
        Optional<Reply> deliverAlso(List<Target> targets) {
            List<Target> open = targets.stream()
                    .filter(target -> !delivered.contains(target.account().id()))
                    .toList();
            if (open.size() > 1) {
                for (Target target : open) {
                    Optional<Reply> refusal = check(target);
                    if (refusal.isPresent()) {
                        return refusal;
                    }
                }
            }
            List<Reply> refusals = new ArrayList<>();
            for (Target target : open) {
                MessageContent stored = lent;
                Exception failure = stored == null ? lend(target) : copy(stored, target);
                if (failure != null) {
                    refusals.add(failed(target, failure));
                }
            }
            boolean inPart = refusals.size() < open.size();
            return refusals.stream()
                    .findFirst()
                    .map(reply -> inPart && !reply.isTransient() ? StoreReplies.TRY_LATER : reply);
        }

        private @Nullable Exception lend(Target to) {
            MailAccount account = null;
            try {
                account = quotas.open(to.account());
                Mailbox target = open(account);
                long uid = deposit(target, to, content);
                lent = storedContent(target, uid);
                lender = account;
                return null;
            } catch (RuntimeException | IOException e) {
                if (account != null) {
                    account.close();
                }
                return delivered.contains(to.account().id()) ? null : e;
            }
        }

        @Override
        public void close() {
            if (lender != null) {
                lender.close();
            }
        }

        private Optional<Reply> check(Target target) {
            try (MailAccount account = quotas.open(target.account())) {
                open(account);
                Optional<Reply> refusal = StoreReplies.overQuota(account, content.size());
                if (refusal.isPresent()) {
                    tell(target, new MailStoreException(Kind.OVER_QUOTA, "There is no room for the message"));
                }
                return refusal;
            } catch (RuntimeException e) {
                return Optional.of(failed(target, e));
            }
        }

        private Optional<Reply> share(MessageContent stored, List<Target> others) {
            List<Reply> refusals = new ArrayList<>();
            for (Target other : others) {
                Exception failure = copy(stored, other);
                if (failure != null) {
                    refusals.add(failed(other, failure));
                }
            }
            return refusals.stream().findFirst();
        }

        /** Why the account has no copy, or null if it has one. */
        private @Nullable Exception copy(MessageContent stored, Target target) {
            Exception failure = null;
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                try (MailAccount account = quotas.open(target.account())) {
                    // The first account may have expunged its own by now: from then on what was spooled has to do.
                    deposit(open(account), target, attempt == 1 ? stored : content);
                    return null;
                } catch (RuntimeException | IOException e) {
                    if (delivered.contains(target.account().id())) {
                        return null; // it was committed, and only what came after that failed
                    }
                    failure = e;
                    if (e instanceof MailStoreException told && told.kind() == Kind.OVER_QUOTA) {
                        break;
                    }
                }
            }
            return failure;
        }

        private long deposit(Mailbox target, Target to, MessageContent octets) throws IOException {
            long uid;
            try (Deposit deposit = target.deposit(Set.of(), mail.receivedAt())) {
                deposit.write(octets);
                uid = deposit.commit().uid();
                delivered.add(to.account().id());
            }
            events.on(new MailEvent.MessageFiled(
                    mail.id(),
                    to.recipient(),
                    to.account().id().value(),
                    target.name().toString(),
                    uid));
            return uid;
        }

        private MessageContent storedContent(Mailbox target, long uid) {
            try {
                return target.content(uid);
            } catch (MailStoreException e) {
                return content;
            }
        }

        private Mailbox open(MailAccount account) {
            try {
                return account.open(mailbox);
            } catch (MailStoreException e) {
                if (e.kind() != Kind.NO_SUCH_MAILBOX) {
                    throw e;
                }
                return create(account);
            }
        }

        private Mailbox create(MailAccount account) {
            Set<SpecialUse> uses = mailbox.toString().equalsIgnoreCase("Junk") ? Set.of(SpecialUse.JUNK) : Set.of();
            try {
                Mailbox created = account.create(mailbox, uses);
                account.subscribe(mailbox, true);
                return created;
            } catch (MailStoreException e) {
                if (e.kind() != Kind.ALREADY_EXISTS) {
                    throw e;
                }
                return account.open(mailbox);
            }
        }

        private Reply failed(Target target, Exception cause) {
            tell(target, cause);
            return StoreReplies.of(cause, store, target.account().id(), content.size());
        }

        private void tell(Target target, Exception cause) {
            String account = target.account().id().value();
            events.on(new MailEvent.FilingFailed(mail.id(), target.recipient(), account, cause));
        }
    }
}
