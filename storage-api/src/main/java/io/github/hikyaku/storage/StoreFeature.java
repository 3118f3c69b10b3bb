package io.github.hikyaku.storage;

/** What a store can do beyond the basic contract. The testkit has a contract for each; a protocol announces only what is declared. */
public enum StoreFeature {
    /** Mail, flags, UIDs and MODSEQ survive closing the store and opening it again. A {@link Deposit#commit} is durable. */
    PERSISTENT,
    /** {@link MailAccount#create} keeps the special uses it is given (RFC 6154). */
    SPECIAL_USE,
    /** Mailboxes implement {@link DerivedData}. */
    DERIVED_DATA,
    /** Accounts implement {@link QuotaLimits} (RFC 9208). */
    QUOTA_LIMITS,
    /** Mailboxes implement {@link ObjectIds} (RFC 8474). */
    OBJECT_IDS,
    /** Mailboxes implement {@link SaveDates} (RFC 8514). */
    SAVE_DATE,
    /** Accounts and mailboxes implement {@link Metadata} (RFC 5464). */
    METADATA,
    /** Mailboxes implement {@link SearchIndex}. */
    SEARCH
}
