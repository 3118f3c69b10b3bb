package io.github.hikyaku.account;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an account may hold (RFC 9208, the resources STORAGE and MESSAGE).
 *
 * @param octets the most octets, 0 or more, or empty for no limit
 * @param messages the most messages, 0 or more, or empty for no limit
 */
public record AccountQuota(OptionalLong octets, OptionalLong messages) {
    /** As much as there is room for. */
    public static final AccountQuota UNLIMITED = new AccountQuota(OptionalLong.empty(), OptionalLong.empty());

    private static final Pattern LIMIT = Pattern.compile("(\\d{1,18})([KMGT]?)(B|S|C)?");

    /** Checks that no limit is negative. */
    public AccountQuota {
        if (octets.orElse(0) < 0 || messages.orElse(0) < 0) {
            throw new IllegalArgumentException("A limit is not negative: " + octets + ", " + messages);
        }
    }

    /** A limit of octets alone, 0 or more. */
    public static AccountQuota octets(long most) {
        return new AccountQuota(OptionalLong.of(most), OptionalLong.empty());
    }

    /**
     * Reads the forms that directories have: octets ({@code 1000000}), with a unit of 1024 octets or its powers ({@code
     * 500M}, {@code 1G}, {@code 1GB}), and that of Maildir++ ({@code 1000000S,2000C}: octets and messages). A limit of 0
     * is none, as in all of these.
     *
     * @throws IllegalArgumentException if it is of no such form
     */
    public static AccountQuota parse(String text) {
        OptionalLong octets = OptionalLong.empty();
        OptionalLong messages = OptionalLong.empty();
        String[] limits = text.strip().toUpperCase(Locale.ROOT).split(",", -1);
        for (String limit : limits) {
            Matcher form = LIMIT.matcher(limit.strip());
            boolean counts = limit.endsWith("C");
            if (limits.length > 2 || !form.matches() || counts && !form.group(2).isEmpty()) {
                throw new IllegalArgumentException("A quota is such as 1000000, 500M or 1000000S,2000C");
            }
            OptionalLong value = limit(form.group(1), form.group(2));
            if (counts) {
                messages = value;
            } else {
                octets = value;
            }
        }
        return new AccountQuota(octets, messages);
    }

    private static OptionalLong limit(String digits, String unit) {
        int shift = unit.isEmpty() ? 0 : 10 * ("KMGT".indexOf(unit) + 1);
        long number = Long.parseLong(digits);
        if (number > Long.MAX_VALUE >> shift) {
            throw new IllegalArgumentException("A quota has less than 2^63 octets");
        }
        return number == 0 ? OptionalLong.empty() : OptionalLong.of(number << shift);
    }
}
