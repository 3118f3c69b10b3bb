package io.github.hikyaku.engine;

import java.util.function.UnaryOperator;

/**
 * What one user may send by a submission service, each with a safe default. Immutable. Counted for an account, over all
 * submission services of a server and all of its connections.
 *
 * @param messagesPerHour messages that one login may submit within an hour; 1,000
 * @param recipientsPerHour recipients that one login may send to within an hour, each counted as often as it is named;
 *     10,000
 * @param recipientsPerMessage recipients of one message; 1,000, and never more than {@link Limits#maxRecipients}
 * @param maxMessageSize octets of a message; no bound of its own, and never more than {@link Limits#maxMessageSize}
 */
public record SubmissionLimits(
        int messagesPerHour, int recipientsPerHour, int recipientsPerMessage, long maxMessageSize) {
    private static final SubmissionLimits DEFAULTS = new SubmissionLimits(1_000, 10_000, 1_000, Long.MAX_VALUE);

    /** The defaults named above. */
    public static SubmissionLimits defaults() {
        return DEFAULTS;
    }

    /** Checks that each is in its range. */
    public SubmissionLimits {
        Limits.positive("submission.messagesPerHour", messagesPerHour);
        Limits.positive("submission.recipientsPerHour", recipientsPerHour);
        Limits.positive("submission.recipientsPerMessage", recipientsPerMessage);
        Limits.positive("submission.maxMessageSize", maxMessageSize);
    }

    /** A copy with some limits changed. */
    public SubmissionLimits with(UnaryOperator<Builder> change) {
        return change.apply(new Builder(this)).build();
    }

    /** Changes limits one by one. */
    public static final class Builder {
        private int messagesPerHour;
        private int recipientsPerHour;
        private int recipientsPerMessage;
        private long maxMessageSize;

        private Builder(SubmissionLimits from) {
            messagesPerHour = from.messagesPerHour;
            recipientsPerHour = from.recipientsPerHour;
            recipientsPerMessage = from.recipientsPerMessage;
            maxMessageSize = from.maxMessageSize;
        }

        /** Sets {@link SubmissionLimits#messagesPerHour}. */
        public Builder messagesPerHour(int value) {
            messagesPerHour = value;
            return this;
        }

        /** Sets {@link SubmissionLimits#recipientsPerHour}. */
        public Builder recipientsPerHour(int value) {
            recipientsPerHour = value;
            return this;
        }

        /** Sets {@link SubmissionLimits#recipientsPerMessage}. */
        public Builder recipientsPerMessage(int value) {
            recipientsPerMessage = value;
            return this;
        }

        /** Sets {@link SubmissionLimits#maxMessageSize}. */
        public Builder maxMessageSize(long value) {
            maxMessageSize = value;
            return this;
        }

        private SubmissionLimits build() {
            return new SubmissionLimits(messagesPerHour, recipientsPerHour, recipientsPerMessage, maxMessageSize);
        }
    }
}
