package io.github.hikyaku.pipeline.internal;

import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.QuotaUsage;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * What a client is told when the store does not take a message. A full account may have room again tomorrow, so it is
 * told to try later (452 4.2.2, as RFC 3463 §3.3 suggests: a persistent transient failure), unless the message alone is
 * larger than all that the account may hold (552 5.2.2). A full disk is 452 4.3.1, everything else 451 4.3.0.
 */
final class StoreReplies {
    private static final Reply MAILBOX_FULL = new Reply(452, "4.2.2", "The recipient's mailbox is full");
    private static final Reply NEVER_FITS = new Reply(552, "5.2.2", "The message is larger than the recipient's quota");
    private static final Reply DISK_FULL = new Reply(452, "4.3.1", "Insufficient system storage");
    static final Reply TRY_LATER = new Reply(451, "4.3.0", "Local error in processing, try again later");

    private StoreReplies() {}

    /** The reply for a failure that happened on the way into an account. */
    static Reply of(Exception failure, MailStore store, AccountId id, long octets) {
        if (failure instanceof MailStoreException e && e.kind() == MailStoreException.Kind.OVER_QUOTA) {
            try (MailAccount account = store.open(id)) {
                return overQuota(account, octets).orElse(DISK_FULL);
            } catch (RuntimeException unknown) {
                return MAILBOX_FULL;
            }
        }
        return isDiskFull(failure) ? DISK_FULL : TRY_LATER;
    }

    /** The JDK tells a full disk by the system's words alone: those of Linux and macOS, then Windows. */
    private static boolean isDiskFull(Throwable failure) {
        Throwable cause = failure;
        // A chain of causes may have been made a circle.
        for (int depth = 0; cause != null && depth < 20; depth++) {
            String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            boolean full = message.contains("no space left") || message.contains("not enough space on the disk");
            if (cause instanceof IOException && full) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** The reply if the account's quota has no room for so many octets. */
    static Optional<Reply> overQuota(MailAccount account, long octets) {
        QuotaUsage quota = account.quota();
        long mostOctets = quota.octetLimit().orElse(Long.MAX_VALUE);
        long mostMessages = quota.messageLimit().orElse(Long.MAX_VALUE);
        if (octets > mostOctets) {
            return Optional.of(NEVER_FITS);
        }
        boolean full = octets > mostOctets - quota.octets() || quota.messages() >= mostMessages;
        return full ? Optional.of(MAILBOX_FULL) : Optional.empty();
    }
}
