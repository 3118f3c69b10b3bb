package io.github.hikyaku.storage;

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
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("An account id has no control characters");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
