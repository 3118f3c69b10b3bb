package io.github.hikyaku.storage.mbox;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Dates of From_ lines and of Date fields. Read are asctime ({@code Sat Jan  3 01:05:34 1996}), with a zone before or
 * after the year or without seconds, and RFC 5322 date-time, with the obsolete zones and years of two digits.
 */
final class MboxDates {
    private static final DateTimeFormatter ASCTIME = DateTimeFormatter.ofPattern(
                    "EEE MMM ppd HH:mm:ss uuuu", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final List<String> WEEKDAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    // RFC 5322 §4.3 knows these names alone.
    private static final Map<String, Integer> ZONES = Map.of(
            "EDT", -4, "EST", -5, "CDT", -5, "CST", -6, "MDT", -6, "MST", -7, "PDT", -7, "PST", -8, "UTC", 0, "GMT", 0);
    private static final int MOST_WORDS = 40;

    private int month = -1;
    private int day = -1;
    private int year = -1;
    private Optional<LocalTime> time = Optional.empty();
    private Optional<ZoneId> zone = Optional.empty();

    private MboxDates() {}

    /** As in a From_ line: 24 characters, in UTC. */
    static String asctime(Instant date) {
        return ASCTIME.format(date);
    }

    /** The date in a From_ line, which begins with the name of a weekday. */
    static Optional<Instant> ofFromLine(String line, ZoneId otherwise) {
        String[] words = words(line);
        for (int i = 0; i < words.length; i++) {
            if (isWeekday(words[i])) {
                Optional<Instant> date = new MboxDates().read(words, i + 1, otherwise);
                if (date.isPresent()) {
                    return date;
                }
            }
        }
        return Optional.empty();
    }

    /** The date in the value of a Date field. */
    static Optional<Instant> ofField(String value) {
        String[] words = words(value);
        int first = words.length > 0 && isWeekday(words[0]) ? 1 : 0;
        return new MboxDates().read(words, first, ZoneOffset.UTC);
    }

    private static String[] words(String text) {
        return text.strip().split("[\\s,]+", MOST_WORDS);
    }

    private static boolean isWeekday(String word) {
        return WEEKDAYS.contains(word.toLowerCase(Locale.ROOT));
    }

    /** Reads words until the date is whole; anything else than a part of a date before that makes it none. */
    private Optional<Instant> read(String[] words, int first, ZoneId otherwise) {
        try {
            int i = first;
            while (i < words.length && !isWhole()) {
                if (!take(words[i++])) {
                    return Optional.empty();
                }
            }
            if (i < words.length && zone.isEmpty()) {
                takeZone(words[i]);
            }
            if (!isWhole()) {
                return Optional.empty();
            }
            LocalDateTime local = LocalDateTime.of(LocalDate.of(year, month, day), time.orElseThrow());
            return Optional.of(local.atZone(zone.orElse(otherwise)).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private boolean isWhole() {
        return month > 0 && day > 0 && year >= 0 && time.isPresent();
    }

    private boolean take(String word) {
        if (word.indexOf(':') > 0) {
            return takeTime(word);
        }
        if (word.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return takeNumber(word);
        }
        int found = MONTHS.indexOf(word.toLowerCase(Locale.ROOT)) + 1;
        if (found > 0 && month < 0) {
            month = found;
            return true;
        }
        return time.isPresent() && takeZone(word);
    }

    private boolean takeTime(String word) {
        if (time.isPresent()) {
            return false;
        }
        // A leap second is the second before it.
        String text = (word.charAt(1) == ':' ? "0" + word : word).replaceFirst(":60$", ":59");
        try {
            time = Optional.of(LocalTime.parse(text));
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private boolean takeNumber(String word) {
        if (day < 0 && word.length() <= 2) {
            day = Integer.parseInt(word);
            return true;
        }
        if (year < 0 && (word.length() == 2 || word.length() == 4)) {
            int number = Integer.parseInt(word);
            year = word.length() == 4 ? number : number + (number < 70 ? 2000 : 1900);
            return true;
        }
        return false;
    }

    private boolean takeZone(String word) {
        if (word.matches("[+-]\\d{4}")) {
            zone = Optional.of(ZoneOffset.of(word));
            return true;
        }
        if (word.matches("[A-Z]{1,5}")) {
            Integer hours = ZONES.get(word);
            zone = hours == null ? zone : Optional.of(ZoneOffset.ofHours(hours));
            return true;
        }
        return false;
    }
}
