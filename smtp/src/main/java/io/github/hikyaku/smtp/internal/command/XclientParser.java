package io.github.hikyaku.smtp.internal.command;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The argument of Postfix's command XCLIENT: attributes of a client, each with a value in xtext. */
public final class XclientParser {
    /** Every attribute, as in the EHLO answer. */
    public static final String ATTRIBUTES = "NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT";

    private static final int MAX_VALUE = 255;
    private static final String IPV6 = "IPV6:";
    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern OCTETS_AND_DOTS = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
    private static final Pattern HEX_AND_COLONS = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Pattern PORT = Pattern.compile("0|[1-9]\\d{0,4}");
    private static final int MAX_PORT = 65535;

    private @Nullable InetAddress address;
    private OptionalInt port = OptionalInt.empty();
    private @Nullable InetAddress ownAddress;
    private OptionalInt ownPort = OptionalInt.empty();
    private boolean extended = true;
    private String helo = "";
    private String login = "";

    private XclientParser() {}

    /** Parses it. */
    public static Arguments.Client parse(String argument) throws Refusal {
        XclientParser parser = new XclientParser();
        Set<String> seen = new HashSet<>();
        for (String word : argument.strip().split(" +", -1)) {
            int equals = word.indexOf('=');
            if (equals < 1 || equals == word.length() - 1) {
                throw wrong("XCLIENT takes attributes with values: " + ATTRIBUTES);
            }
            String name = CommandLine.upper(word.substring(0, equals));
            if (!seen.add(name)) {
                throw wrong("An attribute is given twice");
            }
            parser.take(name, value(word.substring(equals + 1)));
        }
        return new Arguments.Client(
                Optional.ofNullable(parser.address),
                parser.port,
                Optional.ofNullable(parser.ownAddress),
                parser.ownPort,
                parser.helo,
                parser.extended,
                parser.login);
    }

    /** Decoded; empty if it is not available, now or ever. */
    private static String value(String xtext) throws Refusal {
        String upper = CommandLine.upper(xtext);
        if (upper.equals("[UNAVAILABLE]") || upper.equals("[TEMPUNAVAIL]")) {
            return "";
        }
        return Xtext.decode(xtext)
                .filter(text -> text.length() <= MAX_VALUE && text.chars().allMatch(c -> c > ' ' && c != 0x7f))
                .orElseThrow(() -> wrong("The value of an attribute is xtext, up to 255 characters"));
    }

    private void take(String name, String value) throws Refusal {
        switch (name) {
            case "NAME" -> {} // nothing here asks for the name that an address has in the DNS
            case "ADDR" -> address = address(value);
            case "PORT" -> port = port(value);
            case "DESTADDR" -> ownAddress = address(value);
            case "DESTPORT" -> ownPort = port(value);
            case "PROTO" -> {
                if (!Set.of("SMTP", "ESMTP", "LMTP", "").contains(CommandLine.upper(value))) {
                    throw wrong("PROTO is SMTP or ESMTP");
                }
                extended = !value.equalsIgnoreCase("SMTP");
            }
            case "HELO" ->
                helo = value.isEmpty() ? "" : CommandParser.greeting(value).name();
            case "LOGIN" -> login = value;
            default -> throw wrong("The attributes are " + ATTRIBUTES);
        }
    }

    private static @Nullable InetAddress address(String value) throws Refusal {
        if (value.isEmpty()) {
            return null;
        }
        boolean ipv6 = value.regionMatches(true, 0, IPV6, 0, IPV6.length());
        String number = ipv6 ? value.substring(IPV6.length()) : value;
        if (!(ipv6 ? HEX_AND_COLONS : OCTETS_AND_DOTS).matcher(number).matches()) {
            throw wrong("An address is like 192.0.2.1 or IPV6:2001:db8::1");
        }
        try {
            return InetAddress.getByName(number); // a number: nobody is asked
        } catch (UnknownHostException e) {
            throw wrong("An address is like 192.0.2.1 or IPV6:2001:db8::1");
        }
    }

    private static OptionalInt port(String value) throws Refusal {
        if (value.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!PORT.matcher(value).matches() || Integer.parseInt(value) > MAX_PORT) {
            throw wrong("A port is a number up to 65535");
        }
        return OptionalInt.of(Integer.parseInt(value));
    }

    private static Refusal wrong(String text) {
        return new Refusal(501, "5.5.4", text);
    }
}
