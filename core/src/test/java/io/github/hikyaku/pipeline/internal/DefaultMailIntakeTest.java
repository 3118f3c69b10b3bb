package io.github.hikyaku.pipeline.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.account.AccountsUnavailableException;
import io.github.hikyaku.account.InMemoryAccounts;
import io.github.hikyaku.account.LoginResult;
import io.github.hikyaku.account.Resolution;
import io.github.hikyaku.address.AddressParser;
import io.github.hikyaku.address.ForwardPath;
import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.address.ReversePath;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.event.Peer;
import io.github.hikyaku.message.Envelope;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.message.Origin;
import io.github.hikyaku.message.Recipient;
import io.github.hikyaku.pipeline.MailStage;
import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.pipeline.Stages;
import io.github.hikyaku.pipeline.Verdict;
import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.MailboxInfo;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.MessageContent;
import io.github.hikyaku.storage.SpecialUse;
import io.github.hikyaku.storage.memory.MemoryMailStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefaultMailIntakeTest {
    private static final String TEXT = "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\nHello\r\n";

    private final InMemoryAccounts accounts = Accounts.inMemory()
            .user("alice@example.org", "secret")
            .user("bob@example.org", "secret")
            .user("carol@example.net", "secret")
            .user("zo\u00eb@b\u00fccher.example", "secret")
            .user("wang@xn--fiqs8s.example", "secret")
            .alias("postmaster@example.net", "carol@example.net")
            .alias("all@example.org", "alice@example.org", "bob@example.org");
    private final List<MailEvent> events = new ArrayList<>();
    private final List<NamedStage> stages = new ArrayList<>();
    private FlakyStore store = new FlakyStore(MemoryMailStore.create());
    private Instant now = Instant.parse("2026-01-02T03:04:05Z");
    private DefaultMailIntake intake = intake(accounts);

    private DefaultMailIntake intake(Accounts directory) {
        return new DefaultMailIntake(
                List.of("Example.ORG", "example.net", "b\u00fccher.example", "xn--fiqs8s.example"),
                directory,
                store,
                stages,
                events::add,
                () -> now,
                Runnable::run);
    }

    private void stage(String name, MailStage stage) {
        stages.add(new NamedStage(name, Stages.atMessage(stage)));
        intake = intake(accounts);
    }

    private void store(MemoryMailStore memory) {
        store = new FlakyStore(memory);
        intake = intake(accounts);
    }

    // ---- recipients

    @ParameterizedTest
    @CsvSource({
        "<alice@example.org>,                   250 2.1.5",
        "<ALICE@EXAMPLE.ORG>,                   250 2.1.5",
        "<all@example.org>,                     250 2.1.5",
        "'<@a.example,@b.example:bob@example.org>', 250 2.1.5",
        "<Postmaster>,                          250 2.1.5",
        "<POSTMASTER@example.net>,              250 2.1.5",
        "<alice@[127.0.0.1]>,                   250 2.1.5",
        "<zo\u00eb@b\u00fccher.example>,      250 2.1.5",
        "<zo\u00eb@B\u00dcCHER.example>,      250 2.1.5",
        "<Zo\u00eb@xn--bcher-kva.example>,     250 2.1.5",
        "<wang@\u4e2d\u56fd.example>,         250 2.1.5",
        "<nobody@xn--bcher-kva.example>,        550 5.1.1",
        "<zo\u00eb@b\u00fccher.example.org>,  550 5.7.1",
        "<nobody@example.org>,                  550 5.1.1",
        "<alice@example.net>,                   550 5.1.1",
        "<alice%elsewhere.example@example.org>, 550 5.1.1",
        "'<\"alice@elsewhere.example\"@example.org>', 550 5.1.1",
        "<elsewhere.example!alice@example.org>, 550 5.1.1",
        "<nobody@[127.0.0.1]>,                  550 5.1.1",
        "<alice@elsewhere.example>,             550 5.7.1",
        "'<@example.org:alice@elsewhere.example>', 550 5.7.1",
        "<alice@[192.0.2.1]>,                   550 5.7.1",
        "<alice@[IPv6:2001:db8::1]>,            550 5.7.1",
        "<alice@sub.example.org>,               550 5.7.1"
    })
    void judgesARecipient(String path, String reply) {
        assertThat(recipient(path, false).toString()).startsWith(reply);
    }

    @Test
    void tellsWhoHasLoggedInThatItDoesNotRelay() {
        assertThat(recipient("<alice@elsewhere.example>", false).text()).isEqualTo("Relaying denied");
        assertThat(recipient("<alice@elsewhere.example>", true).toString())
                .startsWith("550 5.7.1")
                .contains("its own domains only");
        assertThat(recipient("<nobody@example.org>", true).toString()).startsWith("550 5.1.1");
    }

    @Test
    void asksForPatienceWhileTheDirectoryIsAway() throws Exception {
        DefaultMailIntake away = intake(new Away());
        Reply reply = away.open()
                .recipient(origin(false), Envelope.of(sender(), List.of()), Recipient.of(path("<alice@example.org>")))
                .toCompletableFuture()
                .get();

        assertThat(reply.toString()).startsWith("451 4.3.0");
        assertThat(events).isEmpty();
        assertThat(away.open()
                        .accept(mail("<alice@example.org>"))
                        .toCompletableFuture()
                        .get()
                        .toString())
                .startsWith("451 4.3.0");
    }

    // ---- delivery

    @Test
    void deliversBehindReturnPathAndTheTraceFieldsByteForByte() throws IOException {
        assertThat(accept(mail("<alice@example.org>")).toString()).startsWith("250 2.0.0");

        assertThat(messages("alice@example.org", "INBOX"))
                .containsExactly("Return-Path: <sender@elsewhere.example>\r\nReceived: trace\r\n" + TEXT);
        assertThat(events)
                .containsExactly(
                        new MailEvent.MessageFiled("id1", "<alice@example.org>", "alice@example.org", "INBOX", 1),
                        new MailEvent.MessageAccepted(
                                origin(false).peer(),
                                "id1",
                                "<sender@elsewhere.example>",
                                List.of("<alice@example.org>"),
                                TEXT.length()));
    }

    @Test
    void keepsTheNullReversePath() throws IOException {
        accept(mail(ReversePath.NULL, TEXT, "<alice@example.org>"));

        assertThat(messages("alice@example.org", "INBOX").get(0)).startsWith("Return-Path: <>\r\nReceived:");
    }

    @Test
    void recordsWhenItCame() {
        accept(mail("<alice@example.org>"));

        try (MailAccount account = store.open(new AccountId("alice@example.org"))) {
            MailboxView view = account.open(MailboxName.INBOX).view();
            assertThat(view.internalDate(0)).isEqualTo(now);
            assertThat(view.flags(0)).isEmpty();
        }
    }

    @Test
    void givesEachAccountOneCopyHoweverManyRecipientsLeadThere() throws IOException {
        accept(mail("<all@example.org>", "<alice@example.org>", "<Bob@example.org>", "<Postmaster>"));

        assertThat(messages("alice@example.org", "INBOX")).hasSize(1);
        assertThat(messages("bob@example.org", "INBOX")).hasSize(1);
        assertThat(messages("carol@example.net", "INBOX")).hasSize(1);
    }

    @Test
    void letsTheStoreShareOneCopyOfTheContent() {
        accept(mail("<alice@example.org>", "<bob@example.org>", "<carol@example.net>"));

        assertThat(store.written()).hasSize(3);
        assertThat(store.written().subList(1, 3))
                .allMatch(content -> content.getClass().getName().contains("storage.memory"));
    }

    @Test
    void deliversNothingForAnAddressThatIsNotOursEvenIfNobodyAskedBefore() {
        assertThat(accept(mail("<alice@elsewhere.example>")).toString()).startsWith("550 5.7.1");
        assertThat(store.written()).isEmpty();
    }

    @Test
    void triesLaterIfARecipientIsGoneSinceRcpt() throws IOException {
        assertThat(accept(mail("<alice@example.org>", "<gone@example.org>")).toString())
                .startsWith("451 4.3.0");
        assertThat(messages("alice@example.org", "INBOX")).isEmpty();
    }

    // ---- failures of the store

    @Test
    void refusesForNowWhenTheStoreFails() throws IOException {
        store.fail("alice@example.org", 1, Kind.UNAVAILABLE);

        assertThat(accept(mail("<alice@example.org>")).toString()).startsWith("451 4.3.0");
        assertThat(messages("alice@example.org", "INBOX")).isEmpty();
        assertThat(events).hasExactlyElementsOfTypes(MailEvent.FilingFailed.class, MailEvent.MessageRefused.class);
    }

    @Test
    void saysThatTheDiskIsFull() {
        store.fail("alice@example.org", 1, Kind.OVER_QUOTA);
        assertThat(accept(mail("<alice@example.org>")).toString()).startsWith("452 4.3.1");

        IOException full = new FileSystemException("tmp/1", null, "No space left on device");
        store.fail("alice@example.org", 1, new MailStoreException(Kind.UNAVAILABLE, "Writing failed", full));
        assertThat(accept(mail("<alice@example.org>")).toString()).startsWith("452 4.3.1");
    }

    @Test
    void saysThatTheMailboxIsFullAndDeliversToNobody() throws IOException {
        store(MemoryMailStore.builder().quota(200, 100).build());
        assertThat(accept(mail("<bob@example.org>")).isPositive()).isTrue();

        assertThat(accept(mail("<alice@example.org>", "<bob@example.org>")).toString())
                .startsWith("452 4.2.2");
        assertThat(accept(mail("<bob@example.org>")).toString()).startsWith("452 4.2.2");
        assertThat(messages("alice@example.org", "INBOX")).isEmpty();
        assertThat(messages("bob@example.org", "INBOX")).hasSize(1);
    }

    @Test
    void refusesForGoodWhatCanNeverFit() {
        store(MemoryMailStore.builder().quota(50, 100).build());

        assertThat(accept(mail("<alice@example.org>")).toString()).startsWith("552 5.2.2");
    }

    @Test
    void triesAgainByItselfOnceSomebodyHasTheMail() throws IOException {
        store.fail("bob@example.org", 2, Kind.UNAVAILABLE);

        assertThat(accept(mail("<alice@example.org>", "<bob@example.org>")).isPositive())
                .isTrue();
        assertThat(messages("alice@example.org", "INBOX")).hasSize(1);
        assertThat(messages("bob@example.org", "INBOX")).hasSize(1);
    }

    @Test
    void doublesNothingWhenAnErrorOfTheStoreEndedADelivery() throws IOException {
        store.failWithError("bob@example.org");

        assertThat(accept(mail("<alice@example.org>", "<bob@example.org>")).toString())
                .startsWith("451 4.3.0");
        assertThat(events).last().isInstanceOf(MailEvent.MessageRefused.class);
        assertThat(accept(mail("<alice@example.org>", "<bob@example.org>")).isPositive())
                .isTrue();
        assertThat(messages("alice@example.org", "INBOX")).hasSize(1);
        assertThat(messages("bob@example.org", "INBOX")).hasSize(1);
    }

    @Test
    void doublesNothingWhenTheClientTriesAgain() throws IOException {
        store.fail("bob@example.org", 3, Kind.UNAVAILABLE);
        Mail mail = mail("<alice@example.org>", "<bob@example.org>", "<carol@example.net>");
        assertThat(accept(mail).toString()).startsWith("451 4.3.0");
        assertThat(messages("bob@example.org", "INBOX")).isEmpty();

        assertThat(accept(mail("<bob@example.org>", "<alice@example.org>", "<carol@example.net>"))
                        .isPositive())
                .isTrue();
        for (String account : List.of("alice@example.org", "bob@example.org", "carol@example.net")) {
            assertThat(messages(account, "INBOX")).hasSize(1);
        }
    }

    @Test
    void deliversTheSameTextOnceMoreWhenAllHadIt() throws IOException {
        doublesNothingWhenTheClientTriesAgain();

        assertThat(accept(mail("<alice@example.org>")).isPositive()).isTrue();
        assertThat(messages("alice@example.org", "INBOX")).hasSize(2);
    }

    @Test
    void tellsMessagesApartWhenSomeWereDeliveredInPart() throws IOException {
        store.fail("bob@example.org", 3, Kind.UNAVAILABLE);
        accept(mail("<alice@example.org>", "<bob@example.org>"));

        accept(mail(ReversePath.NULL, TEXT, "<alice@example.org>"));
        accept(mail(sender(), TEXT.replace("Hello", "Holla"), "<alice@example.org>"));
        assertThat(messages("alice@example.org", "INBOX")).hasSize(3);
    }

    @Test
    void forgetsPartialDeliveriesWhenNoClientTriesAnyLonger() throws IOException {
        store.fail("bob@example.org", 3, Kind.UNAVAILABLE);
        accept(mail("<alice@example.org>", "<bob@example.org>"));
        now = now.plus(Duration.ofDays(6));

        accept(mail("<alice@example.org>"));
        assertThat(messages("alice@example.org", "INBOX")).hasSize(2);
    }

    @Test
    void neverRefusesForGoodWhatSomebodyHasGot() {
        store.fail("bob@example.org", 1, Kind.OVER_QUOTA);

        assertThat(accept(mail("<alice@example.org>", "<bob@example.org>")).isTransient())
                .isTrue();
    }

    // ---- stages

    @Test
    void runsStagesInOrderUntilOneRefuses() throws IOException {
        List<String> ran = new ArrayList<>();
        stage("one", mail -> {
            ran.add("one");
            return Verdict.accept();
        });
        stage("two", mail -> Verdict.reject("5.7.1", "not here"));
        stage("three", mail -> {
            ran.add("three");
            return Verdict.accept();
        });

        assertThat(accept(mail("<alice@example.org>"))).isEqualTo(new Reply(550, "5.7.1", "not here"));
        assertThat(ran).containsExactly("one");
        assertThat(messages("alice@example.org", "INBOX")).isEmpty();
        assertThat(events)
                .containsExactly(new MailEvent.MessageRefused(
                        origin(false).peer(),
                        "id1",
                        "<sender@elsewhere.example>",
                        "550 5.7.1 not here",
                        Optional.of("two")));
    }

    @Test
    void defers() {
        stage("grey", mail -> Verdict.defer("4.7.1", "later"));

        assertThat(accept(mail("<alice@example.org>"))).isEqualTo(new Reply(451, "4.7.1", "later"));
    }

    @Test
    void tagsOnTopAndLetsLaterStagesSeeIt() throws IOException {
        stage("one", mail -> Verdict.tag("X-Score", "5"));
        stage(
                "two",
                mail -> Verdict.tag(
                        "X-Seen", mail.header().first("X-Score").orElseThrow().value()));
        accept(mail("<alice@example.org>"));

        assertThat(messages("alice@example.org", "INBOX").get(0))
                .startsWith(
                        "Return-Path: <sender@elsewhere.example>\r\nX-Seen: 5\r\nX-Score: 5\r\nReceived: trace\r\n");
    }

    @Test
    void quarantinesIntoAMailboxThatIsMadeWithItsUse() throws IOException {
        stage("spam", mail -> mail.subject().equals("Gr\u00fc\u00dfe") ? Verdict.quarantine() : Verdict.accept());
        accept(mail("<alice@example.org>", "<bob@example.org>"));
        accept(mail("<alice@example.org>"));

        assertThat(messages("alice@example.org", "INBOX")).isEmpty();
        assertThat(messages("alice@example.org", "Junk")).hasSize(2);
        assertThat(messages("bob@example.org", "Junk")).hasSize(1);
        try (MailAccount account = store.open(new AccountId("alice@example.org"))) {
            MailboxInfo junk = account.list().stream()
                    .filter(info -> info.name().toString().equals("Junk"))
                    .findFirst()
                    .orElseThrow();
            assertThat(junk.uses()).containsExactly(SpecialUse.JUNK);
            assertThat(junk.subscribed()).isTrue();
        }
    }

    @Test
    void discardsWithAYes() throws IOException {
        stage("drop", mail -> Verdict.discard());

        assertThat(accept(mail("<alice@example.org>")).toString()).startsWith("250 2.0.0");
        assertThat(messages("alice@example.org", "INBOX")).isEmpty();
        assertThat(events)
                .containsExactly(new MailEvent.MessageDiscarded(origin(false).peer(), "id1", "drop"));
    }

    @Test
    void redirects() throws IOException {
        stage("move", mail -> Verdict.redirect(MailAddress.of("carol@example.net")));
        accept(mail("<alice@example.org>"));

        assertThat(messages("alice@example.org", "INBOX")).isEmpty();
        assertThat(messages("carol@example.net", "INBOX")).hasSize(1);
        assertThat(events.get(0))
                .isEqualTo(new MailEvent.MessageJudged(
                        origin(false).peer(), "id1", "move", "redirect to [<carol@example.net>]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody@example.org", "alice@elsewhere.example"})
    void redirectsToNobodyElse(String address) {
        stage("move", mail -> Verdict.redirect(MailAddress.of(address)));

        assertThat(accept(mail("<alice@example.org>")).toString()).startsWith("451 4.3.0");
        assertThat(events).hasExactlyElementsOfTypes(MailEvent.InternalError.class, MailEvent.MessageRefused.class);
    }

    @Test
    void asksForPatienceWhenAStageThrowsAndTellsTheHost() {
        IllegalStateException bug = new IllegalStateException("a bug");
        stage("buggy", mail -> {
            throw bug;
        });

        Reply reply = accept(mail("<alice@example.org>"));
        assertThat(reply.toString()).startsWith("451 4.3.0").doesNotContain("bug");
        assertThat(events.get(0))
                .isEqualTo(new MailEvent.InternalError(Optional.of(origin(false).peer()), "stage buggy", bug));
        assertThat(events.get(1))
                .isInstanceOfSatisfying(
                        MailEvent.MessageRefused.class,
                        refused -> assertThat(refused.stage()).contains("buggy"));
    }

    @Test
    void takesAStageWithoutAVerdictForAFailedOne() throws IOException {
        stage("mute", mail -> null);

        assertThat(accept(mail("<alice@example.org>")).toString()).startsWith("451 4.3.0");
        assertThat(messages("alice@example.org", "INBOX")).isEmpty();
        assertThat(events.get(0)).isInstanceOf(MailEvent.InternalError.class);
    }

    // ---- helpers

    private Reply recipient(String path, boolean loggedIn) {
        return intake.open()
                .recipient(origin(loggedIn), Envelope.of(sender(), List.of()), Recipient.of(path(path)))
                .toCompletableFuture()
                .join();
    }

    private Reply accept(Mail mail) {
        return intake.open().accept(mail).toCompletableFuture().join();
    }

    private Mail mail(String... recipients) {
        return mail(sender(), TEXT, recipients);
    }

    private Mail mail(ReversePath from, String text, String... recipients) {
        List<ForwardPath> paths =
                Arrays.stream(recipients).map(DefaultMailIntakeTest::path).toList();
        byte[] trace = "Received: trace\r\n".getBytes(UTF_8);
        Content content = new Content(text.getBytes(UTF_8));
        return new Mail("id1", now, origin(false), Envelope.of(from, paths), trace, content);
    }

    private static ReversePath sender() {
        return ReversePath.of(MailAddress.of("sender@elsewhere.example"));
    }

    private static ForwardPath path(String text) {
        return AddressParser.utf8().forwardPath(text);
    }

    private static Origin origin(boolean loggedIn) {
        MailAddress alice = MailAddress.of("alice@example.org");
        Account account = new Account(new AccountId("alice@example.org"), alice, Set.of(alice));
        Peer peer = new Peer(
                "mx", "c1", new InetSocketAddress("127.0.0.1", 25), new InetSocketAddress("127.0.0.9", 40_000));
        return new Origin(
                peer, "client.example", loggedIn ? Optional.of(account) : Optional.empty(), Optional.empty(), loggedIn);
    }

    private List<String> messages(String account, String mailbox) throws IOException {
        try (MailAccount opened = store.open(new AccountId(account))) {
            List<String> texts = new ArrayList<>();
            var box = opened.open(MailboxName.of(mailbox));
            MailboxView view = box.view();
            for (int i = 0; i < view.size(); i++) {
                try (InputStream in = box.content(view.uid(i)).open()) {
                    texts.add(new String(in.readAllBytes(), UTF_8));
                }
            }
            return texts;
        }
    }

    private record Content(byte[] octets) implements MessageContent {
        @Override
        public long size() {
            return octets.length;
        }

        @Override
        public InputStream open(long offset, long length) {
            return new ByteArrayInputStream(octets, (int) offset, (int) Math.min(length, octets.length - offset));
        }
    }

    private static final class Away implements Accounts {
        @Override
        public LoginResult login(String login, String secret) {
            throw new AccountsUnavailableException("away", null);
        }

        @Override
        public Optional<Account> find(String login) {
            throw new AccountsUnavailableException("away", null);
        }

        @Override
        public Resolution resolve(MailAddress address) {
            throw new AccountsUnavailableException("away", null);
        }
    }
}
