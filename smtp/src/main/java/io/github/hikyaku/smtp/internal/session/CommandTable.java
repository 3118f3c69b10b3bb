package io.github.hikyaku.smtp.internal.session;

import static io.github.hikyaku.smtp.internal.session.CommandTable.State.CONNECTED;
import static io.github.hikyaku.smtp.internal.session.CommandTable.State.GREETED;
import static io.github.hikyaku.smtp.internal.session.CommandTable.State.TRANSACTION;

import io.github.hikyaku.engine.Framing;
import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.smtp.internal.command.Arguments;
import io.github.hikyaku.smtp.internal.command.CommandParser;
import io.github.hikyaku.smtp.internal.command.Refusal;
import io.github.hikyaku.smtp.internal.command.XclientParser;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every command of SMTP: when it is allowed, what has to be so before, how its argument reads, and what it does. */
final class CommandTable {
    /** Where a session stands (RFC 5321 §4.1.4). */
    enum State {
        /** Nobody has said EHLO or HELO, or TLS has begun since. */
        CONNECTED,
        /** Somebody has. */
        GREETED,
        /** MAIL was accepted. */
        TRANSACTION
    }

    private static final Set<State> ANY = EnumSet.allOf(State.class);
    private static final Set<State> READY = EnumSet.of(GREETED);
    private static final Set<State> OUTSIDE = EnumSet.of(CONNECTED, GREETED);
    private static final Set<State> IN_MAIL = EnumSet.of(TRANSACTION);

    private static final Map<String, Command<?>> COMMANDS = Stream.of(
                    //  verb       states   need         argument                 meaning
                    row("EHLO", ANY, Need.SMTP, CommandParser::greeting, SessionCommands::ehlo),
                    row("HELO", ANY, Need.SMTP, CommandParser::greeting, SessionCommands::helo),
                    row("LHLO", ANY, Need.LMTP, CommandParser::greeting, SessionCommands::ehlo),
                    row("STARTTLS", READY, Need.TLS_OFFER, CommandParser::none, SessionCommands::startTls),
                    row("AUTH", READY, Need.AUTH_OFFER, CommandParser::auth, Login::begin),
                    row("MAIL", READY, Need.LOGIN, CommandParser::mail, MailCommands::mail),
                    row("RCPT", IN_MAIL, Need.NOTHING, CommandParser::rcpt, MailCommands::rcpt),
                    row("DATA", IN_MAIL, Need.NOTHING, CommandParser::none, MailCommands::data),
                    row("BDAT", ANY, Need.NOTHING, CommandParser::text, ChunkedMessage::bdat),
                    row("RSET", ANY, Need.NOTHING, CommandParser::none, MailCommands::rset),
                    row("NOOP", ANY, Need.NOTHING, CommandParser::text, SessionCommands::noop),
                    row("HELP", ANY, Need.NOTHING, CommandParser::text, SessionCommands::help),
                    row("VRFY", ANY, Need.NOTHING, CommandParser::someText, DirectoryCommands::vrfy),
                    row("EXPN", ANY, Need.EXPANSION, CommandParser::someText, DirectoryCommands::expn),
                    row("XCLIENT", OUTSIDE, Need.TRUST, XclientParser::parse, Xclient::xclient),
                    row("QUIT", ANY, Need.NOTHING, CommandParser::none, SessionCommands::quit),
                    // Known, but not here: RFC 5321 §3.5, appendix F; RFC 1985.
                    notHere("TURN"),
                    notHere("ETRN"),
                    notHere("SEND"),
                    notHere("SOML"),
                    notHere("SAML"))
            .collect(Collectors.toMap(Command::verb, Function.identity(), (one, other) -> one, LinkedHashMap::new));

    /** First words of HTTP requests: a browser that was tricked into talking to this port. */
    private static final Set<String> HTTP =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

    private CommandTable() {}

