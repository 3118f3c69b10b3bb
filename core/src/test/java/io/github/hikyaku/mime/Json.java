package io.github.hikyaku.mime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Just enough JSON for test vectors: objects as maps, arrays as lists, numbers as longs, the rest as strings. */
public final class Json {
    private final String text;
    private int position;

    private Json(String text) {
        this.text = text;
    }

    /** Reads a value. */
    public static Object parse(String text) {
        return new Json(text).value();
    }

    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    public static List<Object> list(Object value) {
        return (List<Object>) value;
    }

    private char peek() {
        while (Character.isWhitespace(text.charAt(position))) {
            position++;
        }
        return text.charAt(position);
    }

    private Object value() {
        switch (peek()) {
            case '{':
                Map<String, Object> object = new LinkedHashMap<>();
                for (position++; peek() != '}'; ) {
                    String name = string();
                    peek();
                    position++;
                    object.put(name, value());
                    position += peek() == ',' ? 1 : 0;
                }
                position++;
                return object;
            case '[':
                List<Object> list = new ArrayList<>();
                for (position++; peek() != ']'; ) {
                    list.add(value());
                    position += peek() == ',' ? 1 : 0;
                }
                position++;
                return list;
            case '"':
                return string();
            default:
                int start = position;
                while (position < text.length() && ",]} \r\n".indexOf(text.charAt(position)) < 0) {
                    position++;
                }
                String word = text.substring(start, position);
                return word.matches("-?\\d+") ? (Object) Long.valueOf(word) : word;
        }
    }

    private String string() {
        StringBuilder out = new StringBuilder();
        peek();
        for (position++; text.charAt(position) != '"'; position++) {
            char c = text.charAt(position);
            if (c == '\\') {
                c = text.charAt(++position);
                if (c == 'u') {
                    c = (char) Integer.parseInt(text.substring(position + 1, position + 5), 16);
                    position += 4;
                } else {
                    int escape = "nrtbf".indexOf(c);
                    c = escape < 0 ? c : "\n\r\t\b\f".charAt(escape);
                }
            }
            out.append(c);
        }
        position++;
        return out.toString();
    }
}
