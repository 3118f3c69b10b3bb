package io.github.hikyaku.pipeline.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.account.InMemoryAccounts;
import io.github.hikyaku.address.AddressParser;
import io.github.hikyaku.address.ForwardPath;
import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.address.ReversePath;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.event.Peer;
import io.github.hikyaku.message.Envelope;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.message.Origin;
import io.github.hikyaku.pipeline.MailStage;
import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.pipeline.Stages;
import io.github.hikyaku.pipeline.Verdict;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.MessageContent;
import io.github.hikyaku.storage.memory.MemoryMailStore;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each recipient has a reply of his own (RFC 2033 §4.2). */
class EachRecipientTest {
    private final InMemoryAccounts accounts = Accounts.inMemory()
            .user("alice@example.org", "secret")
            .user("bob@example.org", "secret")
            .user("carol@example.org", "secret")
            .alias("all@example.org", "alice@example.org", "bob@example.org");
    private final List<MailEvent> events = new ArrayList<>();
    private final List<NamedStage> stages = new ArrayList<>();
    private final FlakyStore store = new FlakyStore(MemoryMailStore.create());
    private DefaultMailIntake intake = intake();

    private DefaultMailIntake intake() {
        return new DefaultMailIntake(
                List.of("example.org"), accounts, store, stages, events::add, () -> Instant.EPOCH, Runnable::run);
    }

    private void stage(MailStage stage) {
        stages.add(new NamedStage("stage", Stages.atMessage(stage)));
        intake = intake();
    }

    private List<String> accept(String... recipients) {
        List<ForwardPath> paths =
                Arrays.stream(recipients).map(AddressParser.utf8()::forwardPath).toList();
        Peer peer = new Peer("lmtp", "c1", new InetSocketAddress("127.0.0.1", 24), new InetSocketAddress(1));
        Origin origin = new Origin(peer, "mx.example.org", Optional.empty(), Optional.empty(), false);
        Mail mail = new Mail(
                "id1", Instant.EPOCH, origin, Envelope.of(ReversePath.NULL, paths), new byte[0], new Content());
        return intake.open().acceptEach(mail).toCompletableFuture().join().stream()
                .map(Reply::toString)
                .map(reply -> reply.substring(0, 9))
                .toList();
    }

    private int messages(String account) {
        return store.messages(account + "@example.org", "INBOX");
    }

    private <E extends MailEvent> List<E> told(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Test
    void allGetTheirsFromOneCopy() {
        assertThat(accept("<alice@example.org>", "<bob@example.org>", "<carol@example.org>"))
                .containsExactly("250 2.0.0", "250 2.0.0", "250 2.0.0");
        assertThat(List.of(messages("alice"), messages("bob"), messages("carol")))
                .containsOnly(1);
        assertThat(store.written())
                .hasSize(3)
                .element(2)
                .isSameAs(store.written().get(1));
        assertThat(told(MailEvent.MessageAccepted.class))
                .singleElement()
                .satisfies(event -> assertThat(event.recipients())
                        .containsExactly("<alice@example.org>", "<bob@example.org>", "<carol@example.org>"));
    }

    @Test
    void whoHasNoRoomFailsAlone() {
        store.fail("alice@example.org", 9, Kind.OVER_QUOTA);

        assertThat(accept("<alice@example.org>", "<bob@example.org>").subList(1, 2))
                .containsExactly("250 2.0.0");
        assertThat(accept("<bob@example.org>", "<alice@example.org>").get(1)).startsWith("452 4.");
        assertThat(messages("alice")).isZero();
        assertThat(messages("bob")).isEqualTo(2);
        assertThat(told(MailEvent.RecipientRefused.class))
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.recipient()).isEqualTo("<alice@example.org>"));
        assertThat(told(MailEvent.MessageAccepted.class))
                .allSatisfy(event -> assertThat(event.recipients()).containsExactly("<bob@example.org>"));
        assertThat(told(MailEvent.MessageRefused.class)).isEmpty();
    }

    @Test
    void anAccountGetsItOnceByWhateverNames() {
        assertThat(accept("<alice@example.org>", "<all@example.org>", "<ALICE@example.org>"))
                .containsExactly("250 2.0.0", "250 2.0.0", "250 2.0.0");
        assertThat(messages("alice")).isEqualTo(1);
        assertThat(messages("bob")).isEqualTo(1);
    }

    @Test
    void aRecipientWhoIsGoneFailsAlone() {
        assertThat(accept("<gone@example.org>", "<bob@example.org>", "<a@elsewhere.example>"))
                .containsExactly("550 5.1.1", "250 2.0.0", "550 5.7.1");
        assertThat(messages("bob")).isEqualTo(1);
    }

    @Test
    void aMessageThatNobodyGetsIsRefused() {
        assertThat(accept("<gone@example.org>", "<gone2@example.org>")).containsExactly("550 5.1.1", "550 5.1.1");
        assertThat(told(MailEvent.MessageRefused.class)).hasSize(1);
        assertThat(told(MailEvent.MessageAccepted.class)).isEmpty();
    }

    @Test
    void anAliasOfWhichOneLacksItIsTriedAgainForHimAlone() {
        store.fail("bob@example.org", 3, Kind.UNAVAILABLE);
        assertThat(accept("<all@example.org>", "<carol@example.org>")).containsExactly("451 4.3.0", "250 2.0.0");
        assertThat(accept("<all@example.org>")).containsExactly("250 2.0.0");
        assertThat(messages("alice")).isEqualTo(1);
        assertThat(messages("bob")).isEqualTo(1);
        // and what comes then is another message
        assertThat(accept("<all@example.org>", "<carol@example.org>")).containsExactly("250 2.0.0", "250 2.0.0");
        assertThat(List.of(messages("alice"), messages("bob"), messages("carol")))
                .containsOnly(2);
    }

    @Test
    void aStageSpeaksToAll() {
        stage(mail -> Verdict.reject("5.7.1", "not here"));
        assertThat(accept("<alice@example.org>", "<bob@example.org>")).containsExactly("550 5.7.1", "550 5.7.1");
        assertThat(messages("alice")).isZero();
    }

    @Test
    void recipientsThatAStageChoseSucceedTogether() {
        stage(mail -> Verdict.redirect(MailAddress.of("carol@example.org")));
        assertThat(accept("<alice@example.org>", "<bob@example.org>")).containsExactly("250 2.0.0", "250 2.0.0");
        assertThat(List.of(messages("alice"), messages("bob"), messages("carol")))
                .containsExactly(0, 0, 1);
    }

    @Test
    void anErrorOfTheStoreIsAnErrorForAllAndNobodyGetsItTwice() {
        store.failWithError("bob@example.org");
        assertThat(accept("<alice@example.org>", "<bob@example.org>")).containsExactly("451 4.3.0", "451 4.3.0");
        assertThat(told(MailEvent.InternalError.class)).hasSize(1);
        assertThat(accept("<alice@example.org>", "<bob@example.org>")).containsExactly("250 2.0.0", "250 2.0.0");
        assertThat(List.of(messages("alice"), messages("bob"))).containsOnly(1);
    }

    private record Content() implements MessageContent {
        private static final byte[] OCTETS = "Subject: x\r\n\r\nHello\r\n".getBytes(UTF_8);

        @Override
        public long size() {
            return OCTETS.length;
        }

        @Override
        public InputStream open(long offset, long length) {
            return new ByteArrayInputStream(OCTETS, (int) offset, (int) Math.min(length, OCTETS.length - offset));
        }
    }
}
