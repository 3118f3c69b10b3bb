package io.github.hikyaku.storage.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.UidSet;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A disk that is full, of octets or of files: failures are temporary, what was acknowledged stays and can be read, messages
 * can be expunged, and when there is room again all works without the store being opened anew. Needs root.
 */
class DiskFullIT {
    private static final String BY_OCTETS = "size=1m";
    private static final String BY_FILES = "size=16m,nr_inodes=120";
    private static final int MOST_DEPOSITS = 1_000;

    @TempDir
    Path scratch;

    private Path disk;
    private boolean mounted;
    private MaildirStore store;
    private MailAccount account;
    private Mailbox inbox;
    private final Map<Long, String> kept = new TreeMap<>();
    private int deposits;

    @BeforeEach
    void probe() throws Exception {
        Machine.needsMounts(scratch);
        disk = Files.createDirectory(scratch.resolve("disk"));
    }

    private void mount(String limits) throws Exception {
        Machine.run("mount", "-t", "tmpfs", "-o", limits, "disk-full", disk);
        mounted = true;
        open();
    }

    private void open() {
        store = MaildirStore.at(disk.resolve("mail"));
        account = store.open(MaildirFixture.ID);
        inbox = account.open(MailboxName.INBOX);
    }

    @AfterEach
    void unmount() throws Exception {
        if (store != null) {
            store.close();
        }
        if (mounted) {
            Machine.run("umount", disk);
        }
    }

    private void deposit() {
        String text = "Subject: " + deposits++ + "\r\n\r\n" + "x".repeat(5_000) + "\r\n";
        kept.put(MaildirFixture.deposit(inbox, text).uid(), text);
    }

    private MailStoreException fill() {
        for (int i = 0; i < MOST_DEPOSITS; i++) {
            MailStoreException e = catchThrowableOfType(MailStoreException.class, this::deposit);
            if (e != null) {
                return e;
            }
        }
        throw new AssertionError("The disk takes all");
    }

    /** Takes the last octet, or the last file, that a smaller message or a flag could still have. */
    private void fillWithOtherThings() throws IOException {
        Path ballast = Files.createDirectories(disk.resolve("ballast"));
        try (OutputStream out = Files.newOutputStream(ballast.resolve("octets"))) {
            while (true) {
                out.write(new byte[512]);
            }
        } catch (IOException e) {
            // full
        }
        try {
            for (int i = 0; i < MOST_DEPOSITS; i++) {
                Files.createFile(ballast.resolve("file" + i));
            }
        } catch (IOException e) {
            // full
        }
    }

    private void assertAllIsThere() throws IOException {
        MailboxView view = inbox.view();
        assertThat(MaildirFixture.uids(view)).containsExactlyElementsOf(kept.keySet());
        for (Map.Entry<Long, String> message : kept.entrySet()) {
            assertThat(MaildirFixture.text(inbox, message.getKey())).isEqualTo(message.getValue());
        }
        assertThat(view.status().octets())
                .isEqualTo(kept.values().stream().mapToLong(String::length).sum());
    }

    private void expunge(long uid) {
        assertThat(inbox.expunge(UidSet.of(uid))).isEqualTo(UidSet.of(uid));
        kept.remove(uid);
    }

    private static void assertTemporary(MailStoreException e) {
        assertThat(e).isNotNull();
        assertThat(e.kind()).isIn(Kind.OVER_QUOTA, Kind.UNAVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {BY_OCTETS, BY_FILES})
    void whatWasAcknowledgedIsReadFromAFullDisk(String limits) throws Exception {
        mount(limits);
        assertTemporary(fill());
        fillWithOtherThings();
        assertTemporary(fill());
        assertAllIsThere();
        store.close();
        open();
        assertAllIsThere();
    }

    @ParameterizedTest
    @ValueSource(strings = {BY_OCTETS, BY_FILES})
    void messagesCanBeExpungedFromAFullDiskAndMakeRoom(String limits) throws Exception {
        mount(limits);
        fill();
        fillWithOtherThings();
        for (long uid : kept.keySet().stream().limit(10).toList()) {
            expunge(uid);
        }
        assertAllIsThere();
        deposit();
        deposit();
        assertAllIsThere();
        store.close();
        open();
        assertAllIsThere();
    }

    @ParameterizedTest
    @ValueSource(strings = {BY_OCTETS, BY_FILES})
    void allWorksAgainWhenSomebodyElseMakesRoom(String limits) throws Exception {
        mount(limits);
        deposit();
        fillWithOtherThings();
        for (int i = 0; i < 5; i++) {
            assertTemporary(fill());
        }
        catchThrowableOfType(MailStoreException.class, () -> account.subscribe(MailboxName.of("a"), true));
        assertTemporary(
                catchThrowableOfType(MailStoreException.class, () -> account.create(MailboxName.of("a"), Set.of())));
        assertThat(account.list())
                .noneMatch(info -> info.selectable() && !info.name().isInbox());
        Disk.deleteTree(disk.resolve("ballast"));
        account.create(MailboxName.of("a"), Set.of());
        account.subscribe(MailboxName.of("a"), true);
        deposit();
        expunge(kept.keySet().iterator().next());
        assertAllIsThere();
        long uid = kept.keySet().iterator().next();
        inbox.copy(UidSet.of(uid), MailboxName.of("a"));
        store.close();
        open();
        assertAllIsThere();
        assertThat(MaildirFixture.uids(account.open(MailboxName.of("a")))).containsExactly(1L);
    }

    /** A flag may need room for its name, or for none: either it is set or the failure is told. */
    @ParameterizedTest
    @ValueSource(strings = {BY_OCTETS, BY_FILES})
    void aFlagIsSetOnAFullDiskOrNot(String limits) throws Exception {
        mount(limits);
        deposit();
        long uid = kept.keySet().iterator().next();
        fillWithOtherThings();
        for (Flag flag : new Flag[] {Flag.SEEN, Flag.of("keyword")}) {
            boolean set = catchThrowableOfType(
                            MailStoreException.class,
                            () -> inbox.store(UidSet.of(uid), FlagUpdate.add(flag), Long.MAX_VALUE))
                    == null;
            assertThat(MaildirFixture.flags(inbox, uid).contains(flag)).isEqualTo(set);
        }
        Set<Flag> flags = MaildirFixture.flags(inbox, uid);
        assertAllIsThere();
        store.close();
        open();
        assertThat(MaildirFixture.flags(inbox, uid)).isEqualTo(flags);
        Disk.deleteTree(disk.resolve("ballast"));
        inbox.store(UidSet.of(uid), FlagUpdate.replace(Flag.of("keyword")), Long.MAX_VALUE);
        assertThat(MaildirFixture.flags(inbox, uid)).containsExactly(Flag.of("keyword"));
        assertAllIsThere();
    }
}
