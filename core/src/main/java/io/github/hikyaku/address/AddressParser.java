package io.github.hikyaku.address;

import io.github.hikyaku.address.AddressSyntaxException.Kind;
import java.util.List;

/**
 * The strict grammar of mail addresses and SMTP paths (RFC 5321 §4.1.2, §4.1.3; with SMTPUTF8 RFC 6531 §3.3).
 * What it accepts is within the length limits of RFC 5321 §4.5.3.1. Instances have no state and may be shared.
 */
public final class AddressParser {
    private static final AddressParser ASCII = new AddressParser(false);
    private static final AddressParser UTF8 = new AddressParser(true);

    private final boolean allowUtf8;

    private AddressParser(boolean allowUtf8) {
        this.allowUtf8 = allowUtf8;
    }

    /**
     * A parsed value and where it ended.
     *
     * @param <T> what was parsed
     * @param value the value
     * @param end the index of the first character behind it
     */
    public record Parsed<T>(T value, int end) {}

    /**
     * The parser for transactions without SMTPUTF8.
     *
     * @return a parser that refuses non-ASCII characters
     */
    public static AddressParser ascii() {
        return ASCII;
    }

    /**
     * The parser for transactions with SMTPUTF8 (RFC 6531), and for configuration.
     *
     * @return a parser that accepts non-ASCII characters in local parts and domains
     */
    public static AddressParser utf8() {
        return UTF8;
    }

    /**
     * Parses a whole text as an address without angle brackets.
     *
     * @param text such as {@code alice@example.org}
     * @return the address
     * @throws AddressSyntaxException if the text is anything else
     */
    public MailAddress address(String text) {
        return whole(text, address(text, 0));
    }

    /**
     * Parses an address without angle brackets at the front of a text.
     *
     * @param text the text
     * @param from where the address starts
     * @return the address and where it ended
     * @throws AddressSyntaxException if there is no address
     */
    public Parsed<MailAddress> address(String text, int from) {
        AddressScanner scanner = new AddressScanner(text, from, allowUtf8);
        MailAddress address = scanner.mailbox();
        return new Parsed<>(address, scanner.position());
    }

    /**
     * Parses a whole text as a reverse-path in angle brackets.
     *
     * @param text such as {@code <alice@example.org>} or {@code <>}
     * @return the path
     * @throws AddressSyntaxException if the text is anything else
     */
    public ReversePath reversePath(String text) {
        return whole(text, reversePath(text, 0));
    }

    /**
     * Parses a reverse-path in angle brackets at the front of a text.
     *
     * @param text the text, such as the arguments of MAIL behind {@code FROM:}
     * @param from where the path starts
     * @return the path and where it ended
     * @throws AddressSyntaxException if there is no path
     */
    public Parsed<ReversePath> reversePath(String text, int from) {
        AddressScanner scanner = new AddressScanner(text, from, allowUtf8);
        scanner.expect('<', "A reverse-path starts with '<'.");
        if (scanner.skip('>')) {
            return new Parsed<>(ReversePath.NULL, scanner.position());
        }
        List<String> route = scanner.sourceRoute();
        MailAddress address = scanner.mailbox();
        scanner.endOfPath(from, "The reverse-path has no '>' behind the address.");
        return new Parsed<>(new ReversePath(address, route), scanner.position());
    }

    /**
     * Parses a whole text as a forward-path in angle brackets.
     *
     * @param text such as {@code <bob@example.org>} or {@code <Postmaster>}
     * @return the path
     * @throws AddressSyntaxException if the text is anything else
     */
    public ForwardPath forwardPath(String text) {
        return whole(text, forwardPath(text, 0));
    }

    /**
     * Parses a forward-path in angle brackets at the front of a text.
     *
     * @param text the text, such as the arguments of RCPT behind {@code TO:}
     * @param from where the path starts
     * @return the path and where it ended
     * @throws AddressSyntaxException if there is no path
     */
    public Parsed<ForwardPath> forwardPath(String text, int from) {
        String postmaster = "<postmaster>";
        if (text.regionMatches(true, from, postmaster, 0, postmaster.length())) {
            return new Parsed<>(ForwardPath.POSTMASTER, from + postmaster.length());
        }
        AddressScanner scanner = new AddressScanner(text, from, allowUtf8);
        scanner.expect('<', "A forward-path starts with '<'.");
        List<String> route = scanner.sourceRoute();
        MailAddress address = scanner.mailbox();
        scanner.endOfPath(from, "The forward-path has no '>' behind the address.");
        return new Parsed<>(new ForwardPath(address, route), scanner.position());
    }

    /**
     * Checks a domain name or address literal, such as the argument of EHLO (RFC 5321 §4.1.1.1).
     *
     * @param text such as {@code mx.example.org} or {@code [192.0.2.1]}
     * @return the text
     * @throws AddressSyntaxException if the text is neither
     */
    public String domain(String text) {
        AddressScanner scanner = new AddressScanner(text, 0, allowUtf8);
        String domain = scanner.domainOrLiteral();
        return whole(text, new Parsed<>(domain, scanner.position()));
    }

    private static <T> T whole(String text, Parsed<T> parsed) {
        if (parsed.end() != text.length()) {
            throw new AddressSyntaxException(Kind.SYNTAX, parsed.end(), "There is more text behind the address.");
        }
        return parsed.value();
    }
}
