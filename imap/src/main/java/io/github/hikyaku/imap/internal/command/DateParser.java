package io.github.hikyaku.imap.internal.command;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/** Reads {@code date} and {@code date-time} of RFC 3501 §9. */
final class DateParser {
    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");

    private DateParser() {}

    /** Such as {@code 1-Feb-1994}, quoted or not. */
    static LocalDate date(CommandScanner in) {
        String text = in.asciiAstring();
        String[] parts = text.split("-", -1);
        if (parts.length != 3 || parts[0].isEmpty() || parts[0].length() > 2 || parts[2].length() != 4) {
            throw bad();
        }
        try {
            return LocalDate.of(number(parts[2]), month(parts[1]), number(parts[0]));
        } catch (DateTimeException e) {
            throw bad();
        }
    }

    /** Such as {@code "17-Jul-1996 02:44:25 -0700"}; the day may begin with a space. */
    static Instant dateTime(CommandScanner in) {
        if (!in.isAt('"')) {
            throw bad();
        }
        String t = in.asciiAstring();
        if (t.length() != 26
                || t.charAt(2) != '-'
                || t.charAt(6) != '-'
                || t.charAt(11) != ' '
                || t.charAt(14) != ':'
                || t.charAt(17) != ':'
                || t.charAt(20) != ' '
                || "+-".indexOf(t.charAt(21)) < 0) {
            throw bad();
        }
        try {
            int zone = number(t.substring(22, 24)) * 60 + number(t.substring(24));
            // A leap second is kept as the second before it.
            int second = Math.min(59, number(t.substring(18, 20)));
            return LocalDateTime.of(
                            number(t.substring(7, 11)),
                            month(t.substring(3, 6)),
                            number(t.substring(t.charAt(0) == ' ' ? 1 : 0, 2)),
                            number(t.substring(12, 14)),
                            number(t.substring(15, 17)),
                            second)
                    .toInstant(ZoneOffset.UTC)
                    .minusSeconds(60L * (t.charAt(21) == '-' ? -zone : zone));
        } catch (DateTimeException e) {
            throw bad();
        }
    }

    private static int month(String name) {
        int at = MONTHS.indexOf(name.toUpperCase(Locale.ROOT));
        if (at < 0) {
            throw bad();
        }
        return at + 1;
    }

    private static int number(String digits) {
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                throw bad();
            }
        }
        return Integer.parseInt(digits);
    }

    private static CommandRefused bad() {
        return CommandRefused.bad("Not a date");
    }
}
