package io.github.hikyaku.storage.testkit.selftest;

import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.StoreFeature;
import io.github.hikyaku.storage.memory.MemoryMailStore;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Stores that are persistent, as each new one is made upon the same mail, but for what they forget. */
final class Reopening {
    private Reopening() {}

    /** Forgets when it is opened again. */
    static Supplier<MailStore> store(Consumer<MailStore> forget) {
        return wrapped(kept -> {
            forget.accept(kept);
            return kept;
        });
    }

    /** Is another when it is opened again. */
    static Supplier<MailStore> wrapped(UnaryOperator<MailStore> again) {
        AtomicReference<MailStore> first = new AtomicReference<>();
        return () -> {
            MailStore kept = first.get();
            if (kept == null) {
                kept = keeping(MemoryMailStore.create());
                first.set(kept);
                return kept;
            }
            return again.apply(kept);
        };
    }

    private static MailStore keeping(MailStore store) {
        return new Delegating.Store(store, EnumSet.allOf(StoreFeature.class)) {
            @Override
            public void close() {
                // is to be opened again
            }
        };
    }
}
