package io.github.hikyaku.storage.testkit;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The whole suite for a mail store, a nested class for each topic. Extend it, say how a store is made, and run it as a
 * JUnit test:
 *
 * <pre>{@code
 * class MyStoreContractTest extends MailStoreContract {
 *     @TempDir Path place;
 *
 *     @Override
 *     protected StoreFixture fixture() {
 *         return () -> MyStore.at(place);
 *     }
 * }
 * }</pre>
 *
 * <p>Topics of a {@link io.github.hikyaku.storage.StoreFeature} that the store does not declare are skipped, and say so.
 * To run one topic alone, extend its class instead. A failing test names the rule that is broken, and its message quotes
 * the sentence of the SPI's Javadoc that says so.
 *
 * <p>After the suite a report says how each topic ended and which IMAP capabilities the store has earned by it
 * ({@link ImapCapabilities}): on the standard output and, if the system property {@code hikyaku.testkit.report} names a
 * directory, in a file there. A run of chosen tests alone has no report.
 */
@ExtendWith(ReportExtension.class)
@SuppressWarnings("exports") // JUnit alone has use of the extension
public abstract class MailStoreContract {
    /** For subclasses. */
    protected MailStoreContract() {}

    /**
     * A new, empty place for mail. Called once before each test method, on an instance that is made for that method.
     *
     * @return the place
     * @throws Exception whatever goes wrong; the test fails with it
     */
    protected abstract StoreFixture fixture() throws Exception;

    @Nested
    class Deposits extends DepositContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return MailStoreContract.this.fixture();
        }
    }

    @Nested
    class Contents extends ContentContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return MailStoreContract.this.fixture();
        }
    }

    @Nested
    class Flags extends FlagContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return MailStoreContract.this.fixture();
        }
    }

    @Nested
    class Expunges extends ExpungeContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return MailStoreContract.this.fixture();
        }
    }

    @Nested
    class CopiesAndMoves extends CopyMoveContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return MailStoreContract.this.fixture();
        }
    }

    @Nested
    class Names extends NamespaceContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return MailStoreContract.this.fixture();
        }
    }

    @Nested
    class Renames extends RenameContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return MailStoreContract.this.fixture();
        }
    }

    @Nested
    class Subscriptions extends SubscriptionContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return MailStoreContract.this.fixture();
        }
    }

    @Nested
    class SpecialUses extends SpecialUseContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return MailStoreContract.this.fixture();
        }
    }

    @Nested
    class ModSeqs extends ModSeqContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return MailStoreContract.this.fixture();
        }
    }

    @Nested
    class Recents extends RecentContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return MailStoreContract.this.fixture();
        }
    }

    @Nested
    class Signals extends WatchContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return MailStoreContract.this.fixture();
        }
    }

    @Nested
    class Quotas extends QuotaContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return MailStoreContract.this.fixture();
        }
    }

    @Nested
    class NameSafety extends NameSafetyContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return MailStoreContract.this.fixture();
        }
    }

    @Nested
    class Concurrency extends ConcurrencyContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return MailStoreContract.this.fixture();
        }
    }

    @Nested
    class Persistence extends PersistenceContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return MailStoreContract.this.fixture();
        }
    }

    @Nested
    class DerivedBlobs extends DerivedDataContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return MailStoreContract.this.fixture();
        }
    }

    @Nested
    class SharedContents extends SharedContentContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return MailStoreContract.this.fixture();
        }
    }

    @Nested
    class QuotaLimitations extends QuotaLimitsContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return MailStoreContract.this.fixture();
        }
    }

    @Nested
    class Ids extends ObjectIdsContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return MailStoreContract.this.fixture();
        }
    }

    @Nested
    class DatesSaved extends SaveDateContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return MailStoreContract.this.fixture();
        }
    }

    @Nested
    class Annotations extends MetadataContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return MailStoreContract.this.fixture();
        }
    }

    @Nested
    class Searches extends SearchContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return MailStoreContract.this.fixture();
        }
    }

    @Nested
    class Histories extends HistoryContract {
        @Override
        protected StoreFixture fixture() throws Exception {
            return MailStoreContract.this.fixture();
        }
    }
}
