package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.engine.Framing;
import io.github.hikyaku.engine.ReplyBuffer;
import io.github.hikyaku.smtp.internal.command.Arguments;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The commands that are about the session rather than about mail. */
final class SessionCommands {
    private SessionCommands() {}

    /** RFC 5321 §4.1.1.1. EHLO in a mail transaction ends it (§4.1.4). */
    static Framing ehlo(SmtpSession session, Arguments.Greeting greeting) throws Exception {
        return greet(session, greeting, true, () -> answerEhlo(session));
    }

    static Framing helo(SmtpSession session, Arguments.Greeting greeting) throws Exception {
        return greet(session, greeting, false, () -> {
            session.connection().send(Replies.ascii("250 " + session.hostname() + "\r\n"));
            return session.lines();
        });
    }

    private static Framing greet(
            SmtpSession session, Arguments.Greeting greeting, boolean extended, Supplier<Framing> answer)
            throws Exception {
        session.greeted(greeting.name(), extended);
        return session.await(session.intake().greeted(session.origin()), reply -> {
            if (reply.isPositive()) {
                return answer.get();
            }
            session.ungreeted();
            String verb = session.settings().lmtp() ? "LHLO " : extended ? "EHLO " : "HELO ";
            return session.refuse(verb + greeting.name(), reply);
        });
    }

    private static Framing answerEhlo(SmtpSession session) {
        List<String> lines = new ArrayList<>();
        lines.add(session.hostname());
        Extensions.offered(session).forEach(extension -> lines.add(extension.ehloLine(session)));
        ReplyBuffer buffer = new ReplyBuffer();
        for (int i = 0; i < lines.size(); i++) {
            buffer.append(i < lines.size() - 1 ? "250-" : "250 ")
                    .append(lines.get(i))
                    .crlf();
        }
        session.connection().send(buffer);
        return session.lines();
    }

    /** RFC 3207 §4.2: all that the client said in plaintext is forgotten. */
    static Framing startTls(SmtpSession session, Arguments.None none) {
        session.forget();
        session.connection().startTls(Replies.START_TLS.octets());
        return session.lines();
    }

    static Framing noop(SmtpSession session, Arguments.Text text) {
        return session.reply(Replies.OK);
    }

    static Framing help(SmtpSession session, Arguments.Text text) {
        String verbs = CommandTable.offered(session).collect(Collectors.joining(" "));
        session.connection().send(Replies.ascii("214 2.0.0 RFC 5321: " + verbs + "\r\n"));
        return session.lines();
    }

    static Framing quit(SmtpSession session, Arguments.None none) {
        session.reply(Replies.BYE);
        session.close();
        return session.lines();
    }
}
