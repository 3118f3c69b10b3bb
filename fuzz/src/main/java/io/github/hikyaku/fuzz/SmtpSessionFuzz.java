package io.github.hikyaku.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.github.hikyaku.engine.TlsMode;
import io.github.hikyaku.engine.memory.SessionHarness;
import io.github.hikyaku.smtp.Smtp;
import io.github.hikyaku.smtp.SmtpService;

/** Any octets in any pieces to an SMTP session: no failure escapes, every line sent is one of a reply, and it ends. */
public final class SmtpSessionFuzz {
    private static final SmtpService[] SERVICES = {
        Smtp.mx(), Smtp.submission().plaintextAuth(true), Smtp.lmtp().plaintextAuth(true)
    };
    private static final String[] BEGINNINGS = {
        "",
        "EHLO a.example\r\n",
        "LHLO a.example\r\n",
        "EHLO a.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<" + Server.USER + ">\r\n",
        "EHLO a.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<" + Server.USER + ">\r\nDATA\r\n",
        "EHLO a.example\r\nAUTH PLAIN AGJvYkB0ZXN0LmV4YW1wbGUAc2VjcmV0\r\n"
    };

    private SmtpSessionFuzz() {}

    /** One session. */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        SmtpService service = SERVICES[data.consumeInt(0, SERVICES.length - 1)];
        String beginning = BEGINNINGS[data.consumeInt(0, BEGINNINGS.length - 1)];
        int piece = data.consumeInt(1, 200);
        SessionHarness session = Server.open(service, TlsMode.STARTTLS);
        session.feed(beginning);
        session.feed(data.consumeRemainingAsBytes(), piece);
        SmtpReplies.codes(Server.end(session));
    }
}
