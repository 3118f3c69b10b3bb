package io.github.hikyaku.storage.testkit.selftest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;

import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.StoreFeature;
import io.github.hikyaku.storage.memory.MemoryMailStore;
import io.github.hikyaku.storage.testkit.ImapCapabilities;
import io.github.hikyaku.storage.testkit.MailStoreContract;
import io.github.hikyaku.storage.testkit.SpecialUseContract;
import io.github.hikyaku.storage.testkit.StoreFixture;
import io.github.hikyaku.storage.testkit.selftest.Delegating.Box;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The report tells what ran, and a capability is earned by green topics alone. */
class SuiteReportTest {
    private static final String DIRECTORY = "hikyaku.testkit.report";
    private static boolean running;

    @TempDir
    Path directory;

    private String before = "";

    @BeforeEach
    void tellTheDirectory() {
        before = System.getProperty(DIRECTORY, "");
        System.setProperty(DIRECTORY, directory.resolve("reports").toString());
        running = true;
    }

    @AfterEach
    void forgetTheDirectory() {
        running = false;
        if (before.isEmpty()) {
            System.clearProperty(DIRECTORY);
        } else {
            System.setProperty(DIRECTORY, before);
        }
    }

    /** Has no search, and gives every mailbox the same id. */
    private static MailStore broken() {
        MailStore store = Delegating.withMailboxes(mailbox -> new Box(mailbox) {
            @Override
            public String mailboxId() {
                return running ? "same" : super.mailboxId();
            }
        });
        Set<StoreFeature> features = EnumSet.copyOf(store.features());
        features.remove(StoreFeature.SEARCH);
        features.remove(StoreFeature.METADATA);
        return new Delegating.Store(store, features);
    }

    static class WholeSuite extends MailStoreContract {
        @Override
        protected StoreFixture fixture() {
            return SuiteReportTest::broken;
        }
    }

    static class OneTopic extends SpecialUseContract {
        @Override
        protected StoreFixture fixture() {
            return MemoryMailStore::create;
        }

        @Test
        void ofItsAuthor() {
            assertThat(running)
                    .as("what the author of a store adds is not the suite's")
                    .isFalse();
        }
    }

    private List<String> report(Class<?> suite, DiscoverySelector what) throws IOException {
        LauncherFactory.create()
                .execute(LauncherDiscoveryRequestBuilder.request()
                        .selectors(what)
                        .build());
        Path file = directory.resolve("reports").resolve(suite.getName() + ".txt");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    @Test
    void aCapabilityIsEarnedIfItsFeaturesAreDeclaredAndItsTopicsGreen() throws IOException {
        List<String> report = report(WholeSuite.class, selectClass(WholeSuite.class));
        assertThat(report.get(0)).endsWith(", tested by " + WholeSuite.class.getName());
        assertThat(report)
                .contains(
                        "Features: DERIVED_DATA OBJECT_IDS QUOTA_LIMITS SAVE_DATE SPECIAL_USE",
                        "  green   SpecialUseContract       4 passed",
                        "  skipped PersistenceContract      0 passed, 7 skipped",
                        "IMAP capabilities earned: CONDSTORE CREATE-SPECIAL-USE IMAP4rev1 IMAP4rev2 MOVE QUOTA"
                                + " QUOTA=RES-MESSAGE QUOTA=RES-STORAGE QUOTASET SAVEDATE SPECIAL-USE STATUS=SIZE UIDPLUS",
                        "  QRESYNC: the store does not declare PERSISTENT",
                        "  METADATA: the store does not declare METADATA",
                        "  OBJECTID: ObjectIdsContract failed")
                .anyMatch(line -> line.matches(
                        "  failed  ObjectIdsContract +\\d+ passed, 1 skipped, failed: .*noTwoMailboxesShareAnId.*"));
    }

    @Test
    void aTopicAloneEarnsWhatRestsOnItAlone() throws IOException {
        assertThat(report(OneTopic.class, selectClass(OneTopic.class)))
                .contains(
                        "  green   SpecialUseContract       4 passed",
                        "IMAP capabilities earned: CREATE-SPECIAL-USE SPECIAL-USE",
                        "  MOVE: ConcurrencyContract was not run, CopyMoveContract was not run");
    }

    @Test
    void aChosenTestHasNoReport() throws IOException {
        Class<?> topic = Arrays.stream(MailStoreContract.class.getDeclaredClasses())
                .filter(type -> SpecialUseContract.class.isAssignableFrom(type))
                .findFirst()
                .orElseThrow();
        assertThat(report(WholeSuite.class, selectNestedMethod(List.of(WholeSuite.class), topic, "createKeepsThem")))
                .isEmpty();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void theTableTellsWhatAStoreCanEarn() {
        assertThat(ImapCapabilities.of(Set.of()))
                .containsExactly("IMAP4rev1", "IMAP4rev2", "UIDPLUS", "MOVE", "STATUS=SIZE", "CONDSTORE");
        assertThat(ImapCapabilities.of(Set.of(StoreFeature.PERSISTENT, StoreFeature.QUOTA_LIMITS)))
                .contains("QRESYNC", "QUOTA", "QUOTA=RES-STORAGE")
                .doesNotContain("OBJECTID", "SAVEDATE", "METADATA", "SPECIAL-USE");
        Set<String> all = ImapCapabilities.of(EnumSet.allOf(StoreFeature.class));
        for (StoreFeature feature : StoreFeature.values()) {
            Set<StoreFeature> others = EnumSet.complementOf(EnumSet.of(feature));
            boolean earnsNothing = feature == StoreFeature.DERIVED_DATA || feature == StoreFeature.SEARCH;
            assertThat(ImapCapabilities.of(others).equals(all))
                    .as(feature.name())
                    .isEqualTo(earnsNothing);
        }
    }
}
