package io.github.hikyaku.account.file;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The directory of an account's mail, with variables: {@code %u} the user name, {@code %n} its local part, {@code %d} its
 * domain, {@code %h} and {@code ~} the home.
 */
final class MailRootTemplate {
    private MailRootTemplate() {}

    /**
     * Puts the values in.
     *
     * @throws IllegalArgumentException if it is no absolute path then, or a name would lead out of it
     */
    static Path expand(String template, String localPart, String domain, String home) {
        StringBuilder path = new StringBuilder();
        int next = 0;
        if (template.equals("~") || template.startsWith("~/")) {
            path.append(present(home));
            next = 1;
        }
        while (next < template.length()) {
            char c = template.charAt(next++);
            if (c != '%') {
                path.append(c);
                continue;
            }
            char variable = next < template.length() ? template.charAt(next) : ' ';
            next++;
            switch (variable) {
                case 'u' -> path.append(name(localPart + "@" + domain));
                case 'n' -> path.append(name(localPart));
                case 'd' -> path.append(name(domain));
                case 'h' -> path.append(present(home));
                case '%' -> path.append('%');
                default -> throw new IllegalArgumentException("The mail location has a variable that is not known");
            }
        }
        try {
            Path root = Path.of(path.toString());
            if (!root.isAbsolute() || !root.equals(root.normalize())) {
                throw new IllegalArgumentException("The mail location is no plain absolute path");
            }
            return root;
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("The mail location is no path", e);
        }
    }

    private static String present(String home) {
        if (home.isEmpty()) {
            throw new IllegalArgumentException("The mail location is below a home that is not given");
        }
        return home;
    }

    private static String name(String value) {
        if (value.startsWith(".") || value.contains("/") || value.contains("\\")) {
            throw new IllegalArgumentException("The mail location would have a user's name as a path");
        }
        return value;
    }
}
