package io.github.hikyaku.pipeline.internal;

import io.github.hikyaku.pipeline.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stages that let pass said before there was a message. Used by one thread at a time. */
final class Markings {
    /**
     * A verdict that is no refusal.
     *
     * @param stage who said so
     */
    record Marking(String stage, Verdict verdict) {}

    /** Null as long as there is none: of most sessions nobody says anything. */
    private @Nullable List<Marking> markings;

    void add(String stage, Verdict verdict) {
        if (!(verdict instanceof Verdict.Accept)) {
            if (markings == null) {
                markings = new ArrayList<>(2);
            }
            markings.add(new Marking(stage, verdict));
        }
    }

    void clear() {
        markings = null;
    }

    /** What all of these hold, in their order. */
    static List<Marking> all(Markings... inOrder) {
        List<Marking> all = new ArrayList<>(0);
        for (Markings some : inOrder) {
            if (some.markings != null) {
                all.addAll(some.markings);
            }
        }
        return all;
    }
}
