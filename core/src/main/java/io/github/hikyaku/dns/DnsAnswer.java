package io.github.hikyaku.dns;

import java.time.Duration;
import java.util.List;

/**
 * What was answered to one question.
 *
 * @param kind whether there is something, is nothing, or could not be told
 * @param records what was found, in the order of the answer unless said otherwise; one or more, or none if nothing was found
 * @param ttl how much longer the answer holds; zero if it is not to be kept
 * @param detail why it failed, for people; empty otherwise
 */
public record DnsAnswer<T>(Kind kind, List<T> records, Duration ttl, String detail) {
    /** What an answer says. */
    public enum Kind {
        /** There is what was asked for. */
        FOUND,
        /** The name exists, without a record of that type (RFC 2308 §2.2). */
        NO_RECORD,
        /** The name does not exist (RFC 2308 §2.1). */
        NO_NAME,
        /** Nobody knows now: a time-out or an error of a server. Later it may be otherwise. */
        FAILED
    }

    /** Copies the list and checks that it goes with the kind. */
    public DnsAnswer {
        records = List.copyOf(records);
        if (records.isEmpty() == (kind == Kind.FOUND)) {
            throw new IllegalArgumentException("An answer of kind " + kind + " with " + records.size() + " records");
        }
    }

    /** Something was found. */
    public static <T> DnsAnswer<T> found(List<T> records, Duration ttl) {
        return new DnsAnswer<>(Kind.FOUND, records, ttl, "");
    }

    /** There is no such record. */
    public static <T> DnsAnswer<T> noRecord(Duration ttl) {
        return new DnsAnswer<>(Kind.NO_RECORD, List.of(), ttl, "");
    }

    /** There is no such name. */
    public static <T> DnsAnswer<T> noName(Duration ttl) {
        return new DnsAnswer<>(Kind.NO_NAME, List.of(), ttl, "");
    }

    /** It cannot be told now. */
    public static <T> DnsAnswer<T> failed(String detail) {
        return new DnsAnswer<>(Kind.FAILED, List.of(), Duration.ZERO, detail);
    }

    /** Whether there are records. */
    public boolean isFound() {
        return kind == Kind.FOUND;
    }

    /** Whether nobody knows now. */
    public boolean isFailed() {
        return kind == Kind.FAILED;
    }
}
