package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.pipeline.Reply;
import java.nio.charset.StandardCharsets;

/** The replies that are always the same, and how a reply is put on the wire. */
final class Replies {
    static final Wire OK = new Wire(250, "2.0.0", "Ok");
    static final Wire SENDER_OK = new Wire(250, "2.1.0", "Ok");
    static final Wire BYE = new Wire(221, "2.0.0", "Bye");
    static final Wire CANNOT_VERIFY = new Wire(252, "2.0.0", "Send the mail, and it will be tried");
    static final Wire NEEDS_UTF8 = new Wire(252, "2.6.8", "The answer needs the parameter SMTPUTF8");
    static final Wire LOGGED_IN = new Wire(235, "2.7.0", "Logged in");
    static final Wire START_TLS = new Wire(220, "2.0.0", "Start TLS");

    /** RFC 2034 §3: replies that are neither 2xx, 4xx nor 5xx have no enhanced status. */
    static final byte[] START_DATA = ascii("354 Send the message, and end it with <CRLF>.<CRLF>\r\n");

    static final byte[] NO_CHALLENGE = ascii("334 \r\n");

    static final Reply UNKNOWN_COMMAND = new Reply(500, "5.5.1", "There is no such command");
    static final Reply NOT_IMPLEMENTED = new Reply(502, "5.5.1", "This command is not implemented here");
    static final Reply LINE_TOO_LONG = new Reply(500, "5.5.2", "The line is too long");
    static final Reply BARE_LINE_BREAK = new Reply(500, "5.5.2", "A command line ends with CRLF and with nothing else");
    static final Reply NO_GREETING = new Reply(503, "5.5.1", "Say EHLO first");
    static final Reply NO_LHLO = new Reply(503, "5.5.1", "Say LHLO first");
    static final Reply SAY_LHLO = new Reply(500, "5.5.1", "This is LMTP: say LHLO");
    static final Reply UNWELCOME = new Reply(503, "5.5.1", "Nothing is taken from you here; say QUIT");
    static final Reply NO_TRANSACTION = new Reply(503, "5.5.1", "Say MAIL first");
    static final Reply IN_TRANSACTION = new Reply(503, "5.5.1", "Not during a mail transaction");
    /** RFC 5321 §3.5.1: 553 for what cannot be looked up. */
    static final Reply NO_ADDRESS = new Reply(553, "5.1.3", "That is not an address");

    static final Reply NO_SUCH_USER = new Reply(550, "5.1.1", "No such user here");
    static final Reply NOT_EXPANDED_NOW = new Reply(451, "4.3.0", "Nobody can be looked up now; try again later");
    static final Reply NOT_TRUSTED = new Reply(550, "5.7.1", "XCLIENT is not for you");
    static final Reply NO_SUCH_LOGIN = new Reply(550, "5.7.8", "Nobody can log in by that name");

    /** RFC 2033 §4.2: nothing else than 503. */
    static final Reply NO_RECIPIENTS_IN_LMTP = new Reply(503, "5.5.1", "There is no valid recipient");

    static final Reply NO_RECIPIENTS = new Reply(554, "5.5.1", "There is no valid recipient");
    static final Reply UNKNOWN_PARAMETER = new Reply(555, "5.5.4", "A parameter is not known here");
    static final Reply TOO_MANY_RECIPIENTS = new Reply(452, "4.5.3", "Too many recipients; send the rest separately");
    static final Reply RECIPIENTS_LATER =
            new Reply(451, "4.7.0", "Too many recipients from your address; send to this one in an hour");
    static final Reply RECIPIENT_HIDDEN =
            new Reply(451, "4.7.1", "Too many of your recipients were refused; try this one later");
    static final Reply TOO_BIG = new Reply(552, "5.3.4", "The message is bigger than allowed here");
    static final Reply SENDER_NOT_ASCII =
            new Reply(550, "5.6.7", "A reverse-path that is not ASCII needs the parameter SMTPUTF8");
    static final Reply RECIPIENT_NOT_ASCII =
            new Reply(553, "5.6.7", "A forward-path that is not ASCII needs the parameter SMTPUTF8 of MAIL");

    /**
     * RFC 5321 §4.2.3 has 554 for a transaction that failed without a better code, RFC 3463 has x.6.0 for the contents;
     * 5xx, because the same octets would fail again.
     */
    static final Reply BARE_LINE_BREAK_IN_DATA =
            new Reply(554, "5.6.0", "The message has a CR or LF that is not part of a CRLF");

    static final Reply NUL_IN_DATA = new Reply(554, "5.6.0", "The message has a NUL octet in it");

    static final Reply TOO_MANY_HOPS = new Reply(554, "5.4.6", "The message goes in circles: too many Received fields");
    static final Reply TOO_LATE = new Reply(550, "5.4.7", "The time for delivery is over");
    static final Reply BDAT_HAS_BEGUN = new Reply(503, "5.5.1", "The message has begun to come by BDAT");
    static final Reply BDAT_FAILED = new Reply(503, "5.5.1", "A chunk was refused; say RSET and begin again");
    static final Reply BINARY_NEEDS_BDAT = new Reply(503, "5.5.1", "BODY=BINARYMIME needs BDAT");
    static final Reply NO_SPACE = new Reply(452, "4.3.1", "There is no room for the message now; try again later");
    static final Reply INTERNAL_ERROR = new Reply(451, "4.3.0", "Something went wrong here; try again later");

    static final Reply LOGIN_REQUIRED = new Reply(530, "5.7.0", "Log in first");
    static final Reply STARTTLS_REQUIRED = new Reply(530, "5.7.0", "Issue STARTTLS and log in first");
    static final Reply TLS_IS_ON = new Reply(503, "5.5.1", "TLS is on already");
    static final Reply ALREADY_LOGGED_IN = new Reply(503, "5.5.1", "Somebody is logged in already");
    static final Reply UNKNOWN_MECHANISM = new Reply(504, "5.5.4", "There is no such mechanism here");
    static final Reply ENCRYPTION_REQUIRED = new Reply(538, "5.7.11", "This mechanism needs TLS; issue STARTTLS first");
    static final Reply NO_INITIAL_RESPONSE = new Reply(501, "5.7.0", "This mechanism has no initial response");
    static final Reply BAD_BASE64 = new Reply(501, "5.5.2", "That is not base64");
    static final Reply BAD_RESPONSE = new Reply(501, "5.5.2", "That is not what the mechanism asks for");
    static final Reply AUTH_TOO_LONG = new Reply(500, "5.5.6", "The response is too long");
    static final Reply AUTH_CANCELLED = new Reply(501, "5.7.0", "Cancelled");
    static final Reply WRONG_LOGIN = new Reply(535, "5.7.8", "Wrong name or secret");
    static final Reply DIRECTORY_AWAY = new Reply(454, "4.7.0", "Nobody can log in now; try again later");

    private Replies() {}

    /** A reply with its octets made beforehand. */
    record Wire(Reply reply, byte[] octets) {
        Wire(int code, String status, String text) {
            this(new Reply(code, status, text));
        }

        private Wire(Reply reply) {
            this(reply, encode(reply));
        }
    }

    /** The octets of a reply. Its text is cut down to ASCII: other characters need a client that knows them (RFC 6531 §3.7.4). */
    static byte[] encode(Reply reply) {
        return ascii(reply + "\r\n");
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
