package io.github.hikyaku.storage.mbox;

import io.github.hikyaku.storage.Flag;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Flags as the fields Status, X-Status and X-Keywords, in the way of c-client, mutt and Dovecot: R is seen, A answered, F
 * flagged, D deleted, T draft; O, not new, is no flag.
 */
final class MboxStatus {
    static final Set<String> FIELDS = Set.of("status", "x-status", "x-keywords");

    private static final String LETTERS = "RAFDT";
    private static final List<Flag> MEANINGS =
            List.of(Flag.SEEN, Flag.ANSWERED, Flag.FLAGGED, Flag.DELETED, Flag.DRAFT);

    private MboxStatus() {}

    /**
     * All three fields, even where one is empty: the first field of a name is then ours, whatever fields the message has
     * of its own.
     */
    static String fields(Collection<Flag> flags, String lineEnd) {
        StringBuilder status = new StringBuilder();
        for (int i = 1; i < LETTERS.length(); i++) {
            if (flags.contains(MEANINGS.get(i))) {
                status.append(LETTERS.charAt(i));
            }
        }
        String keywords = flags.stream()
                .filter(flag -> !flag.isSystem())
                .sorted()
                .map(Flag::name)
                .collect(Collectors.joining(" "));
        return "Status: " + (flags.contains(Flag.SEEN) ? "RO" : "O") + lineEnd + "X-Status: " + status + lineEnd
                + "X-Keywords: " + keywords + lineEnd;
    }

    /** The flags that a field stands for. Keywords that IMAP cannot name are left out. */
    static Set<Flag> flags(String name, String value) {
        Set<Flag> flags = new HashSet<>();
        if (name.equals("x-keywords")) {
            for (String keyword : value.split("[ \t]+")) {
                try {
                    flags.add(Flag.of(keyword));
                } catch (IllegalArgumentException e) {
                    // Some other program's idea of a keyword.
                }
            }
            flags.removeIf(Flag::isSystem);
        } else {
            value.chars().map(LETTERS::indexOf).filter(i -> i >= 0).forEach(i -> flags.add(MEANINGS.get(i)));
        }
        return flags;
    }
}
