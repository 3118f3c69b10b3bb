package io.github.hikyaku.server;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.engine.Limits;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.event.MailEventListener;
import io.github.hikyaku.message.Spool;
import io.github.hikyaku.pipeline.MailIntake;
import io.github.hikyaku.pipeline.internal.AccountQuotas;
import io.github.hikyaku.sasl.SaslMechanism;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStore;
import java.time.InstantSource;
import java.util.List;

/** A server's parts, for its sessions. */
record Context(
        String hostname,
        Limits limits,
        Accounts accounts,
        List<SaslMechanism> saslMechanisms,
        MailStore store,
        MailIntake intake,
        AccountQuotas quotas,
        Spool spool,
        MaildropLocks maildropLocks,
        SubmissionRates submissionRates,
        ClientRates clientRates,
        InstantSource clock,
        MailEventListener events)
        implements ServerContext {
    @Override
    public MailAccount open(Account account) {
        return quotas.open(account);
    }

    @Override
    public void event(MailEvent event) {
        events.on(event);
    }
}
