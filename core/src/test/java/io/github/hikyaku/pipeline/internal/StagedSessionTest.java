package io.github.hikyaku.pipeline.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.account.AccountsUnavailableException;
import io.github.hikyaku.address.AddressParser;
import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.event.Peer;
import io.github.hikyaku.message.Envelope;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.message.MailChange;
import io.github.hikyaku.message.Origin;
import io.github.hikyaku.message.Recipient;
import io.github.hikyaku.mime.HeaderSection;
import io.github.hikyaku.mime.MimeLimits;
import io.github.hikyaku.pipeline.IntakeSession;
import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.pipeline.SessionStage;
import io.github.hikyaku.pipeline.Verdict;
import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.MessageContent;
import io.github.hikyaku.storage.memory.MemoryMailStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session's way through its stages: whom they are asked about, when, and what is kept of what they say. */
class StagedSessionTest {
    private static final Peer PEER =
            new Peer("smtp", "c1", new InetSocketAddress("127.0.0.1", 25), new InetSocketAddress("127.0.0.9", 40_000));
    private static final Origin ORIGIN = new Origin(PEER, "client.example", Optional.empty(), Optional.empty(), false);
    private static final List<String> POINTS = List.of("connect", "helo", "mail", "recipient", "header", "message");

    /** Says at each point what it was told to, and writes down where it was asked. */
    private final class Scripted implements SessionStage {
        private final String name;
        private final Map<String, CompletionStage<Verdict>> answers = new HashMap<>();

        Scripted(String name) {
            this.name = name;
        }

        Scripted at(String point, Verdict verdict) {
            return at(point, CompletableFuture.completedStage(verdict));
        }

        Scripted at(String point, CompletionStage<Verdict> verdict) {
            answers.put(point, verdict);
            return this;
        }

        private CompletionStage<Verdict> asked(String point) {
            asked.add(name + " " + point);
            return answers.getOrDefault(point, ACCEPTED);
        }

        @Override
        public CompletionStage<Verdict> connected(Origin origin) {
            return asked("connect");
        }

        @Override
        public CompletionStage<Verdict> greeted(Origin origin) {
            return asked("helo");
        }

        @Override
        public CompletionStage<Verdict> mail(Origin origin, Envelope envelope) {
            return asked("mail");
        }

        @Override
        public CompletionStage<Verdict> recipient(Origin origin, Envelope envelope, Recipient recipient) {
            return asked("recipient");
        }

        @Override
        public CompletionStage<Verdict> header(Origin origin, Envelope envelope, HeaderSection header) {
            return asked("header");
        }

        @Override
        public boolean wantsHeader() {
            return true;
        }

        @Override
        public CompletionStage<Verdict> message(Mail mail) {
            return asked("message");
        }

        @Override
        public void reset(Origin origin) {
            asked("reset");
        }

        @Override
        public void closed(Origin origin) {
            asked("closed");
        }
    }

    private final List<String> asked = new ArrayList<>();
    private final List<MailEvent> events = new ArrayList<>();
    private final MemoryMailStore store = MemoryMailStore.create();
    private final Deque<Runnable> work = new ArrayDeque<>();
    private final List<NamedStage> stages = new ArrayList<>();
    private IntakeSession session;

    private Scripted stage(String name) {
        Scripted stage = new Scripted(name);
        stages.add(new NamedStage(name, stage));
        session = new DefaultMailIntake(
                        List.of("example.org"),
                        Accounts.inMemory().user("alice@example.org", "secret").user("bob@example.org", "secret"),
                        store,
                        stages,
                        events::add,
                        () -> Instant.EPOCH,
                        work::add)
                .open();
        return stage;
    }

    private CompletionStage<Reply> ask(String point) {
        return switch (point) {
            case "connect" -> session.connected(ORIGIN);
            case "helo" -> session.greeted(ORIGIN);
            case "mail" -> session.mail(ORIGIN, envelope());
            case "recipient" -> session.recipient(ORIGIN, envelope(), recipient("alice@example.org"));
            case "header" ->
                session.header(ORIGIN, envelope(), HeaderSection.parse("A: 1\r\n".getBytes(UTF_8), MimeLimits.DEFAULT));
            default -> session.accept(mail());
        };
    }

    private static String now(CompletionStage<Reply> reply) {
        assertThat(reply.toCompletableFuture()).isCompleted();
        return reply.toCompletableFuture().join().toString();
    }

    private String upTo(String last) {
        String reply = "";
        for (String point : POINTS.subList(0, POINTS.indexOf(last) + 1)) {
            reply = now(ask(point));
        }
        return reply;
    }

    private static Recipient recipient(String address) {
        return Recipient.of(AddressParser.ascii().forwardPath("<" + address + ">"));
    }

