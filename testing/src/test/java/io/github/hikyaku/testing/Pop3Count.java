package io.github.hikyaku.testing;

import jakarta.mail.Folder;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.util.Properties;

/** How many messages a POP3 client sees. */
final class Pop3Count {
    private Pop3Count() {}

    static int of(ServerAddress server, String user, String secret) throws MessagingException {
        Store store = Session.getInstance(new Properties()).getStore("pop3");
        store.connect(server.host(), server.port(), user, secret);
        try (store;
                Folder inbox = store.getFolder("INBOX")) {
            inbox.open(Folder.READ_ONLY);
            return inbox.getMessageCount();
        }
    }
}
