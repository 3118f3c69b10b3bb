package io.github.hikyaku.storage.maildir;

import static io.github.hikyaku.storage.maildir.MaildirFixture.deposit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxInfo;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.SpecialUse;
import io.github.hikyaku.storage.UidSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A symbolic link that somebody planted below the root leads the store nowhere, at whatever level it is. */
class SymbolicLinkTest {
    private static final MailboxName NAME = MailboxName.of("a");
    private static final List<String> PARTS = List.of("cur", "new", "tmp");

    @TempDir
    Path directory;

    private Path root;
    private Path account;
    private Path elsewhere;
    private Map<String, String> before;

    @BeforeEach
    void someMailIsElsewhere() throws IOException {
        root = Files.createDirectory(directory.resolve("root"));
        account = root.resolve("hoge@example.com");
        elsewhere = directory.resolve("elsewhere");
        for (String part : PARTS) {
            Path old = Files.createDirectories(elsewhere.resolve(part)).resolve("1.secret");
            Files.writeString(old, "secret");
            Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(37))));
        }
        Path below = elsewhere.resolve("b");
        for (String part : PARTS) {
            Files.createDirectories(below.resolve(part));
        }
        before = contents(elsewhere);
    }

    @AfterEach
    void nothingChangedThere() throws IOException {
        assertThat(contents(elsewhere)).isEqualTo(before);
    }

    private static Map<String, String> contents(Path directory) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                contents.put(file.toString(), Files.isDirectory(file) ? "" : Files.readString(file));
            }
        }
        return contents;
    }

    private static void refuses(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        MailStoreException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    static Stream<Arguments> layoutsAndParts() {
        return Stream.of(MaildirLayout.values())
                .flatMap(layout -> PARTS.stream().map(part -> Arguments.of(layout, part)));
    }

    @ParameterizedTest
    @EnumSource(MaildirLayout.class)
    void inPlaceOfAnAccount(MaildirLayout layout) throws IOException {
        Files.createSymbolicLink(account, elsewhere);
        try (MaildirStore store =
                MaildirStore.builder(root).layout(layout).fsync(false).build()) {
            refuses(Kind.UNAVAILABLE, () -> store.open(MaildirFixture.ID));
        }
    }

    @ParameterizedTest
    @MethodSource("layoutsAndParts")
    void inPlaceOfAPartOfInbox(MaildirLayout layout, String part) throws IOException {
        Files.createDirectory(account);
        Files.createSymbolicLink(account.resolve(part), elsewhere.resolve(part));
        try (MaildirStore store =
                MaildirStore.builder(root).layout(layout).fsync(false).build()) {
            refuses(Kind.UNAVAILABLE, () -> store.open(MaildirFixture.ID));
        }
    }

    @ParameterizedTest
    @EnumSource(MaildirLayout.class)
    void inPlaceOfAMailbox(MaildirLayout layout) throws IOException {
        try (MaildirFixture mail = new MaildirFixture(root, layout)) {
            Files.createSymbolicLink(account.resolve(layout == MaildirLayout.FILE_SYSTEM ? "a" : ".a"), elsewhere);
            isNone(mail);
        }
    }

    private static void isNone(MaildirFixture mail) throws IOException {
        assertThat(mail.account().list()).extracting(MailboxInfo::name).containsExactly(MailboxName.INBOX);
        for (MailboxName name : List.of(NAME, MailboxName.of("a/b"))) {
            refuses(Kind.NO_SUCH_MAILBOX, () -> mail.account().open(name));
            refuses(Kind.NO_SUCH_MAILBOX, () -> mail.account().delete(name));
            refuses(Kind.NO_SUCH_MAILBOX, () -> mail.account().rename(name, MailboxName.of("x")));
        }
        refuses(Kind.NAME_INVALID, () -> mail.account().create(NAME, Set.of()));
        mail.account().create(MailboxName.of("c"), Set.of());
        refuses(Kind.NAME_INVALID, () -> mail.account().rename(MailboxName.of("c"), NAME));
        refuses(Kind.NO_SUCH_MAILBOX, () -> mail.inbox().copy(UidSet.ALL, NAME));
        assertThat(mail.account().list()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(value = MaildirLayout.class, names = "FILE_SYSTEM")
    void inPlaceOfAParent(MaildirLayout layout) throws IOException {
        try (MaildirFixture mail = new MaildirFixture(root, layout)) {
            Files.createSymbolicLink(account.resolve("a"), elsewhere);
            MailboxName below = MailboxName.of("a/c");
            refuses(Kind.NAME_INVALID, () -> mail.account().create(below, Set.of()));
            mail.account().create(MailboxName.of("x"), Set.of());
            refuses(Kind.NAME_INVALID, () -> mail.account().rename(MailboxName.of("x"), below));
            mail.account().delete(MailboxName.of("x"));
            isNone(mail);
        }
    }

    @Test
    void inPlaceOfAParentOfWhatIsMadeOrRenamedWithoutALookAtIt() throws IOException {
        Maildirs.makeAccount(account, new Disk(false));
        Tree tree = Tree.of(MaildirLayout.FILE_SYSTEM, account, new Disk(false));
        tree.make(MailboxName.of("x"), 1);
        Files.createSymbolicLink(account.resolve("a"), elsewhere);
        MailboxName below = MailboxName.of("a/c");
        assertThatThrownBy(() -> tree.make(below, 1)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> tree.rename(MailboxName.of("x"), below, List.of(MailboxName.of("x"))))
                .isInstanceOf(IOException.class);
        assertThat(tree.isMailbox(MailboxName.of("x"))).isTrue();
    }

    @ParameterizedTest
    @MethodSource("layoutsAndParts")
    void inPlaceOfAPartOfAMailbox(MaildirLayout layout, String part) throws IOException {
        Path mailbox = account.resolve(layout == MaildirLayout.FILE_SYSTEM ? "a" : ".a");
        try (MaildirFixture mail = new MaildirFixture(root, layout)) {
            mail.account().create(NAME, Set.of());
        }
        Files.delete(mailbox.resolve(part));
        Files.createSymbolicLink(mailbox.resolve(part), elsewhere.resolve(part));
        try (MaildirFixture mail = new MaildirFixture(root, layout)) {
            assertThat(mail.account().list()).hasSize(1);
            refuses(Kind.NO_SUCH_MAILBOX, () -> mail.account().open(NAME));
            refuses(Kind.NO_SUCH_MAILBOX, () -> mail.account().delete(NAME));
        }
    }

    @ParameterizedTest
    @EnumSource(MaildirLayout.class)
    void inAMailboxThatIsDeleted(MaildirLayout layout) throws IOException {
        Path mailbox = account.resolve(layout == MaildirLayout.FILE_SYSTEM ? "a" : ".a");
        try (MaildirFixture mail = new MaildirFixture(root, layout)) {
            mail.account().create(MailboxName.of("a/x"), Set.of());
            for (String file : List.of("cur/1.a:2,S", "new/2.b", "tmp/3.c", "link")) {
                Files.createSymbolicLink(mailbox.resolve(file), elsewhere);
            }
            mail.account().delete(NAME);
            assertThat(mailbox.resolve("cur")).doesNotExist();
            assertThat(mail.account().open(MailboxName.of("a/x")).status().messages())
                    .isZero();
            mail.account().delete(MailboxName.of("a/x"));
            assertThat(mailbox).doesNotExist();
        }
    }

    @ParameterizedTest
    @EnumSource(MaildirLayout.class)
    void inPlaceOfAnyFileOfTheStore(MaildirLayout layout) throws IOException {
        Path secret = elsewhere.resolve("new/1.secret");
        List<String> files;
        try (MaildirFixture mail = new MaildirFixture(root, layout)) {
            use(mail);
            try (Stream<Path> all = Files.list(account)) {
                files = all.filter(Files::isRegularFile)
                        .map(file -> file.getFileName().toString())
                        .toList();
            }
        }
        assertThat(files).contains("dovecot-uidlist", "dovecot-keywords", "subscriptions", "dovecot-uidvalidity");
        for (String file : files) {
            for (String suffix : List.of("", ".lock", ".hikyaku-tmp")) {
                Path planted = account.resolve(file + suffix);
                Files.deleteIfExists(planted);
                Files.createSymbolicLink(planted, secret);
                // A lock that is not left behind would be waited for.
                Files.getFileAttributeView(planted, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                        .setTimes(FileTime.from(Instant.now().minus(Duration.ofMinutes(3))), null, null);
                try (MaildirFixture mail = new MaildirFixture(root, layout)) {
                    use(mail);
                } catch (MailStoreException e) {
                    assertThat(e.kind()).as(file + suffix).isEqualTo(Kind.UNAVAILABLE);
                }
                Files.deleteIfExists(planted);
            }
        }
    }

    private static void use(MaildirFixture mail) {
        Mailbox inbox = mail.inbox();
        deposit(inbox, "a\r\n", Flag.of("k" + inbox.status().messages() % 20));
        inbox.store(UidSet.ALL, FlagUpdate.add(Flag.SEEN), Long.MAX_VALUE);
        mail.account().subscribe(MailboxName.of("s"), inbox.status().messages() % 2 == 1);
        MailboxName name = MailboxName.of("use");
        mail.account().create(name, Set.of(SpecialUse.JUNK));
        mail.account().delete(name);
    }
}
