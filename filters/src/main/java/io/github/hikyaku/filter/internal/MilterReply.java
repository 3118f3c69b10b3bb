package io.github.hikyaku.filter.internal;

import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.pipeline.Verdict;
import java.net.ProtocolException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a milter says to a command.
 *
 * @param refusal what it refuses with; null for other kinds
 */
public record MilterReply(Kind kind, @Nullable Verdict refusal) {
    /** What follows from it. */
    public enum Kind {
        /** The next command. */
        CONTINUE,
        /** No more pieces of the body. */
        SKIP,
        /** No more commands: it passes. */
        ACCEPT,
        /** No more commands: it is to be thrown away. */
        DISCARD,
        /** It is refused. */
        REFUSE
    }

    static final MilterReply CONTINUE = new MilterReply(Kind.CONTINUE, null);
    private static final int LONGEST = 380;
    private static final Pattern LINE =
            Pattern.compile("([45]\\d\\d)(?:[ -]+|$)(?:([45]\\.\\d{1,3}\\.\\d{1,3})(?: +|$))?(.*)");

    /** What a packet says, or null if it is no answer that ends a command. */
    static @Nullable MilterReply of(MilterPacket packet) throws ProtocolException {
        return switch (packet.command()) {
            case 'c' -> CONTINUE;
            case 's' -> new MilterReply(Kind.SKIP, null);
            case 'a' -> new MilterReply(Kind.ACCEPT, null);
            case 'd' -> new MilterReply(Kind.DISCARD, null);
            case 'r' -> refuse(new Reply(550, "5.7.1", "Refused by a filter of this server"));
            case 't' -> refuse(new Reply(451, "4.7.1", "A filter of this server says to try again later"));
            case 'f' -> refuse(new Reply(421, "4.7.0", "A filter of this server ends the connection"));
            case '4' -> refuse(new Reply(421, "4.7.0", "A filter of this server ends the connection"));
            case 'y' -> refuse(reply(packet.texts(0, 1).get(0)));
            default -> null;
        };
    }

    private static MilterReply refuse(Reply reply) {
        return new MilterReply(Kind.REFUSE, reply.isTransient() ? new Verdict.Defer(reply) : new Verdict.Reject(reply));
    }

    /** One line, or several with the same code, as an SMTP server would send them. */
    static Reply reply(String text) throws ProtocolException {
        StringBuilder said = new StringBuilder();
        int code = 0;
        String status = null;
        for (String line : text.split("\r?\n", 33)) {
            Matcher parts = LINE.matcher(line);
            if (!parts.matches()) {
                throw new ProtocolException("The milter's reply is none: " + Lines.printable(text, 100));
            }
            code = Integer.parseInt(parts.group(1));
            status = parts.group(2) == null ? status : parts.group(2);
            said.append(said.length() == 0 ? "" : " ").append(parts.group(3).strip());
        }
        // Sendmail's filters write a percent sign twice (smfi_setreply).
        String line =
                Lines.printable(said.toString().replace("%%", "%"), LONGEST).strip();
        boolean fits = status != null && status.charAt(0) - '0' == code / 100;
        return new Reply(
                code,
                fits && status != null ? status : code / 100 + ".7.1",
                line.isEmpty() ? "Refused by a filter of this server" : line);
    }
}
