package io.github.hikyaku.mime;

/** The tokens of a structured field value (RFC 2045 §5.1): tokens, quoted strings, comments. Never fails. */
final class ValueScanner {
    private static final String TSPECIALS = "()<>@,;:\\\"/[]?=";

    private final String text;
    private int position;

    ValueScanner(String text) {
        this.text = text;
    }

    boolean atEnd() {
        return position >= text.length();
    }

    boolean at(char c) {
        return position < text.length() && text.charAt(position) == c;
    }

    boolean skip(char c) {
        if (at(c)) {
            position++;
            return true;
        }
        return false;
    }

    void skipTo(char c) {
        while (!atEnd() && !at(c)) {
            if (at('"')) {
                quotedString();
            } else if (at('(')) {
                skipComment();
            } else {
                position++;
            }
        }
    }

    /** A token behind white space and comments; empty if there is none. */
    String skipToToken() {
        skipWhiteAndComments();
        return token();
    }

    /** A token; empty if there is none here. */
    String token() {
        int start = position;
        while (!atEnd() && isTokenChar(text.charAt(position))) {
            position++;
        }
        return text.substring(start, position);
    }

    /** A quoted string without its quoting; one that is not closed ends with the text. */
    String quotedString() {
        StringBuilder value = new StringBuilder();
        position++;
        while (!atEnd() && !at('"')) {
            if (at('\\') && position + 1 < text.length()) {
                position++;
            }
            value.append(text.charAt(position++));
        }
        position = Math.min(position + 1, text.length());
        return value.toString();
    }

    /** A parameter name up to and with its equals sign; empty, and nothing read, if there is none here. */
    String parameterName() {
        int start = position;
        String name = skipToToken();
        skipWhiteAndComments();
        if (!name.isEmpty() && skip('=')) {
            return name;
        }
        position = start;
        return "";
    }

    /**
     * A parameter value. What should have been quoted, such as {@code a b.txt} or {@code a/b}, is taken up to the
     * semicolon.
     */
    String value() {
        skipWhiteAndComments();
        if (at('"')) {
            return quotedString();
        }
        int start = position;
        while (!atEnd() && !at(';') && !isWhite(text.charAt(position))) {
            position++;
        }
        int end = position;
        skipWhiteAndComments();
        int next = position;
        if (!atEnd() && !at(';') && parameterName().isEmpty()) {
            end = text.indexOf(';', position);
            end = end < 0 ? text.length() : end;
            next = end;
        }
        position = next;
        return text.substring(start, end).strip();
    }

    void skipWhiteAndComments() {
        while (!atEnd()) {
            if (isWhite(text.charAt(position))) {
                position++;
            } else if (at('(')) {
                skipComment();
            } else {
                break;
            }
        }
    }

    private void skipComment() {
        int depth = 0;
        do {
            char c = text.charAt(position++);
            if (c == '\\' && !atEnd()) {
                position++;
            } else if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            }
        } while (depth > 0 && !atEnd());
    }

    private static boolean isTokenChar(char c) {
        return c > ' ' && c < 127 && TSPECIALS.indexOf(c) < 0;
    }

    private static boolean isWhite(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }
}
