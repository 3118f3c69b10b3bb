package io.github.hikyaku.smtp.internal.command;

import io.github.hikyaku.message.MailParameters.DeliverBy;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The values of the parameters of MAIL that name a time (RFC 2852, RFC 4865), and of the one that names a priority (RFC 6710). */
public final class TimeValues {
    /** RFC 2852 §4: by-time ";" by-mode [by-trace]. */
    private static final Pattern BY = Pattern.compile("([+-]?\\d{1,9});([NR])(T?)", Pattern.CASE_INSENSITIVE);

    private static final Pattern INTERVAL = Pattern.compile("[1-9]\\d{0,8}");

    /** RFC 4865 §3: the date-time of RFC 3339 in UTC. */
    private static final Pattern DATE_TIME =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?[Zz]");

    private static final Pattern PRIORITY = Pattern.compile("0|-?[1-9]");

    private TimeValues() {}

    /** Of BY: the time counts from now, and may have passed where the sender only wants to be told. */
    public static DeliverBy by(@Nullable String value, Instant now) throws Refusal {
        Matcher by = BY.matcher(value == null ? "" : value);
        if (!by.matches()) {
            throw wrong("BY is seconds, a semicolon, and N or R with or without T");
        }
        long seconds = Long.parseLong(by.group(1));
        boolean returned = by.group(2).equalsIgnoreCase("R");
        if (returned && seconds <= 0) {
            // RFC 2852 §4: what is to be returned already should not be sent at all.
            throw wrong("BY with R needs more than 0 seconds");
        }
        return new DeliverBy(now.plusSeconds(seconds), returned, !by.group(3).isEmpty());
    }

    /** Of HOLDFOR. */
    public static Duration holdFor(@Nullable String value) throws Refusal {
        if (value == null || !INTERVAL.matcher(value).matches()) {
            throw wrong("HOLDFOR is a number of seconds from 1 to 999999999");
        }
        return Duration.ofSeconds(Long.parseLong(value));
    }

    /** Of HOLDUNTIL. */
    public static Instant holdUntil(@Nullable String value) throws Refusal {
        try {
            if (value != null && DATE_TIME.matcher(value).matches()) {
                return OffsetDateTime.parse(CommandLine.upper(value)).toInstant();
            }
        } catch (DateTimeParseException e) {
            // told below
        }
        throw wrong("HOLDUNTIL is a date and time in UTC, such as 2026-03-04T05:06:07Z");
    }

    /** Of MT-PRIORITY: -9 to 9. */
    public static int priority(@Nullable String value) throws Refusal {
        if (value == null || !PRIORITY.matcher(value).matches()) {
            throw wrong("MT-PRIORITY is a number from -9 to 9");
        }
        return Integer.parseInt(value);
    }

    private static Refusal wrong(String text) {
        return new Refusal(501, "5.5.4", text);
    }
}
