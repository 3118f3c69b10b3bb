package io.github.hikyaku.engine;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The limits of SMTP sessions, each with a safe default. Immutable.
 *
 * @param maxHeaderOctets octets of a header section that stages are shown before the body is here; 256 KiB
 * @param exempt clients to which rates, waiting times and the rules for early talkers do not apply; the loopback networks
 * @param greetingDelay how long a client waits for the greeting, but on submission services; none. Software that cannot wait
 *     is then easier to tell
 * @param allowEarlyTalk whether clients may send before the greeting, and commands before the reply to the last one without having
 *     been offered PIPELINING (RFC 5321 §4.3.1, RFC 2920); they may not
 * @param connectionsPerMinute connections of one client, by which an IPv4 address or an IPv6 /64 is meant here; 120
 * @param connectionsPerMinutePerNet connections of one IPv4 /24 or IPv6 /48; 600
 * @param commandsPerMinute commands of one client that has not logged in; 6,000
 * @param messagesPerHour messages of one client that has not logged in; 5,000
 * @param recipientsPerHour recipients named by one client that has not logged in; 20,000
 * @param refusedRecipientsPerHour recipients refused to one client that has not logged in, after which all are refused alike; 500
 * @param maxRefusedRecipients recipients refused for good in one session without a login, after which all are refused alike for as many more,
 *     so that nobody learns who has an account; then the session is closed; 20
 * @param maxUnknownCommands lines that are no command of SMTP before a session is closed; 10
 * @param maxIdleCommands commands that lead to no message, such as NOOP, RSET, VRFY and EHLO, between two messages of a client that
 *     has not logged in; 100
 * @param tarpitAfter refusals in one session without a login after which replies to further ones are put off; 5
 * @param tarpitStep by how much longer each of those replies is put off than the one before it; 500 ms, zero for not at all
 * @param tarpitMax how long a reply is put off at most; 10 seconds
 * @param transactionTime from MAIL to the end of the mail data, in addition to the time that {@code minDataRate} gives;
 *     behind another in the same session up to twice as long; 30 minutes
 * @param minDataRate octets of mail data that prolong a transaction by a second; 100
 * @param sessionTime how long a session may last; it is closed between two transactions; 24 hours
 * @param allowNul whether mail data may have NUL octets in it other than by BINARYMIME (RFC 5322 §2.2 forbids them); it may not
 * @param maxTrackedClients clients whose rates are known at once; of more, those heard of last; 50,000
 */
