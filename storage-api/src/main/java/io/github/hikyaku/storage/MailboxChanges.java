package io.github.hikyaku.storage;

/**
 * What happened in a mailbox since a MODSEQ. An observer that knew the mailbox at that MODSEQ and applies this knows it
 * at {@code status.highestModSeq()}.
 *
 * @param status the state that the changes lead to
 * @param touched every message that is there now and whose MODSEQ is above the one asked for: those with a UID at or
 *     above the observer's last UIDNEXT arrived, the others changed their flags
 * @param vanished the UIDs expunged since the MODSEQ asked for, perhaps with some expunged earlier; never one that is there
 * @param complete whether {@code vanished} covers everything since then; false if the store has forgotten, and the
 *     observer must compare its UIDs with {@link Mailbox#view}
 */
public record MailboxChanges(MailboxStatus status, MailboxView touched, UidSet vanished, boolean complete) {}
