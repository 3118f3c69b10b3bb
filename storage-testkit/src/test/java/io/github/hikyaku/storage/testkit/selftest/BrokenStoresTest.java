package io.github.hikyaku.storage.testkit.selftest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.memory.MemoryMailStore;
import io.github.hikyaku.storage.testkit.MailStoreContract;
import io.github.hikyaku.storage.testkit.StoreFixture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The suite bites: each store here has one fault, and the contract that is there to find it finds it. */
class BrokenStoresTest {
    private static final int ATTEMPTS = 20;

    private static Supplier<MailStore> broken = MemoryMailStore::create;

    /** The suite, run on the store that is broken now; on a sound one if it is run by itself. */
    static class Suite extends MailStoreContract {
        @Override
        protected StoreFixture fixture() {
            return () -> broken.get();
        }
    }

    @AfterEach
    void mend() {
        broken = MemoryMailStore::create;
    }

    @ParameterizedTest(name = "{0} is found by {1}")
    @MethodSource("faults")
    void aFaultIsFound(String fault, String contract, Supplier<MailStore> store) {
        broken = store;
        TestExecutionSummary found = run(contract);
        // Those that need a race to show are found by trying.
        for (int again = 1; again < ATTEMPTS && found.getTestsFailedCount() == 0; again++) {
            found = run(contract);
        }
        assertThat(found.getTestsFoundCount()).as("contracts of that name").isEqualTo(1);
        assertThat(found.getTestsFailedCount()).as("contracts that fail").isEqualTo(1);
        assertThat(found.getFailures().get(0).getException())
                .as("tells a broken rule, and does not just fall over")
                .isInstanceOf(AssertionError.class);
    }

    private static TestExecutionSummary run(String contract) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        PostDiscoveryFilter thatContract = descriptor -> FilterResult.includedIf(
                !descriptor.isTest() || descriptor.getDisplayName().equals(contract + "()"));
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(Suite.class))
                                .filters(thatContract)
                                .build(),
                        listener);
        return listener.getSummary();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                        MessageFaults.all(),
                        ContentFaults.all(),
                        ChangeFaults.all(),
                        ClockFaults.all(),
                        TreeFaults.all(),
                        QuotaFaults.all(),
                        IdentityFaults.all(),
                        MetadataFaults.all(),
                        SearchFaults.all(),
                        HistoryFaults.all())
                .flatMap(faults -> faults);
    }

    static Arguments fault(String what, String contract, Supplier<MailStore> store) {
        return arguments(what, contract, store);
    }
}
