package io.github.hikyaku.examples.jdbc;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Flags as a column: their names in order, with a space before and behind each, such as {@code " \Seen work "}. */
final class FlagText {
    private static final int LONGEST = 4000;

    private FlagText() {}

    static String of(Collection<Flag> flags) {
        StringBuilder text = new StringBuilder(" ");
        flags.stream().sorted().forEach(flag -> text.append(flag.name()).append(' '));
        if (text.length() > LONGEST) {
            throw new MailStoreException(Kind.LIMIT_REACHED, "The keywords of a message take more than " + LONGEST);
        }
        return text.toString();
    }

    /** What to look for in the column in lower case. */
    static String wanted(Flag flag) {
        return " " + flag.name().toLowerCase(Locale.ROOT) + " ";
    }

    static Set<Flag> parse(String text) {
        Set<Flag> flags = new HashSet<>();
        for (String name : text.split(" ")) {
            if (!name.isEmpty()) {
                flags.add(Flag.of(name));
            }
        }
        return flags;
    }
}
