package io.github.hikyaku.imap.internal.fetch;

import io.github.hikyaku.mime.MimeLimits;
import io.github.hikyaku.mime.MimeParser;
import io.github.hikyaku.mime.MimePart;
import io.github.hikyaku.storage.DerivedData;
import io.github.hikyaku.storage.Mailbox;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The MIME structures of a mailbox's messages: worked out once, kept beside the message where the store can, and the last
 * few of a session in memory, because a client that reads a large message in pieces asks for the same one again and again.
 */
public final class Structures {
    private static final int KEPT = 4;
    /** Larger ones, by their encoded form, are made again: sessions must not hold megabytes of them. */
    private static final int MAX_KEPT_OCTETS = 64 * 1024;

    private final Map<Long, MimePart> last = new LinkedHashMap<>(8, 0.75f, true);

    /** None yet. */
    public Structures() {}

    /** Where the octets of a message come from. */
    @FunctionalInterface
    interface Octets {
        InputStream open() throws IOException;
    }

    MimePart get(Mailbox mailbox, long uid, Octets octets) throws IOException {
        MimePart known = last.get(uid);
        if (known != null) {
            return known;
        }
        DerivedData derived = mailbox instanceof DerivedData data ? data : null;
        byte @Nullable [] kept = derived == null ? null : derived.derived(uid).orElse(null);
        int weight = kept == null ? 0 : kept.length;
        @Nullable
        MimePart structure = kept == null ? null : MimePart.decode(kept).orElse(null);
        if (structure == null) {
            try (InputStream in = octets.open()) {
                structure = MimeParser.parse(in, MimeLimits.DEFAULT);
            }
            byte[] encoded = structure.encode();
            weight = encoded.length;
            if (derived != null) {
                derived.keepDerived(uid, encoded);
            }
        }
        if (weight <= MAX_KEPT_OCTETS) {
            if (last.size() == KEPT) {
                last.remove(last.keySet().iterator().next());
            }
            last.put(uid, structure);
        }
        return structure;
    }
}
