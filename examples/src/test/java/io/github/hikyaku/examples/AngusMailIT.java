package io.github.hikyaku.examples;

import static io.github.hikyaku.examples.ExampleServer.FUGA;
import static io.github.hikyaku.examples.ExampleServer.HOGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.activation.DataHandler;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.BodyPart;
import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.SendFailedException;
import jakarta.mail.Store;
import jakarta.mail.UIDFolder;
import jakarta.mail.event.MessageCountAdapter;
import jakarta.mail.event.MessageCountEvent;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.search.AndTerm;
import jakarta.mail.search.BodyTerm;
import jakarta.mail.search.FlagTerm;
import jakarta.mail.search.FromStringTerm;
import jakarta.mail.search.NotTerm;
import jakarta.mail.search.SubjectTerm;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPStore;
import org.eclipse.angus.mail.pop3.POP3Folder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Java mail program on Angus Mail: submits, reads over IMAP and POP3, searches, files, and waits for mail. */
class AngusMailIT extends WithExampleServer {
    private Angus angus;

    @BeforeEach
    void client() {
        angus = new Angus(server);
    }

    private MimeMessage message(String subject) throws Exception {
        MimeMessage message = new MimeMessage(angus.session());
        message.setFrom(new InternetAddress(HOGE, "ほげ", "UTF-8"));
        message.setRecipients(Message.RecipientType.TO, FUGA);
        message.setSubject(subject, "UTF-8");
        message.setText("About " + subject + ".\r\n", "UTF-8");
        return message;
    }

    private MimeMessage withAttachment(byte[] octets) throws Exception {
        MimeBodyPart text = new MimeBodyPart();
        text.setText("見てください。\r\n.\r\n", "UTF-8");
        MimeBodyPart attachment = new MimeBodyPart();
        attachment.setDataHandler(new DataHandler(new ByteArrayDataSource(octets, "application/octet-stream")));
        attachment.setFileName("飛脚.bin");
        MimeMessage message = message("飛脚 attached");
        message.setContent(new MimeMultipart(text, attachment));
        return message;
    }

    private static void append(Folder folder, String letter) throws Exception {
        folder.appendMessages(
                new Message[] {new MimeMessage(null, new ByteArrayInputStream(letter.getBytes(StandardCharsets.UTF_8)))
                });
    }

    private static IMAPFolder inbox(Store store) throws Exception {
        IMAPFolder folder = (IMAPFolder) store.getFolder("INBOX");
        folder.open(Folder.READ_WRITE);
        return folder;
    }

    private static List<String> subjects(Message... messages) throws Exception {
        String[] subjects = new String[messages.length];
        for (int i = 0; i < subjects.length; i++) {
            subjects[i] = messages[i].getSubject();
        }
        return List.of(subjects);
    }

