package io.github.hikyaku.storage;

import java.util.OptionalLong;

/**
 * An optional ability of a {@link MailAccount}, declared by {@link StoreFeature#QUOTA_LIMITS}: holds the account to
 * limits (RFC 9208, the resources STORAGE and MESSAGE).
 *
 * <p>A deposit or a copy that would lead above a limit fails with {@link MailStoreException.Kind#OVER_QUOTA} and leaves
 * nothing behind, however many threads try at once: the sum never exceeds a limit. What needs no more room than before,
 * such as a move within the account, is never refused.
 */
public interface QuotaLimits {
    /**
     * Sets the limits in place of the former, for all handles to the account. A limit below what is used already takes
     * nothing away; it refuses what comes. A store with {@link StoreFeature#PERSISTENT} keeps them.
     *
     * @param octets the most octets, 0 or more, or empty for no limit
     * @param messages the most messages, 0 or more, or empty for no limit
     * @throws IllegalArgumentException if one is below 0
     */
    void limit(OptionalLong octets, OptionalLong messages);
}
