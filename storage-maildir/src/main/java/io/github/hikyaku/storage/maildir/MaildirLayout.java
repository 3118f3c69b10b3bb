package io.github.hikyaku.storage.maildir;

/**
 * Where in the directory of an account the directories of its mailboxes are. INBOX is the account's directory itself in
 * both. Segments of names are in modified UTF-7 (RFC 3501 §5.1.3); some characters are then written as a backslash and two
 * hexadecimal digits, as Dovecot's listescape plugin does. A directory that is not spelt so is no mailbox.
 */
public enum MaildirLayout {
    /**
     * All mailboxes side by side: {@code a/b} is the directory {@code .a.b}, and dots within segments are escaped. What
     * Courier and, by default, Dovecot use.
     */
    MAILDIR_PLUS_PLUS,

    /**
     * Mailboxes in each other: {@code a/b} is the directory {@code a/b}. What Dovecot calls {@code LAYOUT=fs}. Names of
     * files that are in a Maildir, or may be, are escaped: a leading dot, {@code cur}, {@code new}, {@code tmp}, {@code
     * maildirfolder}, and what starts with {@code dovecot.}, {@code dovecot-}, {@code hikyaku-}, {@code subscriptions} or
     * {@code maildirsize}. A tree of mailboxes is renamed by one rename.
     */
    FILE_SYSTEM
}
