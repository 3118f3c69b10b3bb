package io.github.hikyaku.storage;

import java.util.Optional;

/**
 * An optional ability of a {@link Mailbox}, declared by {@link StoreFeature#SEARCH}: answers searches without the
 * messages being read through the SPI, such as a database or a full-text index can.
 */
public interface SearchIndex {
    /**
     * The UIDs of exactly those messages that match, at one MODSEQ. Empty if the store cannot answer this query, or not
     * now: the caller then looks at the messages itself. A store must answer every query that is made of {@code All},
     * {@code Uids}, {@code HasFlag}, {@code Larger}, {@code Smaller}, {@code Since}, {@code Before}, {@code ModSeqFrom},
     * {@code And}, {@code Or} and {@code Not}; it may leave {@code Header}, {@code Body} and {@code Text} to the caller.
     */
    Optional<UidSet> search(SearchQuery query);
}
