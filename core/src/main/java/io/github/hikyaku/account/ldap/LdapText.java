package io.github.hikyaku.account.ldap;

import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** Puts what a stranger typed into filters and distinguished names, so that it stays a value there. */
final class LdapText {
    private LdapText() {}

    /** A value in a filter (RFC 4515 §3). */
    static String filterValue(String value) {
        StringBuilder escaped = new StringBuilder(value.length() + 8);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '*' || c == '(' || c == ')' || c == '\\' || c < 0x20 || c == 0x7f) {
                escaped.append(String.format("\\%02x", (int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /** A value in a distinguished name (RFC 4514 §2.4). */
    static String dnValue(String value) {
        StringBuilder escaped = new StringBuilder(value.length() + 8);
        int last = value.length() - 1;
        for (int i = 0; i <= last; i++) {
            char c = value.charAt(i);
            boolean edge = c == ' ' && (i == 0 || i == last) || c == '#' && i == 0;
            if (c < 0x20 || c == 0x7f) {
                escaped.append(String.format("\\%02x", (int) c));
            } else if (edge || "\"+,;<>=\\".indexOf(c) >= 0) {
                escaped.append('\\').append(c);
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /** A template with {@code %u} for the name, {@code %n} for what is before its at sign and {@code %d} for what is behind. */
    static String expand(String template, String name, UnaryOperator<String> escape) {
        int at = name.lastIndexOf('@');
        StringBuilder text = new StringBuilder();
        int next = 0;
        while (next < template.length()) {
            char c = template.charAt(next++);
            if (c != '%') {
                text.append(c);
                continue;
            }
            char variable = next < template.length() ? template.charAt(next) : ' ';
            next++;
            switch (variable) {
                case 'u' -> text.append(escape.apply(name));
                case 'n' -> text.append(escape.apply(at < 0 ? name : name.substring(0, at)));
                case 'd' -> text.append(escape.apply(at < 0 ? "" : name.substring(at + 1)));
                case '%' -> text.append('%');
                default -> throw new IllegalArgumentException("A template has %u, %n, %d and %%: " + template);
            }
        }
        return text.toString();
    }

    /** Whether a name may be somebody's: not empty, not endless, and of characters that can be written in UTF-8. */
    static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= 320
                && StandardCharsets.UTF_8.newEncoder().canEncode(name);
    }
}
