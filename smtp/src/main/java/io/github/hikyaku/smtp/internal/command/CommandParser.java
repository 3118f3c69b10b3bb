package io.github.hikyaku.smtp.internal.command;

import io.github.hikyaku.address.AddressParser;
import io.github.hikyaku.address.AddressParser.Parsed;
import io.github.hikyaku.address.AddressSyntaxException;
import io.github.hikyaku.address.ForwardPath;
import io.github.hikyaku.address.ReversePath;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From the argument of a command to its record. Each method refuses what breaks the grammar of RFC 5321 §4.1. */
public final class CommandParser {
    private static final int MAX_NAME = 255;
    private static final Pattern MECHANISM = Pattern.compile("[A-Z0-9_-]{1,20}");

    private static final Pattern CHUNK = Pattern.compile("0*+(\\d*+)(?<=\\d)( LAST)?", Pattern.CASE_INSENSITIVE);
    private static final int MAX_DIGITS = 19;

    private CommandParser() {}

    /** Of commands that take no argument. */
    public static Arguments.None none(String argument) throws Refusal {
        if (!argument.isBlank()) {
            throw new Refusal(501, "5.5.4", "This command takes no argument");
        }
        return new Arguments.None();
    }

    /** Of commands that take any argument, or none. */
    public static Arguments.Text text(String argument) {
        return new Arguments.Text(argument);
    }

    /** Of commands that take an argument, whatever it says. */
    public static Arguments.Text someText(String argument) throws Refusal {
        if (argument.isBlank()) {
            throw new Refusal(501, "5.5.4", "This command takes an argument");
        }
        return new Arguments.Text(argument);
    }

    /** Of EHLO and HELO. The name is not checked to be a domain: too many honest clients call themselves otherwise. */
    public static Arguments.Greeting greeting(String argument) throws Refusal {
        String name = argument.strip();
        if (name.isEmpty() || name.length() > MAX_NAME || !name.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new Refusal(501, "5.5.4", "Say your host name, or your address in brackets");
        }
        return new Arguments.Greeting(name);
    }

    /** Of MAIL: {@code FROM:<reverse-path> parameters}. */
    public static Arguments.MailFrom mail(String argument) throws Refusal {
        int start = pathStart(argument, "FROM:");
        try {
            // Non-ASCII paths are parsed here and refused later if SMTPUTF8 is not among the parameters behind them.
            Parsed<ReversePath> path = AddressParser.utf8().reversePath(argument, start);
            List<Parameter> parameters = Parameter.list(argument, path.end());
            return new Arguments.MailFrom(path.value(), parameters);
        } catch (AddressSyntaxException e) {
            throw new Refusal(501, "5.1.7", sentence(e));
        }
    }

    /** Of RCPT: {@code TO:<forward-path> parameters}. */
    public static Arguments.RcptTo rcpt(String argument) throws Refusal {
        int start = pathStart(argument, "TO:");
        try {
            Parsed<ForwardPath> path = AddressParser.utf8().forwardPath(argument, start);
            List<Parameter> parameters = Parameter.list(argument, path.end());
            return new Arguments.RcptTo(path.value(), parameters);
        } catch (AddressSyntaxException e) {
            throw new Refusal(501, "5.1.3", sentence(e));
        }
    }

    /**
     * Of BDAT: {@code size [LAST]} (RFC 3030 §2). A refusal leaves open how many octets follow.
     *
     * <p>A size beyond all numbers counts as {@link Long#MAX_VALUE}.
     */
    public static Arguments.Chunk chunk(String argument) throws Refusal {
        Matcher chunk = CHUNK.matcher(argument);
        if (!chunk.matches()) {
            throw new Refusal(501, "5.5.4", "BDAT takes a number of octets, and LAST behind it or nothing");
        }
        String size = "0" + chunk.group(1);
        return new Arguments.Chunk(
                size.length() > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(size), chunk.group(2) != null);
    }

    /** Of AUTH: {@code mechanism [initial-response]} (RFC 4954 §4). */
    public static Arguments.AuthStart auth(String argument) throws Refusal {
        int space = argument.indexOf(' ');
        String mechanism = CommandLine.upper(space < 0 ? argument : argument.substring(0, space));
        if (!MECHANISM.matcher(mechanism).matches()) {
            throw new Refusal(501, "5.5.4", "Name a mechanism, as in AUTH PLAIN");
        }
        if (space < 0) {
            return new Arguments.AuthStart(mechanism, null);
        }
        String response = argument.substring(space + 1);
        if (response.isEmpty() || response.indexOf(' ') >= 0) {
            throw new Refusal(501, "5.5.4", "AUTH takes a mechanism and one initial response");
        }
        return new Arguments.AuthStart(mechanism, response);
    }

    /** Where the path starts. RFC 5321 §3.3 forbids spaces behind the colon; they are harmless, common, and skipped. */
    private static int pathStart(String argument, String prefix) throws Refusal {
        if (!argument.regionMatches(true, 0, prefix, 0, prefix.length())) {
            throw new Refusal(501, "5.5.4", "The argument starts with " + prefix + "<");
        }
        int start = prefix.length();
        while (start < argument.length() && CommandLine.isSpace(argument.charAt(start))) {
            start++;
        }
        return start;
    }

    /** The parser's own sentence, which quotes nothing that the peer sent, without its full stop, as in all replies. */
    private static String sentence(AddressSyntaxException e) {
        String message = String.valueOf(e.getMessage());
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }
}
