package io.github.hikyaku.storage.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxChanges;
import io.github.hikyaku.storage.MailboxView;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A session that knows a mailbox by what it is told of changes alone, and is never told of a new UID below UIDNEXT. */
final class Follower {
    private final Mailbox mailbox;
    private final Map<Long, Set<Flag>> messages = new TreeMap<>();
    private final Set<Long> gone = new HashSet<>();
    private long modSeq;
    private long uidNext;

    Follower(Mailbox mailbox) {
        this.mailbox = mailbox;
        MailboxView view = mailbox.view();
        messages.putAll(all(view));
        modSeq = view.status().highestModSeq();
        uidNext = view.status().uidNext();
    }

    private static Map<Long, Set<Flag>> all(MailboxView view) {
        Map<Long, Set<Flag>> all = new HashMap<>();
        for (int row = 0; row < view.size(); row++) {
            all.put(view.uid(row), view.flags(row));
        }
        return all;
    }

    void follow() {
        MailboxChanges changes = mailbox.changesSince(modSeq);
        assertThat(changes.complete()).isTrue();
        MailboxView touched = changes.touched();
        for (int row = 0; row < touched.size(); row++) {
            long uid = touched.uid(row);
            if (messages.put(uid, touched.flags(row)) == null) {
                assertThat(uid).as("A UID that appears").isGreaterThanOrEqualTo(uidNext);
                assertThat(gone).as("UIDs that went").doesNotContain(uid);
            }
        }
        for (long uid : Set.copyOf(messages.keySet())) {
            if (changes.vanished().contains(uid)) {
                messages.remove(uid);
                gone.add(uid);
            }
        }
        assertThat(changes.status().highestModSeq()).isGreaterThanOrEqualTo(modSeq);
        assertThat(changes.status().uidNext()).isGreaterThanOrEqualTo(uidNext);
        assertThat(changes.status().messages()).isEqualTo(messages.size());
        modSeq = changes.status().highestModSeq();
        uidNext = changes.status().uidNext();
    }

    /** Asserts that what it was told adds up to what is there, once nothing changes any more. */
    void awaitAll() {
        // What it is told must be right each time, so nothing that follow() throws is waited out.
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            follow();
            return messages.equals(all(mailbox.view()));
        });
    }
}
