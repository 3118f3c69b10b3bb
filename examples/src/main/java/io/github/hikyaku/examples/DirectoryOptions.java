package io.github.hikyaku.examples;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.account.CachedAccounts;
import io.github.hikyaku.account.InMemoryAccounts;
import io.github.hikyaku.account.file.PasswdFileAccounts;
import io.github.hikyaku.account.ldap.LdapAccounts;
import io.github.hikyaku.storage.maildir.MaildirStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Where {@link HikyakuServer} has its users from: the command line, a passwd file, an LDAP directory, or several of them. */
final class DirectoryOptions {
    static final String USAGE = " [--passwd-file FILE [--aliases-file FILE]]"
            + " [--ldap URL... --ldap-base DN [--ldap-bind-dn DN --ldap-bind-password P] [--ldap-filter FILTER]"
            + " [--ldap-user-dn TEMPLATE] [--ldap-quota ATTRIBUTE] [--ldap-starttls] [--ldap-ca FILE]] [--mail-area DIR]...";

    private static final List<String> FLAGS = List.of(
            "--passwd-file",
            "--aliases-file",
            "--ldap-base",
            "--ldap-bind-dn",
            "--ldap-bind-password",
            "--ldap-filter",
            "--ldap-user-dn",
            "--ldap-quota",
            "--ldap-ca");

    private final Map<String, String> values = new HashMap<>();
    private final List<String> urls = new ArrayList<>();
    private final List<Path> areas = new ArrayList<>();
    private boolean startTls;

    /** Takes a flag, if it is one of these. */
    boolean take(String flag, Deque<String> words) throws ServerOptions.WrongOption {
        if (flag.equals("--ldap")) {
            urls.add(ServerOptions.value(flag, words));
        } else if (flag.equals("--ldap-starttls")) {
            startTls = true;
        } else if (flag.equals("--mail-area")) {
            areas.add(ServerOptions.path(flag, ServerOptions.value(flag, words)));
        } else if (FLAGS.contains(flag)) {
            values.put(flag, ServerOptions.value(flag, words));
        } else {
            return false;
        }
        return true;
    }

    void complete() throws ServerOptions.WrongOption {
        boolean hasBase = values.containsKey("--ldap-base");
        if (urls.isEmpty() == hasBase) {
            throw new ServerOptions.WrongOption("--ldap and --ldap-base go together");
        }
        if (values.containsKey("--ldap-bind-dn") != values.containsKey("--ldap-bind-password")) {
            throw new ServerOptions.WrongOption("--ldap-bind-dn and --ldap-bind-password go together");
        }
    }

    boolean isEmpty() {
        return urls.isEmpty() && !values.containsKey("--passwd-file");
    }

    /** All directories as one: users of the command line first. */
    Accounts accounts(InMemoryAccounts users, boolean hasUsers, List<String> domains) {
        List<Accounts> all = new ArrayList<>();
        if (hasUsers) {
            all.add(users);
        }
        if (values.containsKey("--passwd-file")) {
            PasswdFileAccounts.Builder file = PasswdFileAccounts.builder(Path.of(values.get("--passwd-file")))
                    .domains(domains.toArray(String[]::new));
            if (values.containsKey("--aliases-file")) {
                file.aliases(Path.of(values.get("--aliases-file")));
            }
            all.add(file.build());
        }
        if (!urls.isEmpty()) {
            all.add(CachedAccounts.of(ldap(domains)));
        }
        return all.size() == 1 ? all.get(0) : Accounts.firstOf(all.toArray(Accounts[]::new));
    }

    private LdapAccounts ldap(List<String> domains) {
        LdapAccounts.Builder ldap = LdapAccounts.builder(urls.toArray(String[]::new))
                .base(values.getOrDefault("--ldap-base", ""))
                .domains(domains.toArray(String[]::new))
                .displayNameAttribute("cn");
        if (values.containsKey("--ldap-bind-dn")) {
            ldap.searchAs(values.get("--ldap-bind-dn"), values.getOrDefault("--ldap-bind-password", ""));
        }
        if (values.containsKey("--ldap-filter")) {
            ldap.filter(values.get("--ldap-filter"));
        }
        if (values.containsKey("--ldap-user-dn")) {
            ldap.userDn(values.get("--ldap-user-dn"));
        }
        if (values.containsKey("--ldap-quota")) {
            ldap.quotaAttribute(values.get("--ldap-quota"));
        }
        if (values.containsKey("--ldap-ca")) {
            ldap.tls(trusting(Path.of(values.get("--ldap-ca"))));
        }
        return startTls ? ldap.startTls().build() : ldap.build();
    }

    /** Has the store put mail where the directories say, if that was allowed. */
    void locate(MaildirStore.Builder store, Accounts accounts) {
        if (!areas.isEmpty()) {
            store.directories(id -> accounts.find(id.value()).flatMap(Account::mailRoot), areas.toArray(Path[]::new));
        }
    }

    /** Trusts the certificates of a PEM file and what they signed, and nobody else. */
    private static SSLContext trusting(Path file) {
        try (InputStream pem = Files.newInputStream(file)) {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                trusted.setCertificateEntry("ca-" + trusted.size(), each);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("--ldap-ca takes a file of certificates: " + e.getMessage(), e);
        }
    }
}
