package io.github.hikyaku.storage;

import java.time.Instant;
import java.util.Optional;

/**
 * An optional ability of a {@link Mailbox}, declared by {@link StoreFeature#SAVE_DATE}: tells when a message came into
 * this very mailbox (RFC 8514), whatever its internal date.
 */
public interface SaveDates {
    /**
     * When the message was deposited here, or was copied or moved to here, to the second. It never changes. Empty if the
     * message is gone, or if another program brought it and nobody knows.
     */
    Optional<Instant> saveDate(long uid);
}