    /** What has to be so, beyond the state. */
    enum Need {
        /** Nothing. */
        NOTHING(session -> null),
        /** That this server has the command: it does not. */
        IMPLEMENTATION(session -> Replies.NOT_IMPLEMENTED),
        /** That this is SMTP. RFC 2033 §4.1: LMTP must not say yes to HELO and EHLO, which it does not have. */
        SMTP(session -> session.settings().lmtp() ? Replies.SAY_LHLO : null),
        /** That this is LMTP. */
        LMTP(session -> session.settings().lmtp() ? null : Replies.UNKNOWN_COMMAND),
        /** That TLS may start now. */
        TLS_OFFER(session -> session.connection().canStartTls()
                ? null
                : session.connection().tls().isPresent() ? Replies.TLS_IS_ON : Replies.NOT_IMPLEMENTED),
        /** That one may log in here. */
        AUTH_OFFER(session -> session.settings().offerAuth() ? null : Replies.NOT_IMPLEMENTED),
        /** That EXPN tells anything, and to this client. */
        EXPANSION(session -> session.settings().verify()
                ? session.login().isMissing() ? session.login().required() : null
                : Replies.NOT_IMPLEMENTED),
        /** That there is somebody whose word is taken for who a client is. */
        TRUST(Xclient::missing),
        /** That somebody has logged in, where the service requires it (RFC 4954 §6). */
        LOGIN(SmtpSession::loginMissing);

        private final Function<SmtpSession, @Nullable Reply> check;

        Need(Function<SmtpSession, @Nullable Reply> check) {
            this.check = check;
        }
    }

    /** From the text behind the verb to a record. */
    @FunctionalInterface
    interface Syntax<A extends Arguments> {
        A parse(String argument) throws Refusal;
    }

    /** What a command does; answers how the next octets are to be cut. */
    @FunctionalInterface
    interface Meaning<A extends Arguments> {
        Framing run(SmtpSession session, A arguments) throws Exception;
    }

    /** A row of the table. */
    record Command<A extends Arguments>(
            String verb, Set<State> states, Need need, Syntax<A> syntax, Meaning<A> meaning) {
        Framing run(SmtpSession session, String argument) throws Exception {
            if (!states.contains(session.state())) {
                throw new Refusal(
                        switch (session.state()) {
                            case CONNECTED -> session.settings().lmtp() ? Replies.NO_LHLO : Replies.NO_GREETING;
                            case GREETED -> Replies.NO_TRANSACTION;
                            case TRANSACTION -> Replies.IN_TRANSACTION;
                        });
            }
            Reply missing = need.check.apply(session);
            if (missing != null) {
                throw new Refusal(missing);
            }
            return meaning.run(session, syntax.parse(argument));
        }
    }

    private static <A extends Arguments> Command<A> row(
            String verb, Set<State> states, Need need, Syntax<A> syntax, Meaning<A> meaning) {
        return new Command<>(verb, states, need, syntax, meaning);
    }

    /** A command that is known, and known not to be had here. */
    private static Command<?> notHere(String verb) {
        return row(verb, ANY, Need.IMPLEMENTATION, CommandParser::text, SessionCommands::noop);
    }

    /** The command of that verb, which is in capitals, or null. */
    static @Nullable Command<?> find(String verb) {
        return COMMANDS.get(verb);
    }

    /** Whether a command means something even from who was refused when he connected: octets may follow BDAT. */
    static boolean isForUnwelcome(String verb) {
        return verb.equals("QUIT") || verb.equals("BDAT");
    }

    /** What a client may say now or later in this session, in the order of the table. */
    static Stream<String> offered(SmtpSession session) {
        return COMMANDS.values().stream()
                .filter(row -> row.need == Need.LOGIN || row.need.check.apply(session) == null)
                .map(Command::verb)
                .filter(verb -> !verb.equals("BDAT") || Extensions.isOffered("CHUNKING", session));
    }

    static boolean isHttp(String verb) {
        return HTTP.contains(verb);
    }
}
