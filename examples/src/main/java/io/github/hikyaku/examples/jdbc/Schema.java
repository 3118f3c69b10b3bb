package io.github.hikyaku.examples.jdbc;

/** The tables, in SQL that H2 and PostgreSQL both take. */
final class Schema {
    /**
     * Locks are rows, and are taken in this order: the account (its tree of mailboxes changes), mailboxes by ascending id
     * (their messages change), the quota. What is to be read at one moment is read in a snapshot, without locks.
     */
    static final String[] TABLES = {
        """
        CREATE TABLE IF NOT EXISTS account (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            name VARCHAR(255) NOT NULL UNIQUE,
            last_uid_validity BIGINT NOT NULL)""",
        """
        CREATE TABLE IF NOT EXISTS quota (
            account BIGINT PRIMARY KEY REFERENCES account,
            octets BIGINT NOT NULL, messages BIGINT NOT NULL,
            octet_limit BIGINT, message_limit BIGINT)""",
        """
        CREATE TABLE IF NOT EXISTS subscription (
            account BIGINT NOT NULL REFERENCES account,
            name VARCHAR(1000) NOT NULL,
            PRIMARY KEY (account, name))""",
        // renames: a handle that was opened before the last of them is void.
        """
        CREATE TABLE IF NOT EXISTS mailbox (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            account BIGINT NOT NULL REFERENCES account,
            name VARCHAR(1000) NOT NULL,
            renames BIGINT NOT NULL,
            special_uses VARCHAR(100) NOT NULL,
            uid_validity BIGINT NOT NULL, uid_next BIGINT NOT NULL, clock BIGINT NOT NULL, recent_from BIGINT NOT NULL,
            messages INT NOT NULL, unseen INT NOT NULL, deleted INT NOT NULL, recent INT NOT NULL,
            octets BIGINT NOT NULL,
            UNIQUE (account, name))""",
        // One for all copies of a message; when the sweep first found that there is none, it notes the time. In pieces,
        // so
        // that no large message is ever in memory.
        """
        CREATE TABLE IF NOT EXISTS content (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            octets BIGINT NOT NULL,
            dot_transparent BOOLEAN NOT NULL,
            unused_since BIGINT)""",
        """
        CREATE TABLE IF NOT EXISTS piece (
            content BIGINT NOT NULL REFERENCES content ON DELETE CASCADE,
            place INT NOT NULL,
            octets BYTEA NOT NULL,
            PRIMARY KEY (content, place))""",
        """
        CREATE TABLE IF NOT EXISTS message (
            mailbox BIGINT NOT NULL REFERENCES mailbox ON DELETE CASCADE,
            uid BIGINT NOT NULL,
            content BIGINT NOT NULL REFERENCES content,
            octets BIGINT NOT NULL,
            flags VARCHAR(4000) NOT NULL,
            internal_date BIGINT NOT NULL, save_date BIGINT NOT NULL,
            mod_seq BIGINT NOT NULL,
            PRIMARY KEY (mailbox, uid))""",
        "CREATE INDEX IF NOT EXISTS message_changes ON message (mailbox, mod_seq)",
        "CREATE INDEX IF NOT EXISTS message_content ON message (content)",
        """
        CREATE TABLE IF NOT EXISTS derived (
            mailbox BIGINT NOT NULL, uid BIGINT NOT NULL,
            octets BYTEA NOT NULL,
            PRIMARY KEY (mailbox, uid),
            FOREIGN KEY (mailbox, uid) REFERENCES message ON DELETE CASCADE)""",
        // Ranges of expunged UIDs. Never forgotten: a row for each expunge of neighbours.
        """
        CREATE TABLE IF NOT EXISTS vanished (
            mailbox BIGINT NOT NULL REFERENCES mailbox ON DELETE CASCADE,
            mod_seq BIGINT NOT NULL,
            first_uid BIGINT NOT NULL, last_uid BIGINT NOT NULL,
            PRIMARY KEY (mailbox, mod_seq, first_uid))""",
    };

    private Schema() {}
}