    private static byte[] octets(Message message) throws Exception {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        message.writeTo(octets);
        return octets.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"submission imap", "submissions imaps", "submission pop3", "submissions pop3s"})
    void anAttachmentArrivesAsItWas(String services) throws Exception {
        byte[] octets = new byte[500_000];
        new Random(1).nextBytes(octets);

        angus.send(services.split(" ")[0], withAttachment(octets));

        try (Store store = angus.store(services.split(" ")[1]);
                Folder inbox = store.getFolder("INBOX")) {
            inbox.open(Folder.READ_ONLY);
            assertThat(inbox.getMessageCount()).isOne();
            Message message = inbox.getMessage(1);
            assertThat(message.getSubject()).isEqualTo("飛脚 attached");
            assertThat(((InternetAddress) message.getFrom()[0]).getPersonal()).isEqualTo("ほげ");
            Multipart parts = (Multipart) message.getContent();
            assertThat(parts.getCount()).isEqualTo(2);
            assertThat(parts.getBodyPart(0).getContent()).isEqualTo("見てください。\r\n.\r\n");
            BodyPart attachment = parts.getBodyPart(1);
            assertThat(attachment.getContentType()).contains("application/octet-stream");
            assertThat(attachment.getDisposition()).isEqualTo("attachment");
            try (InputStream stream = attachment.getInputStream()) {
                assertThat(stream.readAllBytes()).isEqualTo(octets);
            }
        }
    }

    @Test
    void recipientsThatAreRefusedAreToldApart() throws Exception {
        MimeMessage message = message("runners");
        message.addRecipients(Message.RecipientType.CC, "nobody@example.com");

        assertThatThrownBy(() -> angus.send("submission", message))
                .isInstanceOf(SendFailedException.class)
                .extracting(e -> ((SendFailedException) e).getInvalidAddresses())
                .isEqualTo(new Address[] {new InternetAddress("nobody@example.com")});
    }

    @ParameterizedTest
    @ValueSource(strings = {"imap", "imaps", "pop3", "pop3s"})
    void aWrongPasswordIsAFailedAuthentication(String service) throws Exception {
        Store store = angus.session().getStore(service);

        assertThatThrownBy(() -> store.connect(ExampleServer.HOST, server.port(service), FUGA, "guessed"))
                .isInstanceOf(AuthenticationFailedException.class);
    }

    @Test
    void theStructureIsWalkedWithoutFetchingTheWhole() throws Exception {
        try (Store store = angus.store("imap");
                IMAPFolder inbox = inbox(store)) {
            append(inbox, Letter.PLAIN);
            Message message = inbox.getMessage(1);
            FetchProfile profile = new FetchProfile();
            profile.add(FetchProfile.Item.ENVELOPE);
            profile.add(FetchProfile.Item.CONTENT_INFO);
            profile.add(FetchProfile.Item.FLAGS);
            profile.add(FetchProfile.Item.SIZE);
            inbox.fetch(new Message[] {message}, profile);

            assertThat(message.getSubject()).isEqualTo("The runners are back");
            assertThat(message.getSize()).isEqualTo(Letter.PLAIN.getBytes(StandardCharsets.UTF_8).length);
            assertThat(message.getSentDate().toInstant()).isEqualTo("2025-02-01T03:34:56Z");
            assertThat(message.getContentType())
                    .startsWithIgnoringCase("multipart/mixed")
                    .contains("=_b");
            Multipart parts = (Multipart) message.getContent();
            assertThat(parts.getBodyPart(0).getContent()).asString().endsWith("From here on: 飛脚 – grüße\r\n");
            assertThat(parts.getBodyPart(1).getFileName()).isEqualTo("runners.bin");
            assertThat(parts.getBodyPart(1).getInputStream().readAllBytes()).hasSize(16);
            assertThat(octets(message)).asString().isEqualTo(Letter.PLAIN);
        }
    }

    @Test
    void mailboxesAreMadeListedRenamedSubscribedAndDeleted() throws Exception {
        try (Store store = angus.store("imap")) {
            Folder work = store.getFolder("仕事");
            assertThat(work.create(Folder.HOLDS_MESSAGES | Folder.HOLDS_FOLDERS))
                    .isTrue();
            Folder plans = work.getFolder("plans & more");
            assertThat(plans.create(Folder.HOLDS_MESSAGES)).isTrue();
            append(plans, Letter.about("plans"));
            plans.setSubscribed(true);

            assertThat(store.getDefaultFolder().list("*"))
                    .extracting(Folder::getFullName)
                    .contains("INBOX", "仕事", "仕事/plans & more");
            assertThat(store.getDefaultFolder().listSubscribed("*"))
                    .extracting(Folder::getFullName)
                    .contains("仕事/plans & more");
            assertThat(work.renameTo(store.getFolder("Arbeit"))).isTrue();
            Folder renamed = store.getFolder("Arbeit/plans & more");
            assertThat(renamed.exists()).isTrue();
            assertThat(renamed.getMessageCount()).isOne();
            assertThat(store.getFolder("Arbeit").delete(true)).isTrue();
            assertThat(store.getFolder("Arbeit/plans & more").exists()).isFalse();
        }
    }

    @Test
    void searchTermsFindWhatTheySay() throws Exception {
        try (Store store = angus.store("imaps");
                IMAPFolder inbox = inbox(store)) {
            append(inbox, Letter.about("runners"));
            append(inbox, Letter.about("letters"));
            append(inbox, Letter.PLAIN);
            inbox.getMessage(2).setFlag(Flags.Flag.SEEN, true);

            assertThat(subjects(inbox.search(new SubjectTerm("runners"))))
                    .containsExactly("runners", "The runners are back");
            assertThat(subjects(inbox.search(new FlagTerm(new Flags(Flags.Flag.SEEN), true))))
                    .containsExactly("letters");
            assertThat(subjects(inbox.search(new BodyTerm("飛脚")))).containsExactly("The runners are back");
            assertThat(subjects(inbox.search(
                            new AndTerm(new FromStringTerm("hoge"), new NotTerm(new SubjectTerm("runners"))))))
                    .containsExactly("letters");
        }
    }

    @Test
    void flagsAndKeywordsStayAndAnExpungeIsSeenByTheOtherSession() throws Exception {
        try (Store first = angus.store("imap");
                Store second = angus.store("imaps")) {
            IMAPFolder mine = inbox(first);
            append(mine, Letter.about("runners"));
            append(mine, Letter.about("letters"));
            IMAPFolder theirs = inbox(second);
            Flags flags = new Flags(Flags.Flag.FLAGGED);
            flags.add("$Forwarded");
            mine.getMessage(2).setFlags(flags, true);
            mine.getMessage(1).setFlag(Flags.Flag.DELETED, true);

            assertThat(mine.expunge()).hasSize(1);

            theirs.doCommand(protocol -> {
                protocol.noop();
                return null;
            });
            assertThat(theirs.getMessage(1).isExpunged()).isTrue();
            assertThat(theirs.getMessage(2).getSubject()).isEqualTo("letters");
            assertThat(theirs.getMessage(2).isSet(Flags.Flag.FLAGGED)).isTrue();
            assertThat(theirs.getMessage(2).getFlags().getUserFlags()).containsExactly("$Forwarded");
        }
    }

    @Test
    void uidsNameMessagesForEver() throws Exception {
        long validity;
        try (Store store = angus.store("imap");
                IMAPFolder inbox = inbox(store)) {
            append(inbox, Letter.about("runners"));
            append(inbox, Letter.about("letters"));
            validity = inbox.getUIDValidity();
            assertThat(inbox.getUID(inbox.getMessage(2))).isEqualTo(2);
            inbox.getMessage(1).setFlag(Flags.Flag.DELETED, true);
        }
        server.close();
        startServer();
        angus = new Angus(server);
        try (Store store = angus.store("imap");
                IMAPFolder inbox = inbox(store)) {
            assertThat(inbox.getUIDValidity()).isEqualTo(validity);
            assertThat(inbox.getMessageByUID(1))
                    .as("expunged when the folder was closed")
                    .isNull();
            assertThat(inbox.getMessageByUID(2).getSubject()).isEqualTo("letters");
            assertThat(inbox.getUIDNext()).isEqualTo(3);
            assertThat(subjects(inbox.getMessagesByUID(1, UIDFolder.LASTUID))).containsExactly("letters");
        }
    }

    @Test
    void messagesAreCopiedAndMovedWithTheirUids() throws Exception {
        try (IMAPStore store = (IMAPStore) angus.store("imap");
                IMAPFolder inbox = inbox(store)) {
            append(inbox, Letter.about("runners"));
            append(inbox, Letter.about("letters"));
            IMAPFolder archive = (IMAPFolder) store.getFolder("Archive");
            archive.create(Folder.HOLDS_MESSAGES);

            assertThat(store.hasCapability("MOVE")).isTrue();
            assertThat(store.hasCapability("UIDPLUS")).isTrue();
            var copied = inbox.copyUIDMessages(new Message[] {inbox.getMessage(1)}, archive);
            inbox.moveMessages(new Message[] {inbox.getMessage(2)}, archive);

            assertThat(copied[0].uid).isOne();
            archive.open(Folder.READ_ONLY);
            assertThat(subjects(archive.getMessages())).containsExactly("runners", "letters");
            assertThat(octets(archive.getMessage(2))).asString().isEqualTo(Letter.about("letters"));
            assertThat(inbox.getMessage(2).isExpunged()).isTrue();
            assertThat(inbox.getMessage(1).isExpunged()).isFalse();
        }
    }

    @Test
    void idleTellsAtOnceThatMailCame() throws Exception {
        try (Store store = angus.store("imap")) {
            IMAPFolder inbox = inbox(store);
            CompletableFuture<String> arrived = new CompletableFuture<>();
            CountDownLatch ended = new CountDownLatch(1);
            inbox.addMessageCountListener(new MessageCountAdapter() {
                @Override
                public void messagesAdded(MessageCountEvent event) {
                    arrived.complete(Arrays.toString(event.getMessages()));
                }
            });
            Thread waiting = new Thread(() -> {
                try {
                    inbox.idle(true);
                } catch (MessagingException e) {
                    arrived.completeExceptionally(e);
                }
                ended.countDown();
            });
            waiting.start();

            angus.send("submission", message("letters"));

            await().atMost(Duration.ofSeconds(20)).until(arrived::isDone);
            assertThat(arrived.get()).isNotEmpty();
            assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(subjects(inbox.getMessages())).containsExactly("letters");
        }
    }

    @Test
    void pop3HasUniqueIdsSizesAndTops() throws Exception {
        angus.send("submission", message("runners"));
        angus.send("submission", message("letters"));
        String second;
        try (Store store = angus.store("pop3")) {
            POP3Folder inbox = (POP3Folder) store.getFolder("INBOX");
            inbox.open(Folder.READ_WRITE);
            assertThat(subjects(inbox.getMessages())).containsExactly("runners", "letters");
            assertThat(inbox.getUID(inbox.getMessage(1))).isNotEqualTo(inbox.getUID(inbox.getMessage(2)));
            assertThat(inbox.getSizes()[1]).isEqualTo(octets(inbox.getMessage(2)).length);
            second = inbox.getUID(inbox.getMessage(2));
            inbox.getMessage(1).setFlag(Flags.Flag.DELETED, true);
            inbox.close(true);
        }
        try (Store store = angus.store("pop3s")) {
            POP3Folder inbox = (POP3Folder) store.getFolder("INBOX");
            inbox.open(Folder.READ_ONLY);
            assertThat(inbox.getMessageCount()).isOne();
            assertThat(inbox.getUID(inbox.getMessage(1))).isEqualTo(second);
        }
    }
}
