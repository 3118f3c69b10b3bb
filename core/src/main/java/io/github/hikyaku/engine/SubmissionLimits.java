package io.github.hikyaku.engine;

import java.util.function.UnaryOperator;

/**
 * What one user may send, each with a safe default. Immutable.
 *
 * @param messagesPerHour messages that one login may submit within an hour; 1,000
 */
public record SubmissionLimits(int messagesPerHour) {
    private static final SubmissionLimits DEFAULTS = new SubmissionLimits(1_000);

    /** The defaults named above. */
    public static SubmissionLimits defaults() {
        return DEFAULTS;
    }

    /** Checks that each is in its range. */
    public SubmissionLimits {
        Limits.positive("submission.messagesPerHour", messagesPerHour);
    }

    /** A copy with some limits changed. */
    public SubmissionLimits with(UnaryOperator<Builder> change) {
        return change.apply(new Builder(this)).build();
    }

    /** Changes limits one by one. */
    public static final class Builder {
        private int messagesPerHour;

        private Builder(SubmissionLimits from) {
            messagesPerHour = from.messagesPerHour;
        }

        /** Sets {@link SubmissionLimits#messagesPerHour}. */
        public Builder messagesPerHour(int value) {
            messagesPerHour = value;
            return this;
        }

        private SubmissionLimits build() {
            return new SubmissionLimits(messagesPerHour);
        }
    }
}
