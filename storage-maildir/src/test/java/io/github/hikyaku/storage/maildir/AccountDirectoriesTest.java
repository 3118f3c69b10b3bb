package io.github.hikyaku.storage.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An account's directory is where the host says, within what the host allowed. */
class AccountDirectoriesTest {
    private static final AccountId HOGE = new AccountId("hoge@example.com");
    private static final AccountId FUGA = new AccountId("fuga@example.com");

    @TempDir
    Path temporary;

    private final Map<AccountId, Path> said = new HashMap<>();
    private Path dir;
    private Path area;
    private MaildirStore store;

    @BeforeEach
    void open() throws IOException {
        dir = temporary.toRealPath();
        area = Files.createDirectory(dir.resolve("area"));
        store = MaildirStore.builder(dir.resolve("root"))
                .fsync(false)
                .directories(id -> Optional.ofNullable(said.get(id)), area)
                .build();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aDirectoryBelowAnAreaIsMadeWithWhatLeadsThere() {
        said.put(HOGE, area.resolve("example.com/hoge/Maildir"));
        store.open(HOGE).close();
        store.open(FUGA).close();

        assertThat(area.resolve("example.com/hoge/Maildir/cur")).isDirectory();
        assertThat(dir.resolve("root/fuga@example.com/cur")).isDirectory();
    }

    @Test
    void aRelativePathIsBelowTheRoot() {
        said.put(HOGE, Path.of("vip/hoge"));
        store.open(HOGE).close();

        assertThat(dir.resolve("root/vip/hoge/cur")).isDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/hikyaku", "../elsewhere", "a/../../elsewhere", "", "area/../../area/x", "/"})
    void aDirectoryElsewhereIsRefused(String path) {
        said.put(HOGE, Path.of(path));

        assertRefused(HOGE);
        assertThat(dir.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void theAreaItselfIsNobodys() {
        said.put(HOGE, area);

        assertRefused(HOGE);
    }

    @Test
    void aSymbolicLinkOnTheWayIsNotFollowed() throws IOException {
        Path elsewhere = Files.createDirectory(dir.resolve("elsewhere"));
        Files.createSymbolicLink(area.resolve("link"), elsewhere);
        said.put(HOGE, area.resolve("link/hoge"));
        said.put(FUGA, area.resolve("link"));

        assertRefused(HOGE);
        assertRefused(FUGA);
        assertThat(elsewhere).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "x/y", "x/.Sent"})
    void twoAccountsInUseNeverShareADirectory(String second) {
        said.put(HOGE, area.resolve("x"));
        said.put(FUGA, area.resolve(second));
        try (MailAccount hoge = store.open(HOGE)) {
            assertRefused(FUGA);
            hoge.list();
        }
    }

    @Test
    void whileTheHostCannotTellTheAccountCannotBeOpened() throws IOException {
        try (MaildirStore lost = MaildirStore.builder(dir.resolve("other"))
                .directories(id -> {
                    throw new IllegalStateException("The directory is away");
                })
                .build()) {
            assertThatThrownBy(() -> lost.open(HOGE))
                    .isInstanceOfSatisfying(
                            MailStoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE))
                    .hasRootCauseMessage("The directory is away");
        }
        assertThat(dir.resolve("other/hoge@example.com")).doesNotExist();
    }

    @Test
    void anAreaThatIsNotThereFailsTheStore() {
        assertThatThrownBy(() -> MaildirStore.builder(dir.resolve("other"))
                        .directories(id -> Optional.empty(), dir.resolve("nowhere"))
                        .build())
                .isInstanceOf(MailStoreException.class);
    }

    private void assertRefused(AccountId id) {
        assertThatThrownBy(() -> store.open(id))
                .isInstanceOfSatisfying(
                        MailStoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE));
    }
}
