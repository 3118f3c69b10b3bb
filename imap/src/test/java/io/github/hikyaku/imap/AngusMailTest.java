package io.github.hikyaku.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.server.MailServer;
import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.memory.MemoryMailStore;
import io.github.hikyaku.tls.Tls;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.UIDFolder;
import jakarta.mail.event.MessageCountAdapter;
import jakarta.mail.event.MessageCountEvent;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.search.AndTerm;
import jakarta.mail.search.BodyTerm;
import jakarta.mail.search.FromStringTerm;
import jakarta.mail.search.SubjectTerm;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.angus.mail.imap.AppendUID;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Another implementation's client, over sockets. */
@Timeout(60)
class AngusMailTest {
    private final MailStore memory = MemoryMailStore.create();
    private MailServer server;
    private Session session;

    @BeforeEach
    void start() {
        server = MailServer.builder()
                .hostname("imap.example.org")
                .localDomains("example.org")
                .accounts(Accounts.inMemory().user("bob@example.org", "secret"))
                .store(memory)
                .tls(Tls.selfSigned("localhost"))
                .eventLog(false)
                .serve(Imap.imap().port(0).plaintextAuth(true), Imap.imaps().port(0))
                .start();
        session = Session.getInstance(properties());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static Properties properties() {
        Properties properties = new Properties();
        for (String protocol : new String[] {"imap", "imaps"}) {
            properties.put("mail." + protocol + ".ssl.trust", "*");
            properties.put("mail." + protocol + ".ssl.checkserveridentity", "false");
            properties.put("mail." + protocol + ".timeout", "30000");
        }
        return properties;
    }

    private IMAPStore connect(String protocol) throws Exception {
        IMAPStore store = (IMAPStore) session.getStore(protocol);
        store.connect("127.0.0.1", server.port(protocol), "bob@example.org", "secret");
        return store;
    }

    private IMAPFolder inbox(IMAPStore store) throws Exception {
        IMAPFolder inbox = (IMAPFolder) store.getFolder("INBOX");
        inbox.open(Folder.READ_WRITE);
        return inbox;
    }

    private MimeMessage message(String subject, String text) throws Exception {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress("alice@example.org", "Alice Ünal"));
        message.setRecipients(Message.RecipientType.TO, "bob@example.org");
        message.setSubject(subject);
        message.setText(text, "utf-8");
        message.saveChanges();
        return message;
    }

    @Test
    void appendsAndReadsBack() throws Exception {
        try (IMAPStore store = connect("imap")) {
            IMAPFolder inbox = inbox(store);
            AppendUID[] uids = inbox.appendUIDMessages(new Message[] {message("Grüße", "Hallo Würzburg\r\n")});
            assertThat(uids[0].uid).isEqualTo(1);
            Message message = inbox.getMessage(1);
            FetchProfile profile = new FetchProfile();
            profile.add(FetchProfile.Item.ENVELOPE);
            profile.add(FetchProfile.Item.CONTENT_INFO);
            profile.add(FetchProfile.Item.FLAGS);
            profile.add(UIDFolder.FetchProfileItem.UID);
            inbox.fetch(new Message[] {message}, profile);
            assertThat(message.getSubject()).isEqualTo("Grüße");
            assertThat(((InternetAddress) message.getFrom()[0]).getPersonal()).isEqualTo("Alice Ünal");
            assertThat(message.getContent()).isEqualTo("Hallo Würzburg\r\n");
            assertThat(message.isSet(Flags.Flag.SEEN)).isTrue();
        }
    }

    @Test
    void readsPartsByTheirStructure() throws Exception {
        byte[] octets = new byte[300_000];
        new Random(1).nextBytes(octets);
        MimeBodyPart text = new MimeBodyPart();
        text.setText("see attachment");
        MimeBodyPart attachment = new MimeBodyPart();
        attachment.setContent(octets, "application/octet-stream");
        attachment.setFileName("Übersicht.bin");
        MimeBodyPart nested = new MimeBodyPart();
        nested.setContent(message("inner", "inner text"), "message/rfc822");
        MimeMessage outer = message("outer", "");
        outer.setContent(new MimeMultipart(text, attachment, nested));
        outer.saveChanges();
        try (IMAPStore store = connect("imaps")) {
            IMAPFolder inbox = inbox(store);
            inbox.appendMessages(new Message[] {outer});
            Multipart parts = (Multipart) inbox.getMessage(1).getContent();
            assertThat(parts.getCount()).isEqualTo(3);
            assertThat(parts.getBodyPart(0).getContent()).isEqualTo("see attachment");
            assertThat(parts.getBodyPart(1).getFileName()).isEqualTo("Übersicht.bin");
            try (InputStream in = parts.getBodyPart(1).getInputStream()) {
                assertThat(in.readAllBytes()).isEqualTo(octets);
            }
            Message inner = (Message) parts.getBodyPart(2).getContent();
            assertThat(inner.getSubject()).isEqualTo("inner");
            assertThat(inner.getContent()).isEqualTo("inner text");
        }
    }

