package io.github.hikyaku.testing;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.util.Properties;

/** What an application under test would do: send mail with a library of its choice. */
final class Letters {
    private Letters() {}

    static MimeMessage message(ServerAddress server, String to, String subject) throws MessagingException {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.host", server.host());
        properties.setProperty("mail.smtp.port", String.valueOf(server.port()));
        MimeMessage message = new MimeMessage(Session.getInstance(properties));
        message.setFrom(new InternetAddress("app@sender.example"));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(to));
        message.setSubject(subject, "UTF-8");
        return message;
    }

    static void send(ServerAddress server, String to, String subject, String text) throws MessagingException {
        MimeMessage message = message(server, to, subject);
        message.setText(text, "UTF-8");
        Transport.send(message);
    }

    /** Sends one message many times over one connection of a user. */
    static void submit(ServerAddress server, String user, String secret, String to, int times)
            throws MessagingException {
        Session session = Session.getInstance(new Properties());
        MimeMessage message = message(server, to, "again");
        message.setText("", "UTF-8");
        message.saveChanges();
        try (Transport transport = session.getTransport("smtp")) {
            transport.connect(server.host(), server.port(), user, secret);
            for (int i = 0; i < times; i++) {
                transport.sendMessage(message, message.getAllRecipients());
            }
        }
    }

    static void sendWithAttachment(ServerAddress server, String to) throws MessagingException {
        MimeMessage message = message(server, to, "飛脚");
        MimeBodyPart text = new MimeBodyPart();
        text.setText("Grüße", "ISO-8859-1");
        MimeBodyPart html = new MimeBodyPart();
        html.setContent("<p>Grüße</p>", "text/html; charset=UTF-8");
        MimeBodyPart file = new MimeBodyPart();
        file.setContent(new byte[] {0, 1, 2, (byte) 0xff}, "application/octet-stream");
        file.setFileName("data.bin");
        message.setContent(new MimeMultipart(text, html, file));
        Transport.send(message);
    }
}
