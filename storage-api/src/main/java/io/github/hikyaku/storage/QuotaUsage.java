package io.github.hikyaku.storage;

import java.util.OptionalLong;

/**
 * What an account uses and may use.
 *
 * @param octets the sum of the message sizes
 * @param messages the number of messages
 * @param octetLimit the most octets, or empty for no limit
 * @param messageLimit the most messages, or empty for no limit
 */
public record QuotaUsage(long octets, long messages, OptionalLong octetLimit, OptionalLong messageLimit) {
    /** Usage without limits. */
    public static QuotaUsage unlimited(long octets, long messages) {
        return new QuotaUsage(octets, messages, OptionalLong.empty(), OptionalLong.empty());
    }
}
