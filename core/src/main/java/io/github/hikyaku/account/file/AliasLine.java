package io.github.hikyaku.account.file;

import java.util.ArrayList;
import java.util.List;

/** {@code name: target, target} of an aliases file. */
record AliasLine(int number, String name, List<String> targets) {
    static AliasLine parse(int number, String line) {
        int colon = end(line, 0, ':');
        if (colon >= line.length()) {
            throw new IllegalArgumentException("There is no colon behind the alias");
        }
        List<String> targets = new ArrayList<>();
        for (int begin = colon + 1; begin <= line.length(); ) {
            int end = end(line, begin, ',');
            String target = unquoted(line.substring(begin, end));
            if (!target.isEmpty()) {
                targets.add(target);
            }
            begin = end + 1;
        }
        return new AliasLine(number, unquoted(line.substring(0, colon)), targets);
    }

    private static int end(String line, int begin, char separator) {
        boolean quoted = false;
        for (int i = begin; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                return i;
            }
        }
        return line.length();
    }

    private static String unquoted(String text) {
        return text.strip().replace("\"", "");
    }
}
