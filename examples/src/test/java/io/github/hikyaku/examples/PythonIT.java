package io.github.hikyaku.examples;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Python's smtplib, poplib and imaplib, in scripts that state what must be so. */
class PythonIT extends WithExampleServer {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "smtp_submission.py",
                "pop3_session.py",
                "imap_messages.py",
                "imap_mailboxes.py",
                "imap_search.py",
                "imap_idle.py"
            })
    void theScriptFindsWhatItStates(String script) throws IOException {
        Python.run(server, dir, script);
    }

    @Test
    void addressesInOtherScriptsTravelWhereAnybodyMaySendAsAnybody() throws IOException {
        restartServer("--store", "memory", "--sender-policy", "any");

        Python.run(server, dir, "smtp_utf8.py");
    }
}
