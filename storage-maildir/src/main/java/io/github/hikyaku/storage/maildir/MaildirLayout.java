package io.github.hikyaku.storage.maildir;

/** Where in the directory of an account the directories of its mailboxes are. INBOX is the directory itself in both. */
public enum MaildirLayout {
    /** All mailboxes side by side: {@code a/b} is {@code .a.b}. What Courier and, by default, Dovecot use. */
    MAILDIR_PLUS_PLUS,

    /** Mailboxes in each other: {@code a/b} is {@code a/b}. What Dovecot calls {@code LAYOUT=fs}. */
    FILE_SYSTEM
}
