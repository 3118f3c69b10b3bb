package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.account.AccountsUnavailableException;
import io.github.hikyaku.account.Resolution;
import io.github.hikyaku.address.AddressSyntaxException;
import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.engine.Framing;
import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.smtp.internal.command.Arguments;
import io.github.hikyaku.smtp.internal.command.CommandLine;
import io.github.hikyaku.smtp.internal.command.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** VRFY and EXPN (RFC 5321 §3.5), where the host has them tell who has mail here. */
final class DirectoryCommands {
    private static final String UTF8 = " SMTPUTF8";

    private DirectoryCommands() {}

    /** RFC 5321 §7.3: a server that keeps its users to itself says neither yes nor no. */
    static Framing vrfy(SmtpSession session, Arguments.Text text) throws Refusal {
        if (!session.settings().verify() || session.login().isMissing()) {
            return session.reply(Replies.CANNOT_VERIFY);
        }
        Query query = Query.of(text.text());
        try {
            List<MailAddress> members = query.members(session);
            return members.isEmpty()
                    ? unknown(session, "VRFY", query)
                    : tell(session, query, List.of(query.told(members)));
        } catch (AccountsUnavailableException e) {
            return session.reply(Replies.CANNOT_VERIFY);
        }
    }

    static Framing expn(SmtpSession session, Arguments.Text text) throws Refusal {
        Query query = Query.of(text.text());
        try {
            List<MailAddress> members = query.members(session);
            return members.isEmpty() ? unknown(session, "EXPN", query) : tell(session, query, members);
        } catch (AccountsUnavailableException e) {
            throw new Refusal(Replies.NOT_EXPANDED_NOW);
        }
    }

    private static Framing unknown(SmtpSession session, String verb, Query query) {
        return session.refuse(verb + " " + query.text, Replies.NO_SUCH_USER);
    }

    private static Framing tell(SmtpSession session, Query query, List<MailAddress> addresses) {
        // RFC 6531 §3.7.4.2.
        if (!query.utf8 && addresses.stream().anyMatch(MailAddress::isInternationalized)) {
            return session.reply(Replies.NEEDS_UTF8);
        }
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < addresses.size(); i++) {
            String line = new Reply(250, "2.1.5", "<" + addresses.get(i) + ">").toString();
            lines.append(i < addresses.size() - 1 ? "250-" + line.substring(4) : line)
                    .append("\r\n");
        }
        session.connection().send(lines.toString().getBytes(StandardCharsets.UTF_8));
        return session.lines();
    }

    /** What is asked for: an address, or the name that somebody logs in with. */
    private record Query(String text, boolean utf8) {
        static Query of(String argument) {
            String upper = CommandLine.upper(argument);
            boolean utf8 = upper.endsWith(UTF8);
            String text = utf8 ? argument.substring(0, argument.length() - UTF8.length()) : argument;
            String bare = text.strip();
            boolean brackets = bare.length() > 2 && bare.startsWith("<") && bare.endsWith(">");
            return new Query(brackets ? bare.substring(1, bare.length() - 1) : bare, utf8);
        }

        private boolean isAddress() {
            return text.indexOf('@') >= 0;
        }

        /** Whom it leads to: nobody if it is not known. */
        List<MailAddress> members(SmtpSession session) throws Refusal {
            if (!isAddress()) {
                return session.context().accounts().find(text).map(Account::address).stream()
                        .toList();
            }
            try {
                return session.context().accounts().resolve(MailAddress.of(text)) instanceof Resolution.Local local
                        ? local.accounts().stream().map(Account::address).toList()
                        : List.of();
            } catch (AddressSyntaxException e) {
                throw new Refusal(Replies.NO_ADDRESS);
            }
        }

        /** How VRFY names what it found. */
        MailAddress told(List<MailAddress> members) {
            return isAddress() ? MailAddress.of(text) : members.get(0);
        }
    }
}