    private static Envelope envelope() {
        return Envelope.of(AddressParser.ascii().reversePath("<s@else.example>"), List.of());
    }

    private static Mail mail() {
        Envelope envelope = Envelope.of(
                AddressParser.ascii().reversePath("<s@else.example>"),
                List.of(recipient("alice@example.org").path()));
        return new Mail("id1", Instant.EPOCH, ORIGIN, envelope, new byte[0], content("Subject: x\r\n\r\nText\r\n"));
    }

    private static MessageContent content(String text) {
        byte[] octets = text.getBytes(UTF_8);
        return new MessageContent() {
            @Override
            public long size() {
                return octets.length;
            }

            @Override
            public InputStream open(long offset, long length) {
                return new ByteArrayInputStream(octets, (int) offset, (int) Math.min(length, octets.length - offset));
            }
        };
    }

    private List<String> messages(String account, String mailbox) {
        try (MailAccount opened = store.open(new AccountId(account))) {
            List<String> texts = new ArrayList<>();
            var box = opened.open(MailboxName.of(mailbox));
            MailboxView view = box.view();
            for (int i = 0; i < view.size(); i++) {
                try (InputStream in = box.content(view.uid(i)).open()) {
                    texts.add(new String(in.readAllBytes(), UTF_8).replaceFirst("Return-Path: <.*>\r\n", ""));
                }
            }
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- order

    @Test
    void asksEveryStageAtEveryPointInTheirOrder() {
        stage("one");
        stage("two");
        assertThat(upTo("message")).startsWith("250 2.0.0 ");
        session.close(ORIGIN);

        assertThat(asked)
                .containsExactly(
                        "one connect",
                        "two connect",
                        "one helo",
                        "two helo",
                        "one mail",
                        "two mail",
                        "one recipient",
                        "two recipient",
                        "one header",
                        "two header",
                        "one message",
                        "two message",
                        "one closed",
                        "two closed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"connect", "helo", "mail", "recipient", "header", "message"})
    void asksNoFurtherStageBehindARefusal(String point) {
        stage("one").at(point, Verdict.reject("5.7.1", "Not here"));
        stage("two");
        assertThat(upTo(point)).isEqualTo("550 5.7.1 Not here");

        assertThat(asked).contains("one " + point).doesNotContain("two " + point);
        MailEvent told = point.equals("message")
                ? new MailEvent.MessageRefused(
                        PEER, "id1", "<s@else.example>", "550 5.7.1 Not here", Optional.of("one"))
                : new MailEvent.StageRefused(PEER, "one", point, "550 5.7.1 Not here");
        assertThat(events).containsExactly(told);
    }

    @Test
    void asksNoStageAboutARecipientThatTheServerRefuses() {
        stage("one");
        upTo("mail");
        assertThat(now(session.recipient(ORIGIN, envelope(), recipient("nobody@example.org"))))
                .startsWith("550 5.1.1");
        assertThat(now(session.recipient(ORIGIN, envelope(), recipient("a@else.example"))))
                .startsWith("550 5.7.1");
        assertThat(asked).doesNotContain("one recipient");
    }

    // ---- later answers

    @ParameterizedTest
    @ValueSource(strings = {"connect", "helo", "mail", "recipient", "header", "message"})
    void goesOnOnAWorkerWhenAStageAnswersLater(String point) {
        CompletableFuture<Verdict> later = new CompletableFuture<>();
        stage("one").at(point, later);
        stage("two").at(point, Verdict.reject("5.7.1", "Not here"));
        if (!point.equals("connect")) {
            upTo(POINTS.get(POINTS.indexOf(point) - 1));
        }
        CompletableFuture<Reply> reply = ask(point).toCompletableFuture();
        assertThat(reply).isNotDone();
        assertThat(asked).doesNotContain("two " + point);

        onAnotherThread(() -> later.complete(Verdict.accept()));
        assertThat(asked).as("asked by the thread that answered").doesNotContain("two " + point);
        work.remove().run();
        assertThat(now(reply)).isEqualTo("550 5.7.1 Not here");
        assertThat(work).isEmpty();
    }

    private static void onAnotherThread(Runnable task) {
        Thread thread = new Thread(task);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void deliversBehindSeveralLaterAnswers() {
        CompletableFuture<Verdict> first = new CompletableFuture<>();
        CompletableFuture<Verdict> second = new CompletableFuture<>();
        stage("one").at("message", first);
        stage("two").at("message", second);
        CompletableFuture<Reply> reply = ask("message").toCompletableFuture();
        first.complete(Verdict.tag("X-One", "1"));
        work.remove().run();
        second.complete(Verdict.tag("X-Two", "2"));
        assertThat(messages("alice@example.org", "INBOX")).isEmpty();
        work.remove().run();

        assertThat(now(reply)).startsWith("250 2.0.0 ");
        assertThat(messages("alice@example.org", "INBOX"))
                .containsExactly("X-Two: 2\r\nX-One: 1\r\nSubject: x\r\n\r\nText\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"connect", "helo", "mail", "recipient", "header", "message"})
    void tellsNoStageOfTheEndBeforeAllHaveBeenAsked(String point) {
        CompletableFuture<Verdict> later = new CompletableFuture<>();
        stage("one").at(point, later);
        stage("two");
        if (!point.equals("connect")) {
            upTo(POINTS.get(POINTS.indexOf(point) - 1));
        }
        ask(point);
        session.close(ORIGIN);
        later.complete(Verdict.accept());
        work.remove().run();

        assertThat(asked).containsOnlyOnce("two " + point);
        assertThat(asked.subList(asked.size() - 2, asked.size())).containsExactly("one closed", "two closed");
    }

    @Test
    void judgesTheMessageOfAClientThatIsGoneByAllStages() {
        CompletableFuture<Verdict> later = new CompletableFuture<>();
        stage("one").at("message", later);
        stage("two").at("message", Verdict.reject("5.7.1", "Not here"));
        upTo("header");
        ask("message");
        session.close(ORIGIN);
        assertThat(asked).doesNotContain("one closed");
        later.complete(Verdict.accept());
        work.remove().run();

        assertThat(messages("alice@example.org", "INBOX")).isEmpty();
    }

    // ---- what is kept for the message

    @Test
    void keepsWhatWasSaidBeforeForTheMessage() {
        stage("one")
                .at("connect", Verdict.tag("X-Connect", "1"))
                .at("helo", Verdict.tag("X-Helo", "2"))
                .at("mail", Verdict.tag("X-Mail", "3"))
                .at("recipient", Verdict.tag("X-Rcpt", "4"))
                .at("header", Verdict.quarantine());
        upTo("message");
        assertThat(messages("alice@example.org", "Junk"))
                .containsExactly("X-Rcpt: 4\r\nX-Mail: 3\r\nX-Helo: 2\r\nX-Connect: 1\r\nSubject: x\r\n\r\nText\r\n");

        // What was said of the client stays; what was said of the transaction does not.
        now(session.accept(mail()));
        assertThat(messages("alice@example.org", "INBOX"))
                .containsExactly("X-Helo: 2\r\nX-Connect: 1\r\nSubject: x\r\n\r\nText\r\n");
    }

    @Test
    void forgetsWhatWasSaidOfAnEarlierNameOrTransaction() {
        Scripted one = stage("one").at("helo", Verdict.tag("X-Helo", "old")).at("mail", Verdict.tag("X-Mail", "old"));
        upTo("mail");
        session.reset(ORIGIN);
        one.at("helo", Verdict.tag("X-Helo", "new")).at("mail", Verdict.accept());
        now(ask("helo"));
        now(ask("mail"));
        now(ask("message"));
        assertThat(messages("alice@example.org", "INBOX")).containsExactly("X-Helo: new\r\nSubject: x\r\n\r\nText\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"connect", "helo", "mail", "recipient", "header", "message"})
    void discardsWhereverThatWasSaid(String point) {
        stage("one").at(point, Verdict.discard());
        stage("two");
        assertThat(upTo("message")).startsWith("250 2.0.0 ");
        assertThat(messages("alice@example.org", "INBOX")).isEmpty();
        assertThat(asked).doesNotContain("two message");
        assertThat(events).containsExactly(new MailEvent.MessageDiscarded(PEER, "id1", "one"));
    }

    @Test
    void makesSeveralVerdictsOfOneStageInTheirOrder() {
        stage("one")
                .at(
                        "message",
                        Verdict.all(
                                Verdict.change(new MailChange.ReplaceField("Subject", 1, "y")),
                                Verdict.tag("X-Tag", "1"),
                                Verdict.quarantine()));
        upTo("message");
        assertThat(messages("alice@example.org", "Junk")).containsExactly("X-Tag: 1\r\nSubject: y\r\n\r\nText\r\n");
    }

    @Test
    void combinesNoRefusalWithOtherVerdicts() {
        assertThatThrownBy(() -> Verdict.all(Verdict.quarantine(), Verdict.reject("5.7.1", "No")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Verdict.all(Verdict.defer("4.7.1", "Later")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void deliversToTheRecipientsThatAChangeLeaves() {
        stage("one")
                .at(
                        "message",
                        Verdict.change(
                                new MailChange.RemoveRecipient(
                                        recipient("alice@example.org").path()),
                                new MailChange.AddRecipient(
                                        recipient("bob@example.org").path())));
        upTo("message");
        assertThat(messages("alice@example.org", "INBOX")).isEmpty();
        assertThat(messages("bob@example.org", "INBOX")).hasSize(1);
    }

    @Test
    void discardsWhatAChangeLeavesNoRecipientOf() {
        stage("one")
                .at(
                        "message",
                        Verdict.change(new MailChange.RemoveRecipient(
                                recipient("alice@example.org").path())));
        assertThat(upTo("message")).startsWith("250 2.0.0 ");
        assertThat(events).hasAtLeastOneElementOfType(MailEvent.MessageDiscarded.class);
    }

    @Test
    void addsNoRecipientThatIsNotOurs() {
        stage("one")
                .at(
                        "message",
                        Verdict.change(new MailChange.AddRecipient(
                                recipient("a@else.example").path())));
        assertThat(upTo("message")).startsWith("451 4.3.0 ");
        assertThat(messages("alice@example.org", "INBOX")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void releasesABodyOnceTheMessageIsDeliveredOrRefused(boolean delivered) {
        List<String> released = new ArrayList<>();
        MailChange body = new MailChange.ReplaceBody(content("Other\r\n"), () -> {
            released.add(
                    "released with " + messages("alice@example.org", "INBOX").size());
        });
        stage("one").at("message", Verdict.change(body));
        stage("two").at("message", delivered ? Verdict.accept() : Verdict.reject("5.7.1", "No"));
        upTo("message");
        assertThat(released).containsExactly("released with " + (delivered ? 1 : 0));
    }

    // ---- the end

    @Test
    void tellsStagesOnceThatATransactionIsOver() {
        stage("one");
        session.reset(ORIGIN);
        upTo("recipient");
        session.reset(ORIGIN);
        session.reset(ORIGIN);
        upTo("message");
        session.reset(ORIGIN);
        upTo("mail");
        session.close(ORIGIN);
        assertThat(asked)
                .filteredOn(point -> point.matches("one (reset|closed|message)"))
                .containsExactly("one reset", "one message", "one reset", "one closed");
    }

    // ---- failures

    @ParameterizedTest
    @ValueSource(strings = {"connect", "helo", "mail", "recipient", "header", "message"})
    void putsOffWhatAStageFailsAt(String point) {
        IllegalStateException bug = new IllegalStateException("a bug");
        stage("one").at(point, CompletableFuture.failedStage(bug));
        stage("two");
        assertThat(upTo(point)).startsWith("451 4.3.0 ").doesNotContain("bug");
        assertThat(asked).doesNotContain("two " + point);
        assertThat(events.get(0)).isEqualTo(new MailEvent.InternalError(Optional.of(PEER), "stage one", bug));
    }

    @Test
    void putsOffWhatAStageFailsAtLaterOrThrowsAtOrSaysNothingTo() {
        CompletableFuture<Verdict> later = new CompletableFuture<>();
        stage("one").at("connect", later).at("helo", CompletableFuture.completedStage(null));
        CompletableFuture<Reply> reply = ask("connect").toCompletableFuture();
        later.completeExceptionally(new IllegalStateException("a bug"));
        work.remove().run();
        assertThat(now(reply)).startsWith("451 4.3.0 ");
        assertThat(now(ask("helo"))).startsWith("451 4.3.0 ");

        stages.clear();
        stages.add(new NamedStage("thrower", new SessionStage() {
            @Override
            public CompletionStage<Verdict> mail(Origin origin, Envelope envelope) {
                throw new StackOverflowError();
            }

            @Override
            public void closed(Origin origin) {
                throw new IllegalStateException("a bug");
            }
        }));
        stage("two");
        assertThat(now(ask("mail"))).startsWith("451 4.3.0 ");
        session.close(ORIGIN);
        assertThat(asked).endsWith("two reset", "two closed");
        assertThat(events).last().isInstanceOf(MailEvent.InternalError.class);
    }

    @Test
    void isPatientWithTheDirectoryThatAStageAsks() {
        stage("one").at("connect", CompletableFuture.failedStage(new AccountsUnavailableException("away", null)));
        assertThat(upTo("connect")).startsWith("451 4.3.0 The directory");
        assertThat(events)
                .containsExactly(new MailEvent.StageRefused(
                        PEER,
                        "one",
                        "connect",
                        "451 4.3.0 The directory of users cannot be asked now, try again later"));
    }

    @Test
    void putsOffAMessageBehindAnEarlierVerdictThatCannotBeDone() {
        stage("one").at("mail", Verdict.redirect(MailAddress.of("a@else.example")));
        assertThat(upTo("mail")).startsWith("250 ");
        assertThat(now(ask("message"))).startsWith("451 4.3.0 ");
        assertThat(messages("alice@example.org", "INBOX")).isEmpty();
    }
}
