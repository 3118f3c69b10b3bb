package io.github.hikyaku.examples;

import static io.github.hikyaku.examples.ExampleServer.FUGA;
import static io.github.hikyaku.examples.ExampleServer.HOGE;
import static io.github.hikyaku.examples.ExampleServer.HOST;
import static io.github.hikyaku.examples.ExampleServer.SECRET;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;

/** Angus Mail as hoge's and fuga's mail program, which insists on TLS and trusts the server's own certificate. */
final class Angus {
    private final ExampleServer server;
    private final Session session;

    Angus(ExampleServer server) {
        this.server = server;
        Properties properties = new Properties();
        for (String protocol : new String[] {"smtp", "smtps", "imap", "imaps", "pop3", "pop3s"}) {
            String prefix = "mail." + protocol + ".";
            properties.put(prefix + "ssl.trust", HOST);
            properties.put(prefix + "timeout", "20000");
            properties.put(prefix + "connectiontimeout", "20000");
            if (!protocol.endsWith("s")) {
                properties.put(prefix + "starttls.enable", "true");
                properties.put(prefix + "starttls.required", "true");
            }
        }
        properties.put("mail.smtp.localhost", "client.example.com");
        properties.put("mail.smtps.localhost", "client.example.com");
        properties.put("mail.imap.partialfetch", "false");
        session = Session.getInstance(properties);
    }

    Session session() {
        return session;
    }

    /** Submits as hoge, over STARTTLS or with TLS from the first octet. */
    void send(String service, MimeMessage message) throws MessagingException {
        try (Transport transport = session.getTransport(service.equals("submission") ? "smtp" : "smtps")) {
            transport.connect(HOST, server.port(service), HOGE, SECRET);
            transport.sendMessage(message, message.getAllRecipients());
        }
    }

    /** Logs in as fuga. */
    Store store(String service) throws MessagingException {
        Store store = session.getStore(service);
        store.connect(HOST, server.port(service), FUGA, SECRET);
        return store;
    }
}
