/** Contracts that every mail store can be tested with. */
module io.github.hikyaku.storage.testkit {
    requires static transitive org.jspecify;
    requires transitive io.github.hikyaku.storage;
    requires transitive org.junit.jupiter.api;
    requires transitive org.assertj.core;

    exports io.github.hikyaku.storage.testkit;

    // JUnit calls the contracts, which are not public.
    opens io.github.hikyaku.storage.testkit;
}
