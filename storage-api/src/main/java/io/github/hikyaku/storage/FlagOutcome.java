package io.github.hikyaku.storage;

/**
 * What came of a {@link Mailbox#store}.
 *
 * @param current the messages that the update was applied to, with their flags and MODSEQ after it, also where nothing
 *     changed by it; messages that are gone are left out
 * @param modified the messages that were left alone because their MODSEQ was above {@code unchangedSince} (RFC 7162 §3.1.3)
 */
public record FlagOutcome(MailboxView current, UidSet modified) {}
