package io.github.hikyaku.engine;

import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * Every limit of the server, by name, each with a safe default. Immutable; {@link #with} makes a changed copy.
 *
 * @param maxLineLength octets of a command line without its end; 12,288 by default (RFC 4954 §4 asks that much for AUTH)
 * @param maxLiteralLength octets of an IMAP literal other than APPEND's; 64 KiB
 * @param maxNesting how deep parentheses of an IMAP command may nest; 50
 * @param maxMessageSize octets of a message; 50 MiB
 * @param maxRecipients recipients of one mail transaction; 1,000 (RFC 5321 §4.5.3.1.8 asks for 100 or more)
 * @param maxHops Received fields before a message counts as looping; 100 (RFC 5321 §6.3)
 * @param maxErrors refused commands before a session is closed; 20
 * @param maxConnections open connections of all listeners together; 10,000
 * @param maxConnectionsPerAddress open connections of one IPv4 address or IPv6 /64; 500
 * @param idleTimeout silence after which an SMTP session is closed; 5 minutes (RFC 5321 §4.5.3.2.7)
 * @param accessIdleTimeout silence after which a POP3 or IMAP session is closed; 30 minutes (RFC 9051 §5.4; POP3 asks for 10 or more)
 * @param loginTimeout the time from the connection to a login in POP3, in IMAP and where SMTP wants one, and for
 *     a TLS handshake; 1 minute
 * @param shutdownGrace how long running transactions may go on at a shutdown; 5 seconds
 * @param memoryBudget octets of messages on their way in that are held in memory at once; more go to spool files; 64 MiB,
 *     and never more than an eighth of the heap
 * @param maxInMemory octets up to which one message is held in memory; 256 KiB
 * @param reception what clients may do in an SMTP session
 * @param submission what a user may send
 */
public record Limits(
        int maxLineLength,
        int maxLiteralLength,
        int maxNesting,
        long maxMessageSize,
        int maxRecipients,
        int maxHops,
        int maxErrors,
        int maxConnections,
        int maxConnectionsPerAddress,
        Duration idleTimeout,
        Duration accessIdleTimeout,
        Duration loginTimeout,
        Duration shutdownGrace,
        long memoryBudget,
        int maxInMemory,
        ReceptionLimits reception,
        SubmissionLimits submission) {
    private static final Duration LONGEST = Duration.ofDays(3650);

    /** Apart, because the groups need this class to check themselves before there can be a whole. */
    private static final class Defaults {
        static final Limits ALL = new Limits(
                12_288,
                64 * 1024,
                50,
                50L * 1024 * 1024,
                1_000,
                100,
                20,
                10_000,
                500,
                Duration.ofMinutes(5),
                Duration.ofMinutes(30),
                Duration.ofMinutes(1),
                Duration.ofSeconds(5),
                64L * 1024 * 1024,
                256 * 1024,
                ReceptionLimits.defaults(),
                SubmissionLimits.defaults());
    }

    /** The defaults named above. */
    public static Limits defaults() {
        return Defaults.ALL;
    }

    /** Checks that each is positive. */
    public Limits {
        positive("maxLineLength", maxLineLength);
        positive("maxLiteralLength", maxLiteralLength);
        positive("maxNesting", maxNesting);
        positive("maxMessageSize", maxMessageSize);
        positive("maxRecipients", maxRecipients);
        positive("maxHops", maxHops);
        positive("maxErrors", maxErrors);
        positive("maxConnections", maxConnections);
        positive("maxConnectionsPerAddress", maxConnectionsPerAddress);
        bounded("idleTimeout", idleTimeout);
        positive("idleTimeout", idleTimeout.toMillis());
        bounded("accessIdleTimeout", accessIdleTimeout);
        positive("accessIdleTimeout", accessIdleTimeout.toMillis());
        bounded("loginTimeout", loginTimeout);
        positive("loginTimeout", loginTimeout.toMillis());
        positive("memoryBudget", memoryBudget);
        positive("maxInMemory", maxInMemory);
        bounded("shutdownGrace", shutdownGrace);
        if (shutdownGrace.isNegative()) {
            throw new IllegalArgumentException("shutdownGrace is negative");
        }
    }

    // Nanoseconds end after 292 years: more would be no time at all.
    static void bounded(String name, Duration value) {
        if (value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + " must be at most " + LONGEST.toDays() + " days");
        }
    }

    static void positive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, not " + value);
        }
    }

    /** A copy with some limits changed, as in {@code limits.with(l -> l.maxMessageSize(1_000_000))}. */
    public Limits with(UnaryOperator<Builder> change) {
        return change.apply(new Builder(this)).build();
    }

    /** Changes limits one by one. */
    public static final class Builder {
        private int maxLineLength;
        private int maxLiteralLength;
        private int maxNesting;
        private long maxMessageSize;
        private int maxRecipients;
        private int maxHops;
        private int maxErrors;
        private int maxConnections;
        private int maxConnectionsPerAddress;
        private Duration idleTimeout;
        private Duration accessIdleTimeout;
        private Duration loginTimeout;
        private Duration shutdownGrace;
        private long memoryBudget;
        private int maxInMemory;
        private ReceptionLimits reception;
        private SubmissionLimits submission;

        private Builder(Limits from) {
            maxLineLength = from.maxLineLength;
            maxLiteralLength = from.maxLiteralLength;
            maxNesting = from.maxNesting;
            maxMessageSize = from.maxMessageSize;
            maxRecipients = from.maxRecipients;
            maxHops = from.maxHops;
            maxErrors = from.maxErrors;
            maxConnections = from.maxConnections;
            maxConnectionsPerAddress = from.maxConnectionsPerAddress;
            idleTimeout = from.idleTimeout;
            accessIdleTimeout = from.accessIdleTimeout;
            loginTimeout = from.loginTimeout;
            shutdownGrace = from.shutdownGrace;
            memoryBudget = from.memoryBudget;
            maxInMemory = from.maxInMemory;
            reception = from.reception;
            submission = from.submission;
        }

        /** Sets {@link Limits#maxLineLength}. */
        public Builder maxLineLength(int value) {
            maxLineLength = value;
            return this;
        }

        /** Sets {@link Limits#maxLiteralLength}. */
        public Builder maxLiteralLength(int value) {
            maxLiteralLength = value;
            return this;
        }

        /** Sets {@link Limits#maxNesting}. */
        public Builder maxNesting(int value) {
            maxNesting = value;
            return this;
        }

        /** Sets {@link Limits#maxMessageSize}. */
        public Builder maxMessageSize(long value) {
            maxMessageSize = value;
            return this;
        }

        /** Sets {@link Limits#maxRecipients}. */
        public Builder maxRecipients(int value) {
            maxRecipients = value;
            return this;
        }

        /** Sets {@link Limits#maxHops}. */
        public Builder maxHops(int value) {
            maxHops = value;
            return this;
        }

        /** Sets {@link Limits#maxErrors}. */
        public Builder maxErrors(int value) {
            maxErrors = value;
            return this;
        }

        /** Sets {@link Limits#maxConnections}. */
        public Builder maxConnections(int value) {
            maxConnections = value;
            return this;
        }

        /** Sets {@link Limits#maxConnectionsPerAddress}. */
        public Builder maxConnectionsPerAddress(int value) {
            maxConnectionsPerAddress = value;
            return this;
        }

        /** Sets {@link Limits#idleTimeout}. */
        public Builder idleTimeout(Duration value) {
            idleTimeout = value;
            return this;
        }

        /** Sets {@link Limits#accessIdleTimeout}. */
        public Builder accessIdleTimeout(Duration value) {
            accessIdleTimeout = value;
            return this;
        }

        /** Sets {@link Limits#loginTimeout}. */
        public Builder loginTimeout(Duration value) {
            loginTimeout = value;
            return this;
        }

        /** Sets {@link Limits#shutdownGrace}. */
        public Builder shutdownGrace(Duration value) {
            shutdownGrace = value;
            return this;
        }

        /** Sets {@link Limits#memoryBudget}. */
        public Builder memoryBudget(long value) {
            memoryBudget = value;
            return this;
        }

        /** Sets {@link Limits#maxInMemory}. */
        public Builder maxInMemory(int value) {
            maxInMemory = value;
            return this;
        }

        /** Changes some of {@link Limits#reception}. */
        public Builder reception(UnaryOperator<ReceptionLimits.Builder> change) {
            reception = reception.with(change);
            return this;
        }

        /** Changes some of {@link Limits#submission}. */
        public Builder submission(UnaryOperator<SubmissionLimits.Builder> change) {
            submission = submission.with(change);
            return this;
        }

        private Limits build() {
            return new Limits(
                    maxLineLength,
                    maxLiteralLength,
                    maxNesting,
                    maxMessageSize,
                    maxRecipients,
                    maxHops,
                    maxErrors,
                    maxConnections,
                    maxConnectionsPerAddress,
                    idleTimeout,
                    accessIdleTimeout,
                    loginTimeout,
                    shutdownGrace,
                    memoryBudget,
                    maxInMemory,
                    reception,
                    submission);
        }
    }
}
