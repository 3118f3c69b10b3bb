package io.github.hikyaku.filter.internal;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON text (RFC 8259), taken apart: objects as maps, of which the last of two equal names counts, arrays as lists,
 * strings, numbers as {@link Double}, {@link Boolean}, and {@link Optional#empty} for null. Its length bounds how much
 * that can become; how deep it goes is bounded here.
 */
public final class Json {
    private static final int MAX_DEPTH = 32;

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** Reads a whole text, in UTF-8. */
    public static Object parse(byte[] octets) throws ProtocolException {
        Json json = new Json(new String(octets, StandardCharsets.UTF_8));
        Object value = json.value(0);
        json.space();
        if (json.at < json.text.length()) {
            throw json.wrong();
        }
        return value;
    }

    /** The member of an object, or null if it is none or has none of that name. */
    public static @Nullable Object member(@Nullable Object object, String name) {
        return object instanceof Map<?, ?> map ? map.get(name) : null;
    }

    private Object value(int depth) throws ProtocolException {
        if (depth > MAX_DEPTH) {
            throw new ProtocolException("The JSON text is nested too deeply");
        }
        space();
        if (at == text.length()) {
            throw wrong();
        }
        return switch (text.charAt(at)) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", Optional.empty());
            default -> number();
        };
    }

    private Map<String, Object> object(int depth) throws ProtocolException {
        Map<String, Object> members = new LinkedHashMap<>();
        at++;
        if (next('}')) {
            return members;
        }
        do {
            space();
            if (at == text.length() || text.charAt(at) != '"') {
                throw wrong();
            }
            String name = string();
            expect(':');
            members.put(name, value(depth + 1));
        } while (next(','));
        expect('}');
        return members;
    }

    private List<Object> array(int depth) throws ProtocolException {
        List<Object> values = new ArrayList<>();
        at++;
        if (next(']')) {
            return values;
        }
        do {
            values.add(value(depth + 1));
        } while (next(','));
        expect(']');
        return values;
    }

    private String string() throws ProtocolException {
        StringBuilder string = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return string.toString();
            } else if (c < ' ') {
                throw wrong();
            } else if (c == '\\') {
                string.append(escaped());
            } else {
                string.append(c);
            }
        }
        throw wrong();
    }

    private char escaped() throws ProtocolException {
        if (at == text.length()) {
            throw wrong();
        }
        char c = text.charAt(at++);
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw wrong();
        };
    }

    private char unicode() throws ProtocolException {
        if (at + 4 > text.length()) {
            throw wrong();
        }
        int code = 0;
        for (int end = at + 4; at < end; at++) {
            int digit = text.charAt(at) < 0x80 ? Character.digit(text.charAt(at), 16) : -1;
            if (digit < 0) {
                throw wrong();
            }
            code = code * 16 + digit;
        }
        return (char) code;
    }

    private Object number() throws ProtocolException {
        int begin = at;
        while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0 && at - begin < 64) {
            at++;
        }
        String number = text.substring(begin, at);
        if (!number.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?")) {
            at = begin;
            throw wrong();
        }
        return Double.valueOf(number);
    }

    private Object word(String word, Object value) throws ProtocolException {
        if (!text.startsWith(word, at)) {
            throw wrong();
        }
        at += word.length();
        return value;
    }

    private boolean next(char wanted) {
        space();
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char wanted) throws ProtocolException {
        if (!next(wanted)) {
            throw wrong();
        }
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private ProtocolException wrong() {
        return new ProtocolException("The JSON text is wrong at character " + at);
    }
}
