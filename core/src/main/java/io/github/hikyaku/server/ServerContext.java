package io.github.hikyaku.server;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.engine.Limits;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.message.Spool;
import io.github.hikyaku.pipeline.MailIntake;
import io.github.hikyaku.sasl.SaslMechanism;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.MailStoreException;
import java.time.InstantSource;
import java.util.List;

/** What a server offers to the sessions of its protocols. Safe for use by many threads. */
public interface ServerContext {
    /** The server's name, as in greetings and trace fields. */
    String hostname();

    /** Every limit. */
    Limits limits();

    /** Who has an account. */
    Accounts accounts();

    /** The mechanisms to log in with, the preferred one first. */
    List<SaslMechanism> saslMechanisms();

    /** Where mail is kept. */
    MailStore store();

    /**
     * Opens an account that logged in, held to the quota that the directory says it has.
     *
     * @throws MailStoreException if the account cannot be opened now
     */
    default MailAccount open(Account account) {
        return store().open(account.id());
    }

    /** Where mail that comes in goes. */
    MailIntake intake();

    /** Where messages are held while they come in. */
    Spool spool();

    /** The POP3 maildrops that are in use (RFC 1939 §4). */
    MaildropLocks maildropLocks();

    /** What accounts have submitted lately. */
    SubmissionRates submissionRates();

    /** What clients have done lately. */
    ClientRates clientRates();

    /** The time. */
    InstantSource clock();

    /** Tells the host. Never throws. */
    void event(MailEvent event);
}
