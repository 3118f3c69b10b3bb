package io.github.hikyaku.smtp.internal.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of MAIL or RCPT (RFC 5321 §4.1.2, esmtp-param).
 *
 * @param keyword in capitals
 * @param value 1 or more characters, or null if there is no equals sign
 */
public record Parameter(String keyword, @Nullable String value) {
    /**
     * Parses what stands behind a path.
     *
     * @throws Refusal if it is not parameters with a space before each, or one comes twice
     */
    static List<Parameter> list(String text, int from) throws Refusal {
        if (from == text.length()) {
            return List.of();
        }
        List<Parameter> parameters = new ArrayList<>(4);
        int position = from;
        while (position < text.length()) {
            int start = position;
            while (position < text.length() && text.charAt(position) == ' ') {
                position++;
            }
            if (position == start) {
                throw syntax("There is a space before each parameter");
            }
            int end = text.indexOf(' ', position);
            Parameter parameter = of(text.substring(position, end < 0 ? text.length() : end));
            for (Parameter earlier : parameters) {
                if (earlier.keyword.equals(parameter.keyword)) {
                    throw syntax("A parameter is given twice");
                }
            }
            parameters.add(parameter);
            position = end < 0 ? text.length() : end;
        }
        return parameters;
    }

    private static Parameter of(String text) throws Refusal {
        int equals = text.indexOf('=');
        String keyword = equals < 0 ? text : text.substring(0, equals);
        if (keyword.isEmpty() || keyword.charAt(0) == '-' || !keyword.chars().allMatch(Parameter::isKeywordChar)) {
            throw syntax("A parameter's keyword is of letters, digits and hyphens");
        }
        String value = equals < 0 ? null : text.substring(equals + 1);
        if (value != null && (value.isEmpty() || !value.chars().allMatch(Parameter::isValueChar))) {
            throw syntax("A parameter's value is of visible characters other than '='");
        }
        return new Parameter(CommandLine.upper(keyword), value);
    }

    private static boolean isKeywordChar(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-';
    }

    private static boolean isValueChar(int c) {
        // RFC 6531 §3.3: a value may hold non-ASCII characters.
        return c > ' ' && c != '=' && c != 0x7f;
    }

    private static Refusal syntax(String text) {
        return new Refusal(501, "5.5.4", text);
    }
}
