package io.github.hikyaku.mime;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Date and time of header fields (RFC 5322 §3.3, with the obsolete forms of §4.3 and what broken mailers write). The day
 * of the week is not looked at; a missing or unknown zone is UTC.
 */
public final class DateTimes {
    /** Longer values are no dates. */
    private static final int MAX_LENGTH = 1000;

    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
    /** RFC 5322 §4.3; any other name says nothing about the zone. */
    private static final Map<String, Integer> ZONE_HOURS = Map.ofEntries(
            Map.entry("ut", 0),
            Map.entry("utc", 0),
            Map.entry("gmt", 0),
            Map.entry("z", 0),
            Map.entry("edt", -4),
            Map.entry("est", -5),
            Map.entry("cdt", -5),
            Map.entry("cst", -6),
            Map.entry("mdt", -6),
            Map.entry("mst", -7),
            Map.entry("pdt", -7),
            Map.entry("pst", -8));

    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss xx", Locale.ENGLISH);

    private int day = -1;
    private int month = -1;
    private int year = -1;
    private @Nullable LocalTime time;
    private @Nullable ZoneOffset zone;

    private DateTimes() {}

    /**
     * Writes a date-time.
     *
     * @param dateTime year 0 to 9999
     * @return such as {@code Mon, 1 Jan 2024 12:00:00 +0100}
     */
    public static String format(OffsetDateTime dateTime) {
        return FORMAT.format(dateTime);
    }

    /**
     * Reads a date-time.
     *
     * @param value the unfolded value of a Date field, or what is behind the last semicolon of a Received field
     * @return the date-time, or empty if there is no date in it
     */
    public static Optional<OffsetDateTime> parse(String value) {
        if (value.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        DateTimes parsed = new DateTimes();
        StringTokenizer tokens = new StringTokenizer(withoutComments(value), " \t\r\n,");
        try {
            while (tokens.hasMoreTokens()) {
                parsed.token(tokens.nextToken().toLowerCase(Locale.ROOT));
            }
            if (parsed.day < 0 || parsed.month < 0 || parsed.year < 0) {
                return Optional.empty();
            }
            return Optional.of(OffsetDateTime.of(
                    LocalDate.of(parsed.year, parsed.month, parsed.day),
                    parsed.time == null ? LocalTime.MIDNIGHT : parsed.time,
                    parsed.zone == null ? ZoneOffset.UTC : parsed.zone));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String withoutComments(String value) {
        StringBuilder out = new StringBuilder(value.length());
        int depth = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '(') {
                depth++;
                out.append(' ');
            } else if (c == ')' && depth > 0) {
                depth--;
            } else if (depth == 0) {
                out.append(c);
            } else if (c == '\\') {
                i++;
            }
        }
        // RFC 5322 §4.3: white space and comments may stand around colons
        return out.toString().replaceAll("\\s*+:\\s*+", ":");
    }

    private void token(String token) {
        char first = token.charAt(0);
        if (first == '+' || first == '-') {
            zone(token);
        } else if (token.indexOf(':') > 0) {
            time(token);
        } else if (Character.isDigit(first)) {
            if (token.indexOf('-') > 0) {
                // as in IMAP's 1-Jan-2024
                for (String part : token.split("-")) {
                    if (!part.isEmpty()) {
                        token(part);
                    }
                }
            } else {
                number(token);
            }
        } else {
            word(token);
        }
    }

    private void number(String token) {
        int value = digits(token);
        if (value < 0) {
            return;
        }
        if (day < 0 && token.length() <= 2) {
            day = value;
        } else if (year < 0 && token.length() <= 4) {
            // RFC 5322 §4.3: years of two and three digits
            if (token.length() <= 2) {
                year = value + (value < 50 ? 2000 : 1900);
            } else {
                year = token.length() == 3 ? value + 1900 : value;
            }
        }
    }

    private void time(String token) {
        if (time != null) {
            return;
        }
        String[] parts = token.split("[:.]", 4);
        int hour = digits(parts[0]);
        int minute = parts.length > 1 ? digits(parts[1]) : -1;
        int second = parts.length > 2 ? digits(parts[2]) : 0;
        // a leap second has no place in java.time
        time = LocalTime.of(hour, minute, second == 60 ? 59 : second);
    }

    private void word(String token) {
        int index = token.length() >= 3 ? MONTHS.indexOf(token.substring(0, 3)) : -1;
        if (month < 0 && index >= 0 && index % 3 == 0) {
            month = index / 3 + 1;
        } else if (time != null && zone == null) {
            int sign = Math.max(token.indexOf('+'), token.indexOf('-'));
            if (sign > 0) {
                zone(token.substring(sign));
            } else if (ZONE_HOURS.containsKey(token)) {
                zone = ZoneOffset.ofHours(ZONE_HOURS.get(token));
            }
        }
    }

    private void zone(String token) {
        String digits = token.substring(1).replace(":", "");
        int value = digits(digits);
        if (zone != null || value < 0 || digits.length() > 4) {
            return;
        }
        int minutes = digits.length() <= 2 ? value * 60 : value / 100 * 60 + value % 100;
        if (minutes <= 18 * 60) {
            zone = ZoneOffset.ofTotalSeconds((token.charAt(0) == '-' ? -minutes : minutes) * 60);
        }
    }

    /** A number of at most nine digits, or -1. */
    private static int digits(String text) {
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9' || i > 8) {
                return -1;
            }
            value = value * 10 + c - '0';
        }
        return text.isEmpty() ? -1 : value;
    }
}
