package io.github.hikyaku.storage.maildir;

import static io.github.hikyaku.storage.maildir.MaildirFixture.deposit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.storage.DerivedData;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.Metadata;
import io.github.hikyaku.storage.ObjectIds;
import io.github.hikyaku.storage.SpecialUse;
import io.github.hikyaku.storage.UidSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Derived data, ids, annotations and names that are being changed: what is kept beside the messages, and what is lost of it. */
class KeptBesideTest {
    @TempDir
    Path root;

    private MaildirFixture mail;
    private Path cache;

    @BeforeEach
    void open() {
        mail = new MaildirFixture(root);
        cache = mail.maildir.resolve("hikyaku-cache");
    }

    @AfterEach
    void close() {
        mail.close();
    }

    private DerivedData derived() {
        return (DerivedData) mail.inbox();
    }

    private ObjectIds ids() {
        return (ObjectIds) mail.inbox();
    }

    @Test
    void derivedDataIsThereAfterARestart() {
        deposit(mail.inbox(), "a\r\n");
        deposit(mail.inbox(), "b\r\n");
        derived().keepDerived(1, new byte[] {1});
        derived().keepDerived(2, new byte[40_000]);
        derived().keepDerived(1, new byte[] {1, 2});
        mail.whileClosed(() -> {});
        assertThat(derived().derived(1)).contains(new byte[] {1, 2});
        assertThat(derived().derived(2)).contains(new byte[40_000]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lost", "empty", "header", "blob", "length", "shorter", "noise"})
    void damagedDerivedDataIsLostAndKeptAnew(String what) {
        deposit(mail.inbox(), "a\r\n");
        deposit(mail.inbox(), "b\r\n");
        derived().keepDerived(1, new byte[] {1, 2, 3});
        derived().keepDerived(2, new byte[] {4, 5, 6});
        mail.whileClosed(() -> {
            byte[] octets = Files.readAllBytes(cache);
            switch (what) {
                case "lost" -> Files.delete(cache);
                case "empty" -> Files.write(cache, new byte[0]);
                case "header" -> octets[10]++;
                case "blob" -> octets[octets.length - 1]++;
                case "length" -> octets[20] = 0x7f;
                case "shorter" -> Files.write(cache, java.util.Arrays.copyOf(octets, octets.length - 1));
                default -> new Random(1).nextBytes(octets);
            }
            if (Set.of("header", "blob", "length", "noise").contains(what)) {
                Files.write(cache, octets);
            }
        });
        derived().derived(1).ifPresent(blob -> assertThat(blob).containsExactly(1, 2, 3));
        assertThat(derived().derived(2)).isEmpty();
        derived().keepDerived(1, new byte[] {7});
        derived().keepDerived(2, new byte[] {8});
        mail.whileClosed(() -> {});
        assertThat(derived().derived(1)).contains(new byte[] {7});
        assertThat(derived().derived(2)).contains(new byte[] {8});
    }

    @Test
    void derivedDataThatIsOfThePastDoesNotPileUp() throws IOException {
        deposit(mail.inbox(), "a\r\n");
        deposit(mail.inbox(), "b\r\n");
        derived().keepDerived(2, new byte[] {9});
        byte[] large = new byte[60_000];
        for (int i = 0; i < 400; i++) {
            large[0] = (byte) i;
            derived().keepDerived(1, large);
        }
        assertThat(Files.size(cache)).isLessThan(10 << 20);
        assertThat(derived().derived(1)).contains(large);
        assertThat(derived().derived(2)).contains(new byte[] {9});
        mail.whileClosed(() -> {});
        assertThat(derived().derived(1)).contains(large);
    }

    @Test
    void idsOutliveTheIndex() {
        deposit(mail.inbox(), "a\r\n");
        mail.account().create(MailboxName.of("other"), Set.of());
        mail.inbox().copy(UidSet.of(1), MailboxName.of("other"));
        Optional<String> email = ids().emailId(1);
        String mailbox = ids().mailboxId();
        mail.whileClosed(() -> {
            Files.delete(mail.maildir.resolve("hikyaku-index"));
            Files.delete(mail.maildir.resolve(".other/hikyaku-index"));
        });
        assertThat(email).isPresent();
        assertThat(ids().emailId(1)).isEqualTo(email);
        assertThat(ids().mailboxId()).isEqualTo(mailbox);
        assertThat(((ObjectIds) mail.account().open(MailboxName.of("other"))).emailId(1))
                .isEqualTo(email);
    }

    @Test
    void aMailboxOfAnotherProgramThatHasNoIdGetsOne() {
        mail.inbox().status();
        mail.whileClosed(() -> Files.writeString(mail.maildir.resolve("dovecot-uidlist"), "3 V1700000000 N5\n"));
        String id = ids().mailboxId();
        assertThat(id).matches("[A-Za-z0-9_-]{1,255}");
        assertThat(mail.inbox().status().uidNext()).isGreaterThanOrEqualTo(5);
        mail.whileClosed(() -> {});
        assertThat(ids().mailboxId()).isEqualTo(id);
    }

    @Test
    void annotationsThatAreDamagedAreSaidToBe() throws IOException {
        Metadata metadata = (Metadata) mail.inbox();
        metadata.setMetadata(Map.of("/private/comment", Optional.of(new byte[] {1, 2})));
        Files.writeString(mail.maildir.resolve("hikyaku-metadata"), "/private/comment !!!\n");
        assertThatThrownBy(metadata::metadata)
                .isInstanceOfSatisfying(
                        MailStoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT));
    }

    @Test
    void aRenameThatACrashInterruptedIsCarriedOut() {
        for (String name : new String[] {"a", "a/b", "a/b/c"}) {
            mail.account().create(MailboxName.of(name), Set.of());
            deposit(mail.account().open(MailboxName.of(name)), name + "\r\n");
        }
        mail.account().create(MailboxName.of("a/sent"), Set.of(SpecialUse.SENT));
        mail.whileClosed(() -> {
            Files.writeString(mail.maildir.resolve("hikyaku-rename"), "a\nz/y\n");
            Files.move(mail.maildir.resolve(".a.b"), mail.maildir.resolve(".z.y.b"));
        });
        assertThat(mail.account().list().stream().map(info -> info.name() + " " + info.uses()))
                .containsExactly("INBOX []", "z []", "z/y []", "z/y/b []", "z/y/b/c []", "z/y/sent [SENT]");
        assertThat(mail.account().open(MailboxName.of("z/y/b/c")).view().size()).isEqualTo(1);
        assertThat(mail.maildir.resolve("hikyaku-rename")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb\n", "INBOX\nc\n", "no such\nc\n", "a\na/x\n", "a", "../x\ny\n", ""})
    void aRenameThatCannotBeCarriedOutAnyMoreIsForgotten(String intent) {
        mail.account().create(MailboxName.of("a"), Set.of());
        mail.account().create(MailboxName.of("b"), Set.of());
        mail.whileClosed(() -> Files.writeString(mail.maildir.resolve("hikyaku-rename"), intent));
        assertThat(mail.account().list()).hasSize(3);
        assertThat(mail.maildir.resolve("hikyaku-rename")).doesNotExist();
    }
}
