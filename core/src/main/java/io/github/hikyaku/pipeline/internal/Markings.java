package io.github.hikyaku.pipeline.internal;

import io.github.hikyaku.pipeline.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What stages that let pass said before there was a message. Used by one thread at a time. */
final class Markings {
    /**
     * A verdict that is no refusal.
     *
     * @param stage who said so
     */
    record Marking(String stage, Verdict verdict) {}

    private final List<Marking> markings = new ArrayList<>(0);

    void add(String stage, Verdict verdict) {
        if (!(verdict instanceof Verdict.Accept)) {
            markings.add(new Marking(stage, verdict));
        }
    }

    void clear() {
        markings.clear();
    }

    /** What all of these hold, in their order. */
    static List<Marking> all(Markings... inOrder) {
        return Arrays.stream(inOrder)
                .flatMap(markings -> markings.markings.stream())
                .toList();
    }
}
