package io.github.hikyaku.imap.internal.session;

import io.github.hikyaku.imap.internal.command.CommandRefused;
import io.github.hikyaku.storage.Flag;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Flags as clients write them. */
final class Flags {
    private Flags() {}

    /** The flags of these names. {@code \Recent}, which no client can change, is left out (RFC 3501 §2.3.2). */
    static Set<Flag> of(Collection<String> names) {
        Set<Flag> flags = new HashSet<>();
        for (String name : names) {
            if (!name.equalsIgnoreCase("\\Recent")) {
                try {
                    flags.add(Flag.of(name));
                } catch (IllegalArgumentException e) {
                    throw CommandRefused.no("CANNOT", "Not a possible flag or keyword");
                }
            }
        }
        return flags;
    }
}
