package io.github.hikyaku.storage;

/**
 * The state of a mailbox at one MODSEQ.
 *
 * @param uidValidity 1 to 2^32-1; as long as it stays the same, UIDs name the same messages
 * @param uidNext above every UID given out so far, 1 to 2^32-1
 * @param highestModSeq the mailbox's clock, 1 to 2^63-1: at least the MODSEQ of every message and of every change ever made
 * @param messages how many messages
 * @param unseen how many without {@link Flag#SEEN}
 * @param deleted how many with {@link Flag#DELETED}
 * @param recent how many that no session has claimed yet, see {@link Mailbox#claimRecent}
 * @param octets the sum of the message sizes
 */
public record MailboxStatus(
        long uidValidity,
        long uidNext,
        long highestModSeq,
        int messages,
        int unseen,
        int deleted,
        int recent,
        long octets) {}
