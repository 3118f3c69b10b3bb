package io.github.hikyaku.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.github.hikyaku.engine.TlsMode;
import io.github.hikyaku.engine.memory.SessionHarness;
import io.github.hikyaku.imap.Imap;
import io.github.hikyaku.pop3.Pop3;

/** Any octets in any pieces to an IMAP or POP3 session: no failure escapes, and it ends. */
public final class AccessFuzz {
    private static final String IMAP = "a LOGIN " + Server.USER + " " + Server.SECRET + "\r\nb SELECT INBOX\r\n";
    private static final String POP3 = "USER " + Server.USER + "\r\nPASS " + Server.SECRET + "\r\n";

    private AccessFuzz() {}

    /** One session. */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        boolean imap = data.consumeBoolean();
        boolean login = data.consumeBoolean();
        int piece = data.consumeInt(1, 200);
        SessionHarness session = imap
                ? Server.open(Imap.imap().plaintextAuth(true), TlsMode.STARTTLS)
                : Server.open(Pop3.pop3().plaintextAuth(true), TlsMode.STARTTLS);
        if (login) {
            session.feed(imap ? IMAP : POP3);
        }
        session.feed(data.consumeRemainingAsBytes(), piece);
        Server.end(session);
    }
}
