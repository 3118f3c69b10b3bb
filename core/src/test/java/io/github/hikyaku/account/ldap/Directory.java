package io.github.hikyaku.account.ldap;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldif.LDIFException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A directory in this JVM, and what it was asked. */
final class Directory implements AutoCloseable {
    static final String BASE = "dc=example,dc=org";
    static final String SEARCHER = "cn=searcher," + BASE;
    static final String SEARCHER_SECRET = "looks-up";

    /** How it listens. */
    enum Listening {
        PLAIN,
        STARTTLS,
        LDAPS
    }

    final List<String> log = new CopyOnWriteArrayList<>();
    final InMemoryDirectoryServer server;
    private final Listening listening;

    private Directory(Listening listening, @Nullable SSLContext tls, int port) {
        this.listening = listening;
        try {
            InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE);
            config.setSchema(null);
            config.addAdditionalBindCredentials(SEARCHER, SEARCHER_SECRET);
            config.setAccessLogHandler(new Log());
            InetAddress loopback = InetAddress.getLoopbackAddress();
            config.setListenerConfigs(
                    switch (listening) {
                        case PLAIN -> InMemoryListenerConfig.createLDAPConfig("test", loopback, port, null);
                        case STARTTLS ->
                            InMemoryListenerConfig.createLDAPConfig(
                                    "test", loopback, port, context(tls).getSocketFactory());
                        case LDAPS ->
                            InMemoryListenerConfig.createLDAPSConfig(
                                    "test", loopback, port, context(tls).getServerSocketFactory(), null);
                    });
            server = new InMemoryDirectoryServer(config);
            server.add("dn: " + BASE, "objectClass: domain", "dc: example");
            server.startListening();
        } catch (LDAPException | LDIFException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext context(@Nullable SSLContext tls) {
        if (tls == null) {
            throw new IllegalArgumentException("TLS needs a certificate");
        }
        return tls;
    }

    static Directory plain() {
        return new Directory(Listening.PLAIN, null, 0);
    }

    static Directory plainAt(int port) {
        return new Directory(Listening.PLAIN, null, port);
    }

    static Directory with(Listening listening, SSLContext tls) {
        return new Directory(listening, tls, 0);
    }

    int port() {
        return server.getListenPort();
    }

    String url() {
        return url("127.0.0.1");
    }

    String url(String host) {
        return (listening == Listening.LDAPS ? "ldaps://" : "ldap://") + host + ":" + port();
    }

    /** Adds somebody; attributes alternate with their values. */
    Directory user(String uid, String secret, String... attributes) {
        try {
            Entry entry = new Entry(new DN(new RDN("uid", uid), new DN("ou=people," + BASE)));
            if (server.getEntry("ou=people," + BASE) == null) {
                server.add("dn: ou=people," + BASE, "objectClass: organizationalUnit", "ou: people");
            }
            entry.addAttribute("objectClass", "inetOrgPerson");
            entry.addAttribute("uid", uid);
            entry.addAttribute(new Attribute("userPassword", secret));
            for (int i = 0; i < attributes.length; i += 2) {
                entry.addAttribute(attributes[i], attributes[i + 1]);
            }
            server.add(entry);
            return this;
        } catch (LDAPException | LDIFException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How often it was asked for this, such as {@code SEARCH REQUEST}. */
    long count(String request) {
        return log.stream().filter(line -> line.contains(request)).count();
    }

    @Override
    public void close() {
        server.shutDown(true);
    }

    private final class Log extends Handler {
        @Override
        public void publish(LogRecord line) {
            log.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
