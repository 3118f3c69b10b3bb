package io.github.hikyaku.imap.internal.command;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tokens of one complete command (RFC 3501 §9). The octets are those of the wire: lines without the last CRLF,
 * literals in place behind their <code>{n}</code> and CRLF. Each method reads one token or throws {@link CommandRefused}.
 */
public final class CommandScanner {
    /** The most characters of a tag. */
    public static final int MAX_TAG = 255;

    private final byte[] in;
    private final int maxNesting;
    private int at;
    private int depth;

    /**
     * Starts at the first octet.
     *
     * @param in the command
     * @param maxNesting how deep parentheses may nest
     */
    public CommandScanner(byte[] in, int maxNesting) {
        this.in = in;
        this.maxNesting = maxNesting;
    }

    /** Where the next token starts. */
    public int position() {
        return at;
    }

    /** Goes back to where an earlier token started. */
    void position(int earlier) {
        at = earlier;
    }

    /** What is to come next, or -1 at the end. */
    int peek() {
        return at < in.length ? in[at] & 0xff : -1;
    }

    /** Whether the next octet is this character. */
    public boolean isAt(char c) {
        return peek() == c;
    }

    /** Skips the character if it comes next. */
    boolean skip(char c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    void expect(char c) {
        if (!skip(c)) {
            throw CommandRefused.bad(at < in.length ? "Expected '" + c + "'" : "Command ends too early");
        }
    }

    /** One space. */
    public void space() {
        if (!skip(' ')) {
            throw CommandRefused.bad(at < in.length ? "Expected a space" : "Missing argument");
        }
    }

    /** The end of the command; spaces before it do no harm. */
    public void end() {
        while (skip(' ')) {
            // some clients leave one there
        }
        if (at < in.length) {
            throw CommandRefused.bad("Too many arguments");
        }
    }

    /** Goes one level deeper, into a parenthesis or an operand. */
    void enter() {
        if (++depth > maxNesting) {
            throw CommandRefused.bad("Nested too deeply");
        }
    }

    void leave() {
        depth--;
    }

    /** The tag: any ASTRING-CHAR but the plus sign. */
    public String tag() {
        int start = at;
        while (at < in.length && isAstringChar(in[at]) && in[at] != '+') {
            if (at - start == MAX_TAG) {
                throw CommandRefused.bad("Tag too long");
            }
            at++;
        }
        if (at == start) {
            throw CommandRefused.bad("Missing tag");
        }
        return text(start, at);
    }

    /** An atom. */
    String atom() {
        int start = at;
        while (at < in.length && isAtomChar(in[at])) {
            at++;
        }
        if (at == start) {
            throw CommandRefused.bad("Expected an atom");
        }
        return text(start, at);
    }

    /** An atom in capitals: the name of a command, an item or a key. */
    public String keyword() {
        return atom().toUpperCase(Locale.ROOT);
    }

    /** Letters, digits, dots and dashes in capitals: the name of a FETCH item, which a bracket may follow. */
    String itemName() {
        int start = at;
        while (at < in.length && isItemChar(in[at])) {
            at++;
        }
        return text(start, at).toUpperCase(Locale.ROOT);
    }

    private static boolean isItemChar(byte c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '-';
    }

    /** Skips the word, whatever its case, if it comes next. */
    boolean skipWord(String capitals) {
        int end = at + capitals.length();
        if (end > in.length || !text(at, end).toUpperCase(Locale.ROOT).equals(capitals)) {
            return false;
        }
        at = end;
        return true;
    }

    /** An atom or a string. */
    byte[] astring() {
        int start = at;
        while (at < in.length && isAstringChar(in[at])) {
            at++;
        }
        return at > start ? Arrays.copyOfRange(in, start, at) : string();
    }

    /** An astring of ASCII. */
    String asciiAstring() {
        byte[] octets = astring();
        for (byte c : octets) {
            if (c < 0) {
                throw CommandRefused.bad("8-bit characters are not allowed here");
            }
        }
        return new String(octets, StandardCharsets.US_ASCII);
    }

    /** A quoted string or a literal. */
    byte[] string() {
        if (isAt('"')) {
            return quoted();
        }
        if (isAt('{')) {
            return literal();
        }
        throw CommandRefused.bad(at < in.length ? "Expected a string" : "Missing argument");
    }

    /** NIL, as null, or a string. */
    byte @Nullable [] nstring() {
        return skipWord("NIL") ? null : string();
    }

    private byte[] quoted() {
        int start = ++at;
        int escapes = 0;
        while (at < in.length && in[at] != '"') {
            if (in[at] == '\\') {
                at++;
                escapes++;
                if (at == in.length || in[at] != '"' && in[at] != '\\') {
                    throw CommandRefused.bad("Only quotes and backslashes may follow a backslash");
                }
            }
            checkText(in[at]);
            at++;
        }
        if (at == in.length) {
            throw CommandRefused.bad("Unfinished quoted string");
        }
        byte[] octets = new byte[at - start - escapes];
        int length = 0;
        for (int i = start; i < at; i++) {
            if (in[i] == '\\') {
                i++;
            }
            octets[length++] = in[i];
        }
        at++;
        return octets;
    }

    private static void checkText(byte c) {
        if (c == 0 || c == '\r' || c == '\n') {
            throw CommandRefused.bad("NUL, CR and LF are not allowed in a quoted string");
        }
    }

    private byte[] literal() {
        expect('{');
        long count = number();
        skip('+');
        expect('}');
        expect('\r');
        expect('\n');
        if (count > in.length - at) {
            throw CommandRefused.bad("Literal ends too early");
        }
        byte[] octets = Arrays.copyOfRange(in, at, at + (int) count);
        at += (int) count;
        for (byte c : octets) {
            if (c == 0) {
                throw CommandRefused.bad("NUL is not allowed");
            }
        }
        return octets;
    }

    /** A number, 0 to 2^32-1. */
    long number() {
        int start = at;
        long value = 0;
        while (at < in.length && in[at] >= '0' && in[at] <= '9') {
            value = value * 10 + in[at++] - '0';
            if (value > 0xFFFF_FFFFL) {
                throw CommandRefused.bad("Number too large");
            }
        }
        if (at == start) {
            throw CommandRefused.bad("Expected a number");
        }
        return value;
    }

    /** A number, 1 to 2^32-1. */
    long positiveNumber() {
        long value = number();
        if (value == 0) {
            throw CommandRefused.bad("Zero is not allowed");
        }
        return value;
    }

    /** What LIST takes as pattern: a string, or an atom that may hold wildcards. */
    byte[] listMailbox() {
        int start = at;
        while (at < in.length && (isAstringChar(in[at]) || in[at] == '%' || in[at] == '*')) {
            at++;
        }
        return at > start ? Arrays.copyOfRange(in, start, at) : string();
    }

    /** Flags and keywords as they are written, in parentheses. */
    List<String> flagList() {
        expect('(');
        List<String> flags = new ArrayList<>();
        if (!skip(')')) {
            do {
                flags.add(flag());
            } while (skip(' '));
            expect(')');
        }
        return flags;
    }

    /** A flag or keyword as it is written. */
    String flag() {
        return skip('\\') ? "\\" + atom() : atom();
    }

    /** What remains of the command, as it is. */
    String rest() {
        int start = at;
        at = in.length;
        return text(start, at);
    }

    private String text(int from, int to) {
        return new String(in, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private static boolean isAstringChar(byte c) {
        return isAtomChar(c) || c == ']';
    }

    // RFC 3501 §9: any CHAR except atom-specials.
    private static boolean isAtomChar(byte c) {
        return switch (c) {
            case '(', ')', '{', ' ', '%', '*', '"', '\\', ']', 0x7f -> false;
            default -> c > 0x20;
        };
    }
}
