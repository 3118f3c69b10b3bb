package io.github.hikyaku.storage.memory;

import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.Metadata;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The metadata of an account or of a mailbox, see {@link Metadata}. Guarded by the lock of what it belongs to. */
final class Annotations {
    private Map<String, byte[]> entries = Map.of();

    Map<String, byte[]> all() {
        Map<String, byte[]> copy = new HashMap<>();
        entries.forEach((name, value) -> copy.put(name, value.clone()));
        return copy;
    }

    void set(Map<String, Optional<byte[]>> changes) {
        Map<String, byte[]> changed = new HashMap<>(entries);
        changes.forEach((name, value) -> {
            String key = Metadata.checkName(name);
            if (value.isEmpty()) {
                changed.remove(key);
            } else if (value.get().length > Metadata.MAX_OCTETS) {
                throw new MailStoreException(
                        Kind.LIMIT_REACHED, "A metadata value of " + value.get().length + " octets");
            } else {
                changed.put(key, value.get().clone());
            }
        });
        if (changed.size() > Metadata.MAX_ENTRIES) {
            throw new MailStoreException(Kind.LIMIT_REACHED, "At most " + Metadata.MAX_ENTRIES + " metadata entries");
        }
        entries = changed;
    }
}
