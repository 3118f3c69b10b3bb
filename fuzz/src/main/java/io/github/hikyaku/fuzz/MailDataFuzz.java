package io.github.hikyaku.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.github.hikyaku.engine.TlsMode;
import io.github.hikyaku.engine.memory.SessionHarness;
import io.github.hikyaku.smtp.Smtp;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Any mail data, whatever it looks like and however it is cut, is answered by one reply: none of it is run as a command. */
public final class MailDataFuzz {
    private static final String ENVELOPE =
            "EHLO a.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<" + Server.USER + ">\r\n";

    private MailDataFuzz() {}

    /** One message. */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        boolean chunked = data.consumeBoolean();
        int piece = data.consumeInt(1, 200);
        String mail = new String(data.consumeRemainingAsBytes(), StandardCharsets.ISO_8859_1);
        String sent = chunked ? "BDAT " + mail.length() + " LAST\r\n" + mail : "DATA\r\n" + stuffed(mail) + ".\r\n";
        SessionHarness session = Server.open(Smtp.mx(), TlsMode.NONE);
        session.feed(ENVELOPE);
        if (session.read().lines().noneMatch(line -> line.startsWith("250 2.1.5"))) {
            throw new AssertionError("The recipient was refused");
        }
        session.feed((sent + "NOOP\r\nQUIT\r\n").getBytes(StandardCharsets.ISO_8859_1), piece);
        List<Integer> codes = SmtpReplies.codes(Server.end(session));
        int last = codes.size() - 1;
        boolean asMany = codes.size() == (chunked ? 3 : 4) && (chunked || codes.get(0) == 354);
        if (!asMany || codes.get(last - 1) != 250 || codes.get(last) != 221) {
            throw new AssertionError("Replies with " + codes);
        }
    }

    /** Dot-stuffed (RFC 5321 §4.5.2), with a line end at its end. */
    private static String stuffed(String mail) {
        String lines = ("\r\n" + mail).replace("\r\n.", "\r\n..").substring(2);
        return lines.isEmpty() || lines.endsWith("\r\n") ? lines : lines + "\r\n";
    }
}
