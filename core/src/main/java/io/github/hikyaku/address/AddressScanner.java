package io.github.hikyaku.address;

import io.github.hikyaku.address.AddressSyntaxException.Kind;
import java.util.ArrayList;
import java.util.List;

/** Reads one path from a text, production by production of RFC 5321 §4.1.2, and remembers how far it came. */
final class AddressScanner {
    private static final int MAX_LOCAL_PART = 64;
    private static final int MAX_DOMAIN = 255;
    /** RFC 5321 §4.5.3.1.3: a path has 256 octets, two of which are the angle brackets. */
    private static final int MAX_ADDRESS = 254;

    private static final int MAX_PATH = 256;
    private static final int MAX_LABEL = 63;

    private final String text;
    private final boolean allowUtf8;
    private int position;

    AddressScanner(String text, int from, boolean allowUtf8) {
        this.text = text;
        this.position = from;
        this.allowUtf8 = allowUtf8;
    }

    int position() {
        return position;
    }

    boolean skip(char c) {
        if (at(c)) {
            position++;
            return true;
        }
        return false;
    }

    void expect(char c, String otherwise) {
        if (!skip(c)) {
            throw syntax(otherwise);
        }
    }

    /** The end of a path, which with brackets and source route is no longer than it may be: a session keeps many. */
    void endOfPath(int start, String otherwise) {
        expect('>', otherwise);
        if (Chars.octets(text.substring(start, position)) > MAX_PATH) {
            throw tooLong("The path is longer than 256 octets.");
        }
    }

    /** {@code A-d-l ":"}, or nothing. */
    List<String> sourceRoute() {
        if (!at('@')) {
            return List.of();
        }
        List<String> route = new ArrayList<>();
        do {
            expect('@', "A source route is a list of '@domain'.");
            route.add(domainOrLiteral());
        } while (skip(','));
        expect(':', "A source route ends with ':'.");
        return route;
    }

    /** {@code Mailbox = Local-part "@" ( Domain / address-literal )}. */
    MailAddress mailbox() {
        int start = position;
        String value = at('"') ? quotedString() : dotString();
        String localPart = text.substring(start, position);
        if (Chars.octets(localPart) > MAX_LOCAL_PART) {
            throw tooLong("The local part is longer than 64 octets.");
        }
        expect('@', "The address has no '@' and domain behind the local part.");
        String domain = domainOrLiteral();
        if (Chars.octets(text.substring(start, position)) > MAX_ADDRESS) {
            throw tooLong("The address is longer than 254 octets.");
        }
        return new MailAddress(localPart, value, domain);
    }

    String domainOrLiteral() {
        return at('[') ? literal() : domain();
    }

    private String dotString() {
        int start = position;
        int atomStart = position;
        while (true) {
            if (at('.')) {
                if (position == atomStart) {
                    throw syntax("A local part has no dot at its start or behind another dot.");
                }
                atomStart = ++position;
            } else if (position < text.length() && Chars.isAtext(text.charAt(position))) {
                position++;
            } else if (!skipNonAscii()) {
                break;
            }
        }
        if (position == start) {
            throw syntax("The address has no local part.");
        }
        if (position == atomStart) {
            throw syntax("A local part has no dot at its end.");
        }
        return text.substring(start, position);
    }

    private String quotedString() {
        StringBuilder value = new StringBuilder();
        position++;
        while (!at('"')) {
            if (position >= text.length()) {
                throw syntax("The quoted local part has no closing quote.");
            }
            if (skip('\\')) {
                // RFC 6531 §3.3 extends qtextSMTP and not quoted-pairSMTP
                if (position >= text.length() || text.charAt(position) < ' ' || text.charAt(position) > '~') {
                    throw syntax("A backslash stands before a character that cannot be quoted.");
                }
                value.append(text.charAt(position++));
            } else if (isQtext(text.charAt(position))) {
                value.append(text.charAt(position++));
            } else {
                int start = position;
                if (!skipNonAscii()) {
                    throw syntax("The quoted local part has a control character.");
                }
                value.append(text, start, position);
            }
        }
        position++;
        return value.toString();
    }

    private String domain() {
        int start = position;
        do {
            int label = position;
            while (position < text.length() && (isLdh(text.charAt(position)) || skipsNonAscii())) {
                position++;
            }
            checkLabel(label);
        } while (skip('.'));
        return checkedDomain(start);
    }

    private void checkLabel(int start) {
        if (position == start) {
            throw syntax(
                    position < text.length() && text.charAt(position) == '_'
                            ? "A domain has no underscore."
                            : "The domain is missing or has an empty label.");
        }
        if (text.charAt(start) == '-' || text.charAt(position - 1) == '-') {
            throw syntax("A label of a domain has no hyphen at its start or end.");
        }
        if (text.codePointCount(start, position) > MAX_LABEL) {
            throw tooLong("A label of the domain is longer than 63 octets.");
        }
    }

    private String literal() {
        int start = position++;
        while (position < text.length() && isDcontent(text.charAt(position))) {
            position++;
        }
        String content = text.substring(start + 1, position);
        expect(']', "The address literal has no closing bracket, or a character that does not belong there.");
        if (!AddressLiteral.isValid(content)) {
            throw syntax("The address literal is neither IPv4, nor 'IPv6:' and an address, nor a tag and a value.");
        }
        return checkedDomain(start);
    }

    private String checkedDomain(int start) {
        String domain = text.substring(start, position);
        if (Chars.octets(domain) > MAX_DOMAIN) {
            throw tooLong("The domain is longer than 255 octets.");
        }
        return domain;
    }

    private boolean at(char c) {
        return position < text.length() && text.charAt(position) == c;
    }

    /** Leaves the position on the last char of a code point, for loops that step by themselves. */
    private boolean skipsNonAscii() {
        if (skipNonAscii()) {
            position--;
            return true;
        }
        return false;
    }

    /** RFC 6531 §3.3 UTF8-non-ascii, without control characters and what a failed decoding leaves behind. */
    private boolean skipNonAscii() {
        if (position >= text.length() || text.charAt(position) < 128) {
            return false;
        }
        int c = text.codePointAt(position);
        if (!allowUtf8) {
            throw new AddressSyntaxException(
                    Kind.NOT_ASCII, position, "The address has a non-ASCII character, which needs SMTPUTF8.");
        }
        if (Character.isISOControl(c) || c == 0xFFFD || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
            throw syntax("The address is not valid UTF-8.");
        }
        position += Character.charCount(c);
        return true;
    }

    /** RFC 5321 §4.1.2 qtextSMTP, ASCII only. */
    private static boolean isQtext(char c) {
        return c >= ' ' && c <= '~' && c != '"' && c != '\\';
    }

    private static boolean isLdh(char c) {
        return Chars.isLetDig(c) || c == '-';
    }

    /** RFC 5321 §4.1.3 dcontent. */
    private static boolean isDcontent(char c) {
        return c >= '!' && c <= '~' && c != '[' && c != '\\' && c != ']';
    }

    private AddressSyntaxException syntax(String message) {
        return new AddressSyntaxException(Kind.SYNTAX, position, message);
    }

    private AddressSyntaxException tooLong(String message) {
        return new AddressSyntaxException(Kind.TOO_LONG, position, message);
    }
}