    @Test
    void searchesAndSetsFlagsAndExpunges() throws Exception {
        try (IMAPStore store = connect("imap")) {
            IMAPFolder inbox = inbox(store);
            inbox.appendMessages(new Message[] {message("one", "abc"), message("zwö", "déf"), message("three", "ghi")});
            assertThat(inbox.search(new SubjectTerm("ZWÖ"))).containsExactly(inbox.getMessage(2));
            assertThat(inbox.search(new BodyTerm("DÉF"))).containsExactly(inbox.getMessage(2));
            assertThat(inbox.search(new AndTerm(new FromStringTerm("Ünal"), new SubjectTerm("three"))))
                    .containsExactly(inbox.getMessage(3));
            inbox.setFlags(1, 2, new Flags("Important"), true);
            assertThat(inbox.getMessage(2).getFlags().getUserFlags()).containsExactly("Important");
            inbox.setFlags(new int[] {1, 3}, new Flags(Flags.Flag.DELETED), true);
            assertThat(inbox.expunge()).hasSize(2);
            assertThat(inbox.getMessageCount()).isEqualTo(1);
            assertThat(inbox.getUID(inbox.getMessage(1))).isEqualTo(2);
        }
    }

    @Test
    void makesCopiesAndMovesBetweenMailboxes() throws Exception {
        try (IMAPStore store = connect("imap")) {
            IMAPFolder inbox = inbox(store);
            inbox.appendMessages(new Message[] {message("one", "abc"), message("two", "def")});
            Folder target = store.getFolder("Entwürfe/日本語");
            assertThat(target.create(Folder.HOLDS_MESSAGES)).isTrue();
            inbox.copyUIDMessages(new Message[] {inbox.getMessage(1)}, target);
            inbox.moveUIDMessages(new Message[] {inbox.getMessage(2)}, target);
            assertThat(target.getMessageCount()).isEqualTo(2);
            // This client keeps what is gone in its list until it expunges itself.
            assertThat(inbox.getMessage(2).isExpunged()).isTrue();
            assertThat(inbox.getMessage(1).isExpunged()).isFalse();
            assertThat(Arrays.stream(store.getDefaultFolder().list("*")).map(Folder::getFullName))
                    .containsExactly("INBOX", "Entwürfe", "Entwürfe/日本語");
            target.setSubscribed(true);
            assertThat(Arrays.stream(store.getDefaultFolder().listSubscribed("*"))
                            .map(Folder::getFullName))
                    .containsExactly("Entwürfe/日本語");
            assertThat(target.renameTo(store.getFolder("neu"))).isTrue();
            assertThat(store.getFolder("Entwürfe").delete(true)).isTrue();
            assertThat(store.getPersonalNamespaces()[0].getFullName()).isEmpty();
            assertThat(store.id(null)).containsEntry("name", "Hikyaku");
        }
    }

    @Test
    void hearsOfArrivalsInIdle() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        try (IMAPStore store = connect("imap")) {
            IMAPFolder inbox = inbox(store);
            inbox.addMessageCountListener(new MessageCountAdapter() {
                @Override
                public void messagesAdded(MessageCountEvent event) {
                    arrived.countDown();
                }
            });
            Thread idler = new Thread(() -> {
                try {
                    inbox.idle(true);
                } catch (Exception e) {
                    // the folder is closed at the end
                }
            });
            idler.start();
            Fixture.deposit(
                    memory.open(new AccountId("bob@example.org")).open(MailboxName.INBOX), "Subject: hello\r\n\r\n");
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
            idler.join(10_000);
            assertThat(inbox.getMessage(1).getSubject()).isEqualTo("hello");
        }
    }

    @Test
    void readsALargeMessageOctetForOctet() throws Exception {
        StringBuilder text = new StringBuilder("Subject: large\r\n\r\n");
        for (int i = 0; text.length() < 5_000_000; i++) {
            text.append("line ").append(i).append(" of many\r\n");
        }
        byte[] octets = text.toString().getBytes(StandardCharsets.US_ASCII);
        try (IMAPStore store = connect("imaps")) {
            IMAPFolder inbox = inbox(store);
            inbox.appendMessages(new Message[] {new MimeMessage(session, new ByteArrayInputStream(octets))});
            assertThat(inbox.getMessage(1).getSize()).isEqualTo(octets.length);
            try (InputStream in = inbox.getMessage(1).getInputStream()) {
                byte[] body = in.readAllBytes();
                assertThat(body).hasSize(octets.length - 18).isEqualTo(Arrays.copyOfRange(octets, 18, octets.length));
            }
        }
    }

    @Test
    void logsInOverStartTlsOnly() throws Exception {
        Properties properties = properties();
        properties.put("mail.imap.starttls.required", "true");
        session = Session.getInstance(properties);
        try (IMAPStore store = connect("imap")) {
            assertThat(store.isSSL()).isTrue();
        }
        IMAPStore refused = (IMAPStore) session.getStore("imap");
        assertThatThrownBy(() -> refused.connect("127.0.0.1", server.port("imap"), "bob@example.org", "wrong"))
                .isInstanceOf(AuthenticationFailedException.class);
    }
}
