package io.github.hikyaku.account.ldap;

import io.github.hikyaku.account.ldap.internal.LdapSocketFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Hashtable;
import java.util.List;
import javax.naming.CommunicationException;
import javax.naming.Context;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.PartialResultException;
import javax.naming.SizeLimitExceededException;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.InitialLdapContext;
import javax.naming.ldap.LdapContext;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.StartTlsRequest;
import javax.naming.ldap.StartTlsResponse;
import javax.net.ssl.SSLContext;

/** A connection to a server. For one thread at a time. */
final class LdapConnection implements AutoCloseable {
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    /** How connections are made. */
    record Manner(SSLContext tls, boolean startTls, int connectMillis, int readMillis) {}

    /** What a search found: all, or the first ones of more than it may. */
    record Found(List<LdapEntry> entries, boolean hasMore) {}

    final LdapServer server;
    private final LdapLine line;
    private final LdapContext context;

    private LdapConnection(LdapServer server, LdapLine line, LdapContext context) {
        this.server = server;
        this.line = line;
        this.context = context;
    }

    /** Connects, by TLS if it is to be, as nobody yet. */
    static LdapConnection open(LdapServer server, Manner manner, Deadline deadline) throws NamingException {
        LdapLine line = new LdapLine(server, manner.tls, manner.connectMillis, deadline);
        try {
            LdapContext context = line.by(deadline, () -> connect(server, line, manner));
            return new LdapConnection(server, line, context);
        } catch (NamingException | RuntimeException e) {
            line.cut();
            throw e;
        }
    }

    @SuppressWarnings("JdkObsolete") // a Hashtable is what JNDI takes
    private static LdapContext connect(LdapServer server, LdapLine line, Manner manner) throws NamingException {
        Hashtable<String, Object> environment = new Hashtable<>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
        environment.put(Context.PROVIDER_URL, "ldap://" + server.host() + ":" + server.port());
        environment.put(Context.SECURITY_AUTHENTICATION, "none");
        environment.put(Context.REFERRAL, "ignore");
        environment.put("java.naming.ldap.version", "3"); // so that no bind goes ahead of StartTLS
        environment.put("java.naming.ldap.factory.socket", LdapSocketFactory.class.getName());
        environment.put("com.sun.jndi.ldap.connect.pool", "false");
        environment.put("com.sun.jndi.ldap.read.timeout", String.valueOf(manner.readMillis));
        Thread thread = Thread.currentThread();
        ClassLoader former = thread.getContextClassLoader();
        thread.setContextClassLoader(LdapSocketFactory.class.getClassLoader());
        LdapSocketFactory.dialBy(line);
        try {
            LdapContext context = new InitialLdapContext(environment, null);
            if (manner.startTls && !server.tls()) {
                // The server's name is checked against its certificate by JNDI (RFC 4513 §3.1.3).
                StartTlsResponse tls = (StartTlsResponse) context.extendedOperation(new StartTlsRequest());
                tls.negotiate(manner.tls.getSocketFactory());
            }
            return context;
        } catch (IOException e) {
            NamingException failure = new CommunicationException("TLS could not be agreed on");
            failure.setRootCause(e);
            throw failure;
        } finally {
            LdapSocketFactory.clear();
            thread.setContextClassLoader(former);
        }
    }

    /**
     * Says who we are. Neither may be empty: the server would take that for nobody, and say yes (RFC 4513 §5.1.2).
     */
    void bind(String dn, String secret, Deadline deadline) throws NamingException {
        if (dn.isEmpty() || secret.isEmpty()) {
            throw new IllegalArgumentException("A bind needs a name and a secret");
        }
        line.by(deadline, () -> {
            context.addToEnvironment(Context.SECURITY_AUTHENTICATION, "simple");
            context.addToEnvironment(Context.SECURITY_PRINCIPAL, dn);
            context.addToEnvironment(Context.SECURITY_CREDENTIALS, secret);
            // They stay: when one of the three changes JNDI binds anew with what is left.
            context.reconnect(null);
            return true;
        });
    }

    /** Searches an entry and all below, or that entry alone. */
    @SuppressWarnings("BanJNDI") // it makes objects of what it finds only where the controls ask for them
    Found search(String base, int scope, String filter, Collection<String> attributes, int most, Deadline deadline)
            throws NamingException {
        SearchControls controls = new SearchControls(
                scope, most + 1L, deadline.remainingMillis(), attributes.toArray(String[]::new), false, false);
        return line.by(deadline, () -> {
            List<LdapEntry> entries = new ArrayList<>();
            // A name as a string would be taken for a composite one, in which a slash separates.
            NamingEnumeration<SearchResult> results = context.search(new LdapName(base), filter, controls);
            try {
                while (entries.size() <= most && results.hasMore()) {
                    SearchResult result = results.next();
                    if (result.isRelative()) {
                        entries.add(LdapEntry.of(result.getNameInNamespace(), result.getAttributes()));
                    }
                }
            } catch (SizeLimitExceededException e) {
                // With what the server gave out before.
                return new Found(List.copyOf(entries), true);
            } catch (PartialResultException e) {
                // There is more elsewhere, where nobody goes on.
            } finally {
                results.close();
            }
            boolean hasMore = entries.size() > most;
            return new Found(List.copyOf(hasMore ? entries.subList(0, most) : entries), hasMore);
        });
    }

    /** Asks the server whether an attribute has this value (RFC 4511 §4.10). */
    @SuppressWarnings("BanJNDI") // as above
    boolean compare(String dn, String attribute, String value, Deadline deadline) throws NamingException {
        // By no attributes, one entry and one equality JNDI knows that a comparison is meant.
        SearchControls controls = new SearchControls(
                SearchControls.OBJECT_SCOPE, 1, deadline.remainingMillis(), new String[0], false, false);
        return line.by(deadline, () -> {
            NamingEnumeration<SearchResult> results = context.search(
                    new LdapName(dn), "(" + attribute + "=" + LdapText.filterValue(value) + ")", controls);
            try {
                return results.hasMore();
            } finally {
                results.close();
            }
        });
    }

    @Override
    public void close() {
        try {
            line.by(Deadline.in(FAREWELL), () -> {
                context.close();
                return true;
            });
        } catch (NamingException | RuntimeException e) {
            // It is over in any case.
        } finally {
            line.cut();
        }
    }
}
