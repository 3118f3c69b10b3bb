package io.github.hikyaku.address;

import org.jspecify.annotations.Nullable;

/**
 * The tokens of an address list. Reads words (atoms, quoted strings and dots) and keeps them in two forms: as a phrase,
 * with one space where white space or a comment was, and as a local part, without.
 */
final class PhraseScanner {
    private final String text;
    private int position;
    private int elementStart;
    private final StringBuilder phrase = new StringBuilder();
    private final StringBuilder local = new StringBuilder();
    private boolean hasWords;
    private @Nullable String comment;

    PhraseScanner(String text) {
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

    /** The words read as a display name or group name; null if there were none. */
    @Nullable
    String phrase() {
        return hasWords ? phrase.toString() : null;
    }

    /** The words read as a local part. */
    String local() {
        return local.toString();
    }

    /** The last comment of the element; null if there was none. */
    @Nullable
    String comment() {
        return comment;
    }

    /** The raw text of the element so far, without the white space around it. */
    String elementText() {
        return text.substring(elementStart, position).strip();
    }

    /** Forgets the element before, and skips white space and comments. */
    void startElement() {
        comment = null;
        startWords();
        elementStart = position;
    }

    void startWords() {
        phrase.setLength(0);
        local.setLength(0);
        hasWords = false;
        skipCfws();
    }

    void words() {
        boolean space = false;
        boolean afterWord = false;
        while (!atEnd() && "<>@,:;".indexOf(text.charAt(position)) < 0) {
            boolean dot = at('.');
            if (space) {
                phrase.append(' ');
                if (afterWord && !dot) {
                    local.append(' ');
                }
            }
            int start = phrase.length();
            if (at('"')) {
                quotedString();
            } else if (dot) {
                position++;
                phrase.append('.');
            } else {
                atom();
            }
            local.append(phrase, start, phrase.length());
            hasWords = true;
            afterWord = !dot;
            space = skipCfws();
        }
    }

    /** A domain name or literal without white space and comments; empty if there is none. */
    String domain() {
        StringBuilder domain = new StringBuilder();
        skipCfws();
        while (!atEnd() && "<>@,:;\"".indexOf(text.charAt(position)) < 0) {
            if (at('[')) {
                int close = position;
                while (close < text.length() && "],<>".indexOf(text.charAt(close)) < 0) {
                    close++;
                }
                int end = close < text.length() && text.charAt(close) == ']' ? close + 1 : close;
                domain.append(text, position, end);
                position = end;
            } else {
                domain.append(text.charAt(position++));
            }
            int length = domain.length();
            if (skipCfws() && !at('.') && domain.charAt(length - 1) != '.') {
                break;
            }
        }
        return domain.toString();
    }

    /** Skips what does not belong here, up to one of the characters or the end; quoted strings count as one. */
    void skipToAny(String characters) {
        skipCfws();
        while (!atEnd() && characters.indexOf(text.charAt(position)) < 0) {
            if (at('"')) {
                int length = phrase.length();
                quotedString();
                phrase.setLength(length);
            } else {
                position++;
            }
            skipCfws();
        }
    }

    void skipCommas() {
        skipCfws();
        while (skip(',')) {
            skipCfws();
        }
    }

    private void quotedString() {
        position++;
        while (!atEnd() && !at('"')) {
            if (at('\\') && position + 1 < text.length()) {
                position++;
            }
            phrase.append(text.charAt(position++));
        }
        position++;
    }

    private void atom() {
        int end = encodedWordEnd();
        if (end < 0) {
            end = position + 1;
            while (end < text.length() && isAtomic(text.charAt(end))) {
                end++;
            }
        }
        phrase.append(text, position, end);
        position = end;
    }

    private static boolean isAtomic(char c) {
        return !Chars.isWsp(c) && "()<>@,:;.\"".indexOf(c) < 0;
    }

    /** The end of an encoded-word at the position, which may have specials inside (RFC 2047 §5 forbids them), or -1. */
    private int encodedWordEnd() {
        if (!text.startsWith("=?", position)) {
            return -1;
        }
        int charset = text.indexOf('?', position + 2);
        if (charset < 0 || charset + 2 >= text.length() || text.charAt(charset + 2) != '?') {
            return -1;
        }
        int end = charset + 3;
        while (end < text.length() && text.charAt(end) != '?' && !Chars.isWsp(text.charAt(end))) {
            end++;
        }
        return text.startsWith("?=", end) ? end + 2 : -1;
    }

    /** Skips white space and comments; true if there was any. */
    private boolean skipCfws() {
        int start = position;
        while (!atEnd()) {
            if (Chars.isWsp(text.charAt(position))) {
                position++;
            } else if (at('(')) {
                skipComment();
            } else {
                break;
            }
        }
        return position > start;
    }

    private void skipComment() {
        StringBuilder content = new StringBuilder();
        int depth = 1;
        position++;
        while (!atEnd()) {
            char c = text.charAt(position++);
            if (c == '\\' && !atEnd()) {
                c = text.charAt(position++);
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                break;
            }
            content.append(c);
        }
        comment = content.toString().strip();
    }
}
