package io.github.hikyaku.storage;

import org.jspecify.annotations.Nullable;

/**
 * Names one account of a store, typically the primary mail address of its owner. Compared as it is: whoever makes it
 * has normalised it already.
 *
 * @param value 1 to 255 characters, none of them a control character
 */
public record AccountId(String value) {
    /** Checks the length and the characters. */
    public AccountId {
        if (value.isEmpty() || value.length() > 255) {
            throw new IllegalArgumentException("An account id has 1 to 255 characters, not " + value.length());
        }
        for (int i = 0; i < value.length(); i++) {
            if (Character.isISOControl(value.charAt(i))) {
                throw new IllegalArgumentException("An account id has no control characters");
            }
        }
    }

    // Written out: what a record has by itself is made at run time, which a first start feels.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AccountId id && value.equals(id.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
