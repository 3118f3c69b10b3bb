package io.github.hikyaku.storage.mbox;

/**
 * What an import did.
 *
 * @param messages how many messages are in the mailbox now that were not before
 * @param octets how many octets of the file they took, with all that stands before them
 * @param withoutKeywords how many of the messages lost their keywords, because the store could not take so many
 * @param cutOff whether the file ended within a line: the last message may not be whole
 */
public record MboxReport(long messages, long octets, long withoutKeywords, boolean cutOff) {}
