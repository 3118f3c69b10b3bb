package io.github.hikyaku.storage;

import java.util.HashSet;
import java.util.Set;

/**
 * How the flags of messages are to change.
 *
 * @param mode what is done with {@code flags}
 * @param flags the flags it is done with
 */
public record FlagUpdate(Mode mode, Set<Flag> flags) {
    /** What is done with the flags. */
    public enum Mode {
        /** They are set, others stay. */
        ADD,
        /** They are cleared, others stay. */
        REMOVE,
        /** They are set, all others are cleared. */
        REPLACE
    }

    /** Copies the set. */
    public FlagUpdate {
        flags = Set.copyOf(flags);
    }

    /** Sets the flags, others stay. */
    public static FlagUpdate add(Flag... flags) {
        return new FlagUpdate(Mode.ADD, Set.of(flags));
    }

    /** Clears the flags, others stay. */
    public static FlagUpdate remove(Flag... flags) {
        return new FlagUpdate(Mode.REMOVE, Set.of(flags));
    }

    /** Sets these flags and no others. */
    public static FlagUpdate replace(Flag... flags) {
        return new FlagUpdate(Mode.REPLACE, Set.of(flags));
    }

    /** What the flags of a message are after the update. */
    public Set<Flag> applyTo(Set<Flag> current) {
        if (mode == Mode.REPLACE) {
            return flags;
        }
        Set<Flag> result = new HashSet<>(current);
        boolean changed = mode == Mode.ADD ? result.addAll(flags) : result.removeAll(flags);
        return changed ? Set.copyOf(result) : current;
    }
}
