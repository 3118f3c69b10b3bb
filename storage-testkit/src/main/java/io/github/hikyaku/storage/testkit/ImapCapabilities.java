package io.github.hikyaku.storage.testkit;

import io.github.hikyaku.storage.StoreFeature;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which IMAP capabilities rest on the store, and what a store must show for each: features it declares, and topics of the
 * suite that it passes. Capabilities that the protocol earns by itself, such as LITERAL+ or IDLE, are not among them.
 */
public final class ImapCapabilities {
    private static final List<Row> TABLE = List.of(
            row("IMAP4rev1", Set.of(), basics()),
            row("IMAP4rev2", Set.of(), basics()),
            row("UIDPLUS", Set.of(), DepositContract.class, ExpungeContract.class, CopyMoveContract.class),
            row("MOVE", Set.of(), CopyMoveContract.class, ConcurrencyContract.class),
            row("STATUS=SIZE", Set.of(), DepositContract.class, ContentContract.class, ExpungeContract.class),
            row("CONDSTORE", Set.of(), clock()),
            row("QRESYNC", Set.of(StoreFeature.PERSISTENT), clock(), ExpungeContract.class, PersistenceContract.class),
            row("SPECIAL-USE", Set.of(StoreFeature.SPECIAL_USE), SpecialUseContract.class),
            row("CREATE-SPECIAL-USE", Set.of(StoreFeature.SPECIAL_USE), SpecialUseContract.class),
            row("QUOTA", Set.of(StoreFeature.QUOTA_LIMITS), quota()),
            row("QUOTA=RES-STORAGE", Set.of(StoreFeature.QUOTA_LIMITS), quota()),
            row("QUOTA=RES-MESSAGE", Set.of(StoreFeature.QUOTA_LIMITS), quota()),
            row("QUOTASET", Set.of(StoreFeature.QUOTA_LIMITS), quota()),
            row("OBJECTID", Set.of(StoreFeature.OBJECT_IDS), ObjectIdsContract.class),
            row("SAVEDATE", Set.of(StoreFeature.SAVE_DATE), SaveDateContract.class),
            row("METADATA", Set.of(StoreFeature.METADATA), MetadataContract.class));

    private ImapCapabilities() {}

    /**
     * The capabilities that a store with these features earns if it passes the topics of each.
     *
     * @return their names as IMAP writes them, in the order of the report
     */
    public static Set<String> of(Set<StoreFeature> features) {
        Set<String> names = new LinkedHashSet<>();
        for (Row row : TABLE) {
            if (features.containsAll(row.features)) {
                names.add(row.capability);
            }
        }
        return names;
    }

    static List<Row> table() {
        return TABLE;
    }

    /** What a capability takes. */
    record Row(String capability, Set<StoreFeature> features, Set<Class<?>> topics) {}

    private static Class<?>[] basics() {
        return new Class<?>[] {
            DepositContract.class,
            ContentContract.class,
            FlagContract.class,
            ExpungeContract.class,
            CopyMoveContract.class,
            NamespaceContract.class,
            RenameContract.class,
            SubscriptionContract.class,
            RecentContract.class,
            WatchContract.class,
            NameSafetyContract.class,
            ConcurrencyContract.class
        };
    }

    private static Class<?>[] clock() {
        return new Class<?>[] {
            ModSeqContract.class, FlagContract.class, ConcurrencyContract.class, HistoryContract.class
        };
    }

    private static Class<?>[] quota() {
        return new Class<?>[] {QuotaContract.class, QuotaLimitsContract.class};
    }

    private static Row row(String capability, Set<StoreFeature> features, Class<?>[] some, Class<?>... more) {
        Set<Class<?>> topics = new LinkedHashSet<>(Arrays.asList(some));
        topics.addAll(Arrays.asList(more));
        return new Row(capability, features, topics);
    }

    private static Row row(String capability, Set<StoreFeature> features, Class<?> topic, Class<?>... more) {
        return row(capability, features, new Class<?>[] {topic}, more);
    }
}
