package io.github.hikyaku.testing;

import io.github.hikyaku.server.MailServer;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A true mail server for a test: SMTP, submission, POP3 and IMAP on free ports of the loopback interface, with mailboxes
 * in memory.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final MailServerExtension mail = MailServerExtension.withUser("bob@test.example", "secret");
 * }</pre>
 *
 * <p>In a static field (or an instance field of a class with one instance for all tests) the server runs for the class
 * and its nested classes, and is emptied before each test; in an instance field it is started for each test. The methods
 * that ask for addresses or mails may be called while it runs, by any thread.
 */
public final class MailServerExtension
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
    private final TestMailServer.Builder builder = TestMailServer.builder();
    private @Nullable TestMailServer running;
    // The context that started the server ends it: callbacks come for nested classes too.
    private @Nullable String startedBy;

    private MailServerExtension() {}

    /** A server with one user. The domain of the address is local. */
    public static MailServerExtension withUser(String address, String secret) {
        return new MailServerExtension().user(address, secret);
    }

    /** Adds a user. The domain of the address becomes local. Before the server starts. */
    public MailServerExtension user(String address, String secret) {
        builder.user(address, secret);
        return this;
    }

    /** Changes the server's configuration, for example {@code b -> b.stage(…)}. Before the server starts. */
    public MailServerExtension configure(UnaryOperator<MailServer.Builder> change) {
        builder.configure(change);
        return this;
    }

    /** Where SMTP listens: for local recipients, with login or without. */
    public ServerAddress smtp() {
        return server().smtp();
    }

    /** Where submission listens: with login, in plaintext. */
    public ServerAddress submission() {
        return server().submission();
    }

    /** Where POP3 listens. */
    public ServerAddress pop3() {
        return server().pop3();
    }

    /** Where IMAP listens. */
    public ServerAddress imap() {
        return server().imap();
    }

    /** All mails that were accepted since the server started or was cleared, oldest first. */
    public List<ReceivedMail> received() {
        return server().received();
    }

    /**
     * The first mail that matches, among those that are there or come within 10 seconds.
     *
     * @throws AssertionError if none does; it says what came instead
     */
    public ReceivedMail await(Predicate<? super ReceivedMail> wanted) {
        return server().await(wanted);
    }

    /**
     * The first mail that matches, among those that are there or come in time.
     *
     * @throws AssertionError if none does; it says what came instead
     */
    public ReceivedMail await(Predicate<? super ReceivedMail> wanted, Duration within) {
        return server().await(wanted, within);
    }

    /** Forgets the received mails and empties every mailbox. */
    public void clear() {
        server().clear();
    }

    /** The server that runs. */
    public TestMailServer server() {
        TestMailServer server = running;
        if (server == null) {
            throw new IllegalStateException(
                    "The mail server runs only during a test: is the field annotated with @RegisterExtension?");
        }
        return server;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        start(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (!start(context)) {
            server().clear();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        stop(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        stop(context);
    }

    private boolean start(ExtensionContext context) {
        if (running != null) {
            return false;
        }
        running = builder.start();
        startedBy = context.getUniqueId();
        return true;
    }

    private void stop(ExtensionContext context) {
        TestMailServer server = running;
        if (server != null && context.getUniqueId().equals(startedBy)) {
            running = null;
            server.close();
        }
    }
}