public record ReceptionLimits(
        int maxHeaderOctets,
        List<Net> exempt,
        Duration greetingDelay,
        boolean allowEarlyTalk,
        int connectionsPerMinute,
        int connectionsPerMinutePerNet,
        int commandsPerMinute,
        int messagesPerHour,
        int recipientsPerHour,
        int refusedRecipientsPerHour,
        int maxRefusedRecipients,
        int maxUnknownCommands,
        int maxIdleCommands,
        int tarpitAfter,
        Duration tarpitStep,
        Duration tarpitMax,
        Duration transactionTime,
        int minDataRate,
        Duration sessionTime,
        boolean allowNul,
        int maxTrackedClients) {
    private static final List<Net> LOOPBACK = List.of(Net.of("127.0.0.0/8"), Net.of("::1"));

    private static final ReceptionLimits DEFAULTS = new ReceptionLimits(
            256 * 1024,
            LOOPBACK,
            Duration.ZERO,
            false,
            120,
            600,
            6_000,
            5_000,
            20_000,
            500,
            20,
            10,
            100,
            5,
            Duration.ofMillis(500),
            Duration.ofSeconds(10),
            Duration.ofMinutes(30),
            100,
            Duration.ofHours(24),
            false,
            50_000);

    /** The defaults named above. */
    public static ReceptionLimits defaults() {
        return DEFAULTS;
    }

    /** Checks that each is in its range. */
    public ReceptionLimits {
        Limits.positive("reception.maxHeaderOctets", maxHeaderOctets);
        exempt = List.copyOf(exempt);
        notNegative("reception.greetingDelay", greetingDelay);
        Limits.positive("reception.connectionsPerMinute", connectionsPerMinute);
        Limits.positive("reception.connectionsPerMinutePerNet", connectionsPerMinutePerNet);
        Limits.positive("reception.commandsPerMinute", commandsPerMinute);
        Limits.positive("reception.messagesPerHour", messagesPerHour);
        Limits.positive("reception.recipientsPerHour", recipientsPerHour);
        Limits.positive("reception.refusedRecipientsPerHour", refusedRecipientsPerHour);
        Limits.positive("reception.maxRefusedRecipients", maxRefusedRecipients);
        Limits.positive("reception.maxUnknownCommands", maxUnknownCommands);
        Limits.positive("reception.maxIdleCommands", maxIdleCommands);
        Limits.positive("reception.tarpitAfter", tarpitAfter);
        notNegative("reception.tarpitStep", tarpitStep);
        notNegative("reception.tarpitMax", tarpitMax);
        Limits.bounded("reception.transactionTime", transactionTime);
        Limits.positive("reception.transactionTime", transactionTime.toMillis());
        Limits.positive("reception.minDataRate", minDataRate);
        Limits.bounded("reception.sessionTime", sessionTime);
        Limits.positive("reception.sessionTime", sessionTime.toMillis());
        Limits.positive("reception.maxTrackedClients", maxTrackedClients);
    }

    private static void notNegative(String name, Duration value) {
        Limits.bounded(name, value);
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " is negative");
        }
    }

    /** A copy with some limits changed. */
    public ReceptionLimits with(UnaryOperator<Builder> change) {
        return change.apply(new Builder(this)).build();
    }

    /** Changes limits one by one. */
    public static final class Builder {
        private int maxHeaderOctets;
        private List<Net> exempt;
        private Duration greetingDelay;
        private boolean allowEarlyTalk;
        private int connectionsPerMinute;
        private int connectionsPerMinutePerNet;
        private int commandsPerMinute;
        private int messagesPerHour;
        private int recipientsPerHour;
        private int refusedRecipientsPerHour;
        private int maxRefusedRecipients;
        private int maxUnknownCommands;
        private int maxIdleCommands;
        private int tarpitAfter;
        private Duration tarpitStep;
        private Duration tarpitMax;
        private Duration transactionTime;
        private int minDataRate;
        private Duration sessionTime;
        private boolean allowNul;
        private int maxTrackedClients;

        private Builder(ReceptionLimits from) {
            maxHeaderOctets = from.maxHeaderOctets;
            exempt = from.exempt;
            greetingDelay = from.greetingDelay;
            allowEarlyTalk = from.allowEarlyTalk;
            connectionsPerMinute = from.connectionsPerMinute;
            connectionsPerMinutePerNet = from.connectionsPerMinutePerNet;
            commandsPerMinute = from.commandsPerMinute;
            messagesPerHour = from.messagesPerHour;
            recipientsPerHour = from.recipientsPerHour;
            refusedRecipientsPerHour = from.refusedRecipientsPerHour;
            maxRefusedRecipients = from.maxRefusedRecipients;
            maxUnknownCommands = from.maxUnknownCommands;
            maxIdleCommands = from.maxIdleCommands;
            tarpitAfter = from.tarpitAfter;
            tarpitStep = from.tarpitStep;
            tarpitMax = from.tarpitMax;
            transactionTime = from.transactionTime;
            minDataRate = from.minDataRate;
            sessionTime = from.sessionTime;
            allowNul = from.allowNul;
            maxTrackedClients = from.maxTrackedClients;
        }

        /** Sets {@link ReceptionLimits#maxHeaderOctets}. */
        public Builder maxHeaderOctets(int value) {
            maxHeaderOctets = value;
            return this;
        }

        /** Sets {@link ReceptionLimits#exempt}. */
        public Builder exempt(List<Net> value) {
            exempt = value;
            return this;
        }

        /** Sets {@link ReceptionLimits#greetingDelay}. */
        public Builder greetingDelay(Duration value) {
            greetingDelay = value;
            return this;
        }

        /** Sets {@link ReceptionLimits#allowEarlyTalk}. */
        public Builder allowEarlyTalk(boolean value) {
            allowEarlyTalk = value;
            return this;
        }

        /** Sets {@link ReceptionLimits#connectionsPerMinute}. */
        public Builder connectionsPerMinute(int value) {
            connectionsPerMinute = value;
            return this;
        }

        /** Sets {@link ReceptionLimits#connectionsPerMinutePerNet}. */
        public Builder connectionsPerMinutePerNet(int value) {
            connectionsPerMinutePerNet = value;
            return this;
        }

        /** Sets {@link ReceptionLimits#commandsPerMinute}. */
        public Builder commandsPerMinute(int value) {
            commandsPerMinute = value;
            return this;
        }

        /** Sets {@link ReceptionLimits#messagesPerHour}. */
        public Builder messagesPerHour(int value) {
            messagesPerHour = value;
            return this;
        }

        /** Sets {@link ReceptionLimits#recipientsPerHour}. */
        public Builder recipientsPerHour(int value) {
            recipientsPerHour = value;
            return this;
        }

        /** Sets {@link ReceptionLimits#refusedRecipientsPerHour}. */
        public Builder refusedRecipientsPerHour(int value) {
            refusedRecipientsPerHour = value;
            return this;
        }

        /** Sets {@link ReceptionLimits#maxRefusedRecipients}. */
        public Builder maxRefusedRecipients(int value) {
            maxRefusedRecipients = value;
            return this;
        }

        /** Sets {@link ReceptionLimits#maxUnknownCommands}. */
        public Builder maxUnknownCommands(int value) {
            maxUnknownCommands = value;
            return this;
        }

        /** Sets {@link ReceptionLimits#maxIdleCommands}. */
        public Builder maxIdleCommands(int value) {
            maxIdleCommands = value;
            return this;
        }

        /** Sets {@link ReceptionLimits#tarpitAfter}. */
        public Builder tarpitAfter(int value) {
            tarpitAfter = value;
            return this;
        }

        /** Sets {@link ReceptionLimits#tarpitStep}. */
        public Builder tarpitStep(Duration value) {
            tarpitStep = value;
            return this;
        }

        /** Sets {@link ReceptionLimits#tarpitMax}. */
        public Builder tarpitMax(Duration value) {
            tarpitMax = value;
            return this;
        }

        /** Sets {@link ReceptionLimits#transactionTime}. */
        public Builder transactionTime(Duration value) {
            transactionTime = value;
            return this;
        }

        /** Sets {@link ReceptionLimits#minDataRate}. */
        public Builder minDataRate(int value) {
            minDataRate = value;
            return this;
        }

        /** Sets {@link ReceptionLimits#sessionTime}. */
        public Builder sessionTime(Duration value) {
            sessionTime = value;
            return this;
        }

        /** Sets {@link ReceptionLimits#allowNul}. */
        public Builder allowNul(boolean value) {
            allowNul = value;
            return this;
        }

        /** Sets {@link ReceptionLimits#maxTrackedClients}. */
        public Builder maxTrackedClients(int value) {
            maxTrackedClients = value;
            return this;
        }

        private ReceptionLimits build() {
            return new ReceptionLimits(
                    maxHeaderOctets,
                    exempt,
                    greetingDelay,
                    allowEarlyTalk,
                    connectionsPerMinute,
                    connectionsPerMinutePerNet,
                    commandsPerMinute,
                    messagesPerHour,
                    recipientsPerHour,
                    refusedRecipientsPerHour,
                    maxRefusedRecipients,
                    maxUnknownCommands,
                    maxIdleCommands,
                    tarpitAfter,
                    tarpitStep,
                    tarpitMax,
                    transactionTime,
                    minDataRate,
                    sessionTime,
                    allowNul,
                    maxTrackedClients);
        }
    }
}
