package io.github.hikyaku.storage.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxInfo;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.StoreFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What all topics of the suite share: a fresh store for each test method, and short ways to use it. Extend
 * {@link MailStoreContract} to run all topics, or the class of one topic to run that alone.
 */
@ExtendWith(ReportExtension.class)
@SuppressWarnings("exports") // JUnit alone has use of the extension
public abstract class StoreContract {
    static final Instant DATE = Instant.parse("1994-11-05T13:15:30Z");
    static final AccountId HOGE = new AccountId("hoge@example.com");
    static final AccountId FUGA = new AccountId("fuga@example.com");

    private @Nullable StoreFixture fixture;
    private @Nullable MailStore store;
    private @Nullable MailAccount account;
    private Set<StoreFeature> features = Set.of();

    /** Only the topics of this package extend this directly. */
    StoreContract() {}

    /**
     * A new, empty place for mail. Called once before each test method.
     *
     * @return the place
     * @throws Exception whatever goes wrong; the test fails with it
     */
    protected abstract StoreFixture fixture() throws Exception;

    @BeforeEach
    void openFixture() throws Exception {
        StoreFixture made = fixture();
        fixture = made;
        store = made.open();
        features = Set.copyOf(store().features());
    }

    /** Tells the report which store was tested. */
    final void tellStore(SuiteReport report) {
        if (store != null) {
            report.store(store.getClass().getName(), features);
        }
    }

    @AfterEach
    void closeFixture() throws Exception {
        try {
            if (account != null) {
                account.close();
            }
            if (store != null) {
                store.close();
            }
        } finally {
            if (fixture != null) {
                fixture.close();
            }
        }
    }

    final MailStore store() {
        return there(store);
    }

    /** A handle to hoge's account, the same one throughout the test. */
    final MailAccount account() {
        if (account == null) {
            account = store().open(HOGE);
        }
        return account;
    }

    final Mailbox inbox() {
        return account().open(MailboxName.INBOX);
    }

    final Mailbox create(String name) {
        return account().create(name(name), Set.of());
    }

    /** Closes the store and opens one on the same place. */
    final void reopen() throws Exception {
        if (account != null) {
            account.close();
            account = null;
        }
        store().close();
        store = there(fixture).open();
    }

    final void assume(StoreFeature feature) {
        Assumptions.assumeTrue(
                store().features().contains(feature), () -> "The store does not declare the feature " + feature);
    }

    /** The ability that a handle must have because the store declares the feature. */
    static <T> T ability(Class<T> type, Object handle, String sentence) {
        assertThat(handle).as(sentence).isInstanceOf(type);
        return type.cast(handle);
    }

    static MailboxName name(String name) {
        return MailboxName.of(name);
    }

    static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    static Deposit.Receipt deposit(Mailbox mailbox, String text, Flag... flags) {
        try (Deposit deposit = mailbox.deposit(Set.of(flags), DATE)) {
            byte[] octets = bytes(text);
            deposit.write(octets, 0, octets.length);
            return deposit.commit();
        }
    }

    /** Puts so many small messages there, whose UIDs are ascending. */
    static void depositMany(Mailbox mailbox, int count) {
        for (int i = 0; i < count; i++) {
            deposit(mailbox, message("number " + i));
        }
    }

    static String message(String subject) {
        return "Subject: " + subject + "\r\n\r\nHello.\r\n";
    }

    static String text(Mailbox mailbox, long uid) {
        try (InputStream in = mailbox.content(uid).open()) {
            return new String(in.readAllBytes(), ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Set<Flag> flags(Mailbox mailbox, long uid) {
        MailboxView view = mailbox.view();
        return view.flags(view.row(uid));
    }

    static long modSeq(Mailbox mailbox, long uid) {
        MailboxView view = mailbox.view();
        return view.modSeq(view.row(uid));
    }

    static List<Long> uids(Mailbox mailbox) {
        return uids(mailbox.view());
    }

    static List<Long> uids(MailboxView view) {
        return Arrays.stream(view.uids()).boxed().toList();
    }

    final List<String> names() {
        return account().list().stream().map(info -> info.name().toString()).toList();
    }

    final MailboxInfo info(String name) {
        return account().list().stream()
                .filter(info -> info.name().equals(name(name)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not in the list " + names()));
    }

    /** The sentence of the SPI's Javadoc that a failing assertion is about. */
    static String says(Class<?> type, String sentence) {
        return type.getSimpleName() + " says: \"" + sentence + "\"";
    }

    /** Calls, and wants a {@link MailStoreException} of that kind. */
    static void assertFails(MailStoreException.Kind kind, String sentence, ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).as(sentence).isInstanceOf(MailStoreException.class);
        assertThat(((MailStoreException) thrown).kind()).as(sentence).isEqualTo(kind);
    }

    /** Calls, and wants no refusal. */
    static void assertSucceeds(String sentence, ThrowingCallable call) {
        assertThatCode(call).as(sentence).doesNotThrowAnyException();
    }

    private static <T> T there(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("Outside of a test");
        }
        return value;
    }
}
