package io.github.hikyaku.engine;

import java.util.function.UnaryOperator;

/**
 * The limits of SMTP sessions, each with a safe default. Immutable.
 *
 * @param maxHeaderOctets octets of a header section that stages are shown before the body is here; 256 KiB
 */
public record ReceptionLimits(int maxHeaderOctets) {
    private static final ReceptionLimits DEFAULTS = new ReceptionLimits(256 * 1024);

    /** The defaults named above. */
    public static ReceptionLimits defaults() {
        return DEFAULTS;
    }

    /** Checks that each is in its range. */
    public ReceptionLimits {
        Limits.positive("reception.maxHeaderOctets", maxHeaderOctets);
    }

    /** A copy with some limits changed. */
    public ReceptionLimits with(UnaryOperator<Builder> change) {
        return change.apply(new Builder(this)).build();
    }

    /** Changes limits one by one. */
    public static final class Builder {
        private int maxHeaderOctets;

        private Builder(ReceptionLimits from) {
            maxHeaderOctets = from.maxHeaderOctets;
        }

        /** Sets {@link ReceptionLimits#maxHeaderOctets}. */
        public Builder maxHeaderOctets(int value) {
            maxHeaderOctets = value;
            return this;
        }

        private ReceptionLimits build() {
            return new ReceptionLimits(maxHeaderOctets);
        }
    }
}
