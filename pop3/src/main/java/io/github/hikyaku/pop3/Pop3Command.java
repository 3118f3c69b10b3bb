package io.github.hikyaku.pop3;

import io.github.hikyaku.engine.ReplyBuffer;
import io.github.hikyaku.storage.MessageContent;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The commands, each with the states it is allowed in and what it does. */
enum Pop3Command {
    USER(true, false, (session, request) -> session.auth().user(request)),
    PASS(true, false, (session, request) -> session.auth().pass(request)),
    AUTH(true, false, (session, request) -> session.auth().auth(request)),
    STLS(true, false, Pop3Command::stls),
    UTF8(true, false, Pop3Command::utf8),
    CAPA(true, true, Pop3Command::capa),
    QUIT(true, true, (session, request) -> session.quit()),
    STAT(false, true, Pop3Command::stat),
    LIST(false, true, (session, request) -> listing(session, request, m -> n -> Long.toString(m.octets(n)))),
    UIDL(false, true, (session, request) -> listing(session, request, m -> m::uniqueId)),
    RETR(false, true, Pop3Command::retr),
    TOP(false, true, Pop3Command::top),
    DELE(false, true, Pop3Command::dele),
    NOOP(false, true, (session, request) -> session.ok("Still here")),
    RSET(false, true, Pop3Command::rset);

    private static final Map<String, Pop3Command> BY_NAME =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(Pop3Command::name, Function.identity()));

    private final boolean inAuthorization;
    private final boolean inTransaction;
    private final Handler handler;

    Pop3Command(boolean inAuthorization, boolean inTransaction, Handler handler) {
        this.inAuthorization = inAuthorization;
        this.inTransaction = inTransaction;
        this.handler = handler;
    }

    static @Nullable Pop3Command of(String keyword) {
        return BY_NAME.get(keyword);
    }

    boolean isAllowed(boolean loggedIn) {
        return loggedIn ? inTransaction : inAuthorization;
    }

    void run(Pop3Session session, Pop3Request request) {
        handler.run(session, request);
    }

    private interface Handler {
        void run(Pop3Session session, Pop3Request request);
    }

    private static void stls(Pop3Session session, Pop3Request request) {
        if (session.connection().canStartTls()) {
            session.startTls();
        } else {
            session.refuse("STLS", session.connection().tls().isPresent() ? "TLS is on" : "There is no TLS here");
        }
    }

    // RFC 6856 §2: messages go out as they are in either mode; the command only tells that the client can read them.
    private static void utf8(Pop3Session session, Pop3Request request) {
        session.ok("UTF-8 it is");
    }

    private static void capa(Pop3Session session, Pop3Request request) {
        ReplyBuffer reply = new ReplyBuffer().append("+OK Capabilities follow").crlf();
        reply.append("TOP\r\nUIDL\r\nRESP-CODES\r\nAUTH-RESP-CODE\r\nPIPELINING\r\nEXPIRE NEVER\r\nUTF8 USER\r\n");
        if (session.connection().canStartTls()) {
            reply.append("STLS").crlf();
        }
        if (session.allowsPlaintext()) {
            reply.append("USER").crlf();
        }
        List<String> mechanisms = session.auth().offer().names();
        if (!mechanisms.isEmpty()) {
            reply.append("SASL " + String.join(" ", mechanisms)).crlf();
        }
        session.connection().send(reply.append("IMPLEMENTATION Hikyaku\r\n.\r\n"));
    }

    private static void stat(Pop3Session session, Pop3Request request) {
        // RFC 1939 §5: nothing but the two numbers.
        session.ok(session.maildrop().count() + " " + session.maildrop().octets());
    }

    private static void listing(
            Pop3Session session, Pop3Request request, Function<Maildrop, IntFunction<String>> column) {
        Maildrop maildrop = session.maildrop();
        IntFunction<String> value = column.apply(maildrop);
        if (request.words().length == 0) {
            session.send(new ListingSource(maildrop, value));
            return;
        }
        int number = message(session, request, 1);
        if (number > 0) {
            session.ok(number + " " + value.apply(number));
        }
    }

    private static void retr(Pop3Session session, Pop3Request request) {
        int number = message(session, request, 1);
        if (number > 0) {
            try {
                MessageContent content = session.maildrop().content(number);
                session.send(MessageSource.whole("+OK " + content.size() + " octets", content));
            } catch (IOException e) {
                session.error("[SYS/TEMP] The message cannot be read now");
            }
        }
    }

    private static void top(Pop3Session session, Pop3Request request) {
        int number = message(session, request, 2);
        if (number > 0) {
            long lines = Pop3Request.number(request.words()[1]);
            if (lines < 0) {
                session.refuse("TOP", "TOP takes a message number and a number of lines");
                return;
            }
            try {
                session.send(
                        MessageSource.top("+OK Top follows", session.maildrop().content(number), lines));
            } catch (IOException e) {
                session.error("[SYS/TEMP] The message cannot be read now");
            }
        }
    }

    private static void dele(Pop3Session session, Pop3Request request) {
        int number = message(session, request, 1);
        if (number > 0) {
            session.maildrop().delete(number);
            session.ok("Message " + number + " deleted");
        }
    }

    private static void rset(Pop3Session session, Pop3Request request) {
        session.maildrop().reset();
        session.ok(session.maildrop().count() + " messages");
    }

    // The message number that opens the argument; 0 if there is none, and the client was told.
    private static int message(Pop3Session session, Pop3Request request, int words) {
        String[] given = request.words();
        long number = given.length == words ? Pop3Request.number(given[0]) : -1;
        if (number < 0) {
            session.refuse(
                    request.keyword(), request.keyword() + " takes " + words + " number" + (words > 1 ? "s" : ""));
            return 0;
        }
        if (!session.maildrop().has(number)) {
            session.error("No such message");
            return 0;
        }
        return (int) number;
    }
}
