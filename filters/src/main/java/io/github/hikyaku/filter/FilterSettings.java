package io.github.hikyaku.filter;

import java.time.Duration;

/** What all filters can be told. */
record FilterSettings(FilterPolicy whenDown, Duration connectTimeout, Duration answerTimeout, int maxConcurrent) {
    FilterSettings {
        positive(connectTimeout);
        positive(answerTimeout);
        if (maxConcurrent < 1) {
            throw new IllegalArgumentException("maxConcurrent is 1 or more, not " + maxConcurrent);
        }
    }

    private static void positive(Duration time) {
        if (time.isNegative() || time.isZero() || time.toDays() > 1) {
            throw new IllegalArgumentException("A time-out is more than nothing and at most a day, not " + time);
        }
    }

    FilterSettings whenDown(FilterPolicy policy) {
        return new FilterSettings(policy, connectTimeout, answerTimeout, maxConcurrent);
    }

    FilterSettings connectTimeout(Duration time) {
        return new FilterSettings(whenDown, time, answerTimeout, maxConcurrent);
    }

    FilterSettings answerTimeout(Duration time) {
        return new FilterSettings(whenDown, connectTimeout, time, maxConcurrent);
    }

    FilterSettings maxConcurrent(int many) {
        return new FilterSettings(whenDown, connectTimeout, answerTimeout, many);
    }
}
