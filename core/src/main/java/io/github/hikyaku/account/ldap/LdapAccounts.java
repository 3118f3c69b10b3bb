package io.github.hikyaku.account.ldap;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.account.AccountsUnavailableException;
import io.github.hikyaku.account.LoginResult;
import io.github.hikyaku.account.Resolution;
import io.github.hikyaku.account.SecretChecker;
import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.storage.AccountId;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import javax.naming.AuthenticationException;
import javax.naming.InvalidNameException;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.NoPermissionException;
import javax.naming.OperationNotSupportedException;
import javax.naming.directory.SearchControls;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Accounts from an LDAP directory. Users, addresses and what goes with them are searched for; a secret is checked by a bind
 * as the user that was found, or as {@link Builder#compareSecrets}, {@link Builder#compareByServer} or {@link Builder#userDn}
 * say.
 *
 * <p>Whatever was typed is escaped (RFC 4514, RFC 4515), and an empty secret never reaches the directory, which would take it
 * for nobody's and say yes (RFC 4513 §5.1.2). Referrals are not followed. Servers are asked in their order; one that failed is
 * left alone for a while. A call lasts no longer than {@link Builder#timeout}, but for the time that the system takes to look
 * up a host name, and fails with {@link AccountsUnavailableException} if the directory did not answer until then.
 *
 * <p>The account's id in the store is the primary address in lower case: the value of the mail attribute, the first one in
 * alphabetical order if there are several, since LDAP has no order of them.
 *
 * <p>Each call asks the directory: who wants answers kept wraps it in {@link io.github.hikyaku.account.CachedAccounts}. Safe for
 * use by many threads.
 */
public final class LdapAccounts implements Accounts, AutoCloseable {
    private static final LoginResult UNKNOWN = new LoginResult.Refused("no such user");
    private static final LoginResult WRONG = new LoginResult.Refused("wrong secret");

    private enum Check {
        BIND,
        BIND_BY_TEMPLATE,
        FETCH,
        COMPARE
    }

    private final Builder choices;
    private final LdapEntries entries;
    private final LdapServers servers;
    private final LdapPool pool;
    private final Semaphore binds;
    private final SecretChecker checker = new SecretChecker();

    private LdapAccounts(Builder choices) {
        this.choices = choices;
        this.entries = new LdapEntries(choices);
        LdapConnection.Manner manner = new LdapConnection.Manner(
                choices.trust(), choices.startTls, (int) choices.connectTimeout.toMillis(), (int)
                        choices.timeout.toMillis());
        this.servers = new LdapServers(choices.servers, manner, choices.retryAfter);
        this.pool = new LdapPool(servers, this::bindAsSearcher, choices.connections, choices.idle);
        this.binds = new Semaphore(choices.connections, true);
    }

    /**
     * Begins with the servers, {@code ldap://host:port} or {@code ldaps://host:port}, all of which have the same directory.
     *
     * @throws IllegalArgumentException if one is no such URL
     */
    public static Builder builder(String... urls) {
        return new Builder(urls);
    }

    private void bindAsSearcher(LdapConnection connection, Deadline deadline) throws NamingException {
        if (choices.searchDn.isPresent()) {
            connection.bind(choices.searchDn.get(), choices.searchSecret, deadline);
        }
    }

    @Override
    public LoginResult login(String login, String secret) {
        if (secret.isEmpty()) {
            return new LoginResult.Refused("an empty secret"); // RFC 4513 §5.1.2
        }
        if (!LdapText.isName(login)) {
            return UNKNOWN;
        }
        Deadline deadline = Deadline.in(choices.timeout);
        if (choices.check == Check.BIND_BY_TEMPLATE) {
            return bindByTemplate(login, secret, deadline);
        }
        LdapEntry entry = only(login, deadline);
        Optional<Account> account = entry == null ? Optional.empty() : entries.account(entry);
        boolean isRight = check(account.isPresent() ? entry : null, secret, deadline);
        if (account.isEmpty()) {
            return UNKNOWN;
        }
        return isRight ? new LoginResult.Accepted(account.get()) : WRONG;
    }

    /** Whether it is the entry's secret. Without an entry as much is done, in vain. */
    private boolean check(@Nullable LdapEntry entry, String secret, Deadline deadline) {
        if (choices.check == Check.FETCH) {
            return entry != null && matches(entry, secret) || spend(entry, secret);
        }
        String dn = entry == null ? nobody() : entry.dn();
        boolean isRight = choices.check == Check.COMPARE
                ? compare(dn, secret, deadline)
                : bindAs(dn, secret, deadline, Optional.empty()).isPresent();
        return isRight && entry != null;
    }

    private String nobody() {
        return "cn=" + UUID.randomUUID() + "," + choices.base;
    }

    private boolean matches(LdapEntry entry, String secret) {
        boolean isRight = false;
        for (String stored : entry.values(choices.secret).stream().limit(8).toList()) {
            // What says of itself neither by braces nor by a dollar sign what it is, is the secret (RFC 4519 §2.41).
            boolean isForm = stored.startsWith("{") || stored.startsWith("$");
            try {
                isRight |= checker.matches(isForm ? stored : "{PLAIN}" + stored, secret);
            } catch (IllegalArgumentException e) {
                entries.complain(entry, "has a value of " + choices.secret + " of a form that is not known");
            }
        }
        return isRight;
    }

    private boolean spend(@Nullable LdapEntry entry, String secret) {
        if (entry == null || entry.values(choices.secret).isEmpty()) {
            checker.spend(secret);
        }
        return false;
    }

    private boolean compare(String dn, String secret, Deadline deadline) {
        try {
            return pool.with(deadline, connection -> connection.compare(dn, choices.secret, secret, deadline));
        } catch (NameNotFoundException | NoPermissionException e) {
            return false;
        } catch (NamingException e) {
            throw unavailable(e);
        }
    }

    private LoginResult bindByTemplate(String login, String secret, Deadline deadline) {
        String dn = LdapText.expand(choices.userDn, login, LdapText::dnValue);
        Optional<LdapConnection.Found> found = bindAs(dn, secret, deadline, Optional.of(choices.filter));
        if (found.isEmpty()) {
            return new LoginResult.Refused("no such user, or wrong secret");
        }
        return found.get().entries().stream()
                .flatMap(entry -> entries.account(entry).stream())
                .findFirst()
                .<LoginResult>map(LoginResult.Accepted::new)
                .orElse(UNKNOWN);
    }

    /**
     * Binds as a user, on a connection of its own.
     *
     * @param filter to read the user's entry with, if it is to be read
     * @return what was read, or nothing if the directory refused
     */
    private Optional<LdapConnection.Found> bindAs(
            String dn, String secret, Deadline deadline, Optional<String> filter) {
        LdapPool.acquire(binds, deadline);
        try (LdapConnection connection = servers.connect(deadline, (opened, until) -> {})) {
            try {
                connection.bind(dn, secret, deadline);
            } catch (AuthenticationException
                    | InvalidNameException
                    | NameNotFoundException
                    | NoPermissionException
                    | OperationNotSupportedException e) {
                // The last is "unwilling to perform", which some directories say of accounts that are locked.
                return Optional.empty();
            }
            return Optional.of(
                    filter.isEmpty()
                            ? new LdapConnection.Found(List.of(), false)
                            : connection.search(
                                    dn, SearchControls.OBJECT_SCOPE, filter.get(), attributes(), 1, deadline));
        } catch (NamingException e) {
            throw unavailable(e);
        } finally {
            binds.release();
        }
    }

    @Override
    public Optional<Account> find(String login) {
        if (!LdapText.isName(login)) {
            return Optional.empty();
        }
        LdapEntry entry = only(login, Deadline.in(choices.timeout));
        return entry == null ? Optional.empty() : entries.account(entry);
    }

    /** The entry of a login name, or null if there is none or, which is told, more than one. */
    private @Nullable LdapEntry only(String login, Deadline deadline) {
        String filter = choices.both(LdapText.expand(choices.filterOfLogin(), login, LdapText::filterValue));
        LdapConnection.Found found = search(filter, 1, deadline);
        if (found.hasMore()) {
            entries.complain(found.entries().get(0), "is not the only one for a login name: nobody logs in by it");
            return null;
        }
        return found.entries().isEmpty() ? null : found.entries().get(0);
    }

    @Override
    public Resolution resolve(MailAddress address) {
        String name = address.localPartValue() + "@" + address.normalizedDomain();
        if (!LdapText.isName(name)) {
            return new Resolution.Unknown();
        }
        String filter = choices.both(
                LdapText.expand(choices.filterOfAddress(address.normalizedDomain()), name, LdapText::filterValue));
        LdapConnection.Found found = search(filter, choices.mostAccounts, Deadline.in(choices.timeout));
        if (found.hasMore()) {
            throw new AccountsUnavailableException(
                    "More than " + choices.mostAccounts + " entries have the address " + address, null);
        }
        Map<AccountId, Account> accounts = new LinkedHashMap<>();
        found.entries()
                .forEach(entry ->
                        entries.account(entry).ifPresent(account -> accounts.putIfAbsent(account.id(), account)));
        return accounts.isEmpty() ? new Resolution.Unknown() : new Resolution.Local(List.copyOf(accounts.values()));
    }

    private LdapConnection.Found search(String filter, int most, Deadline deadline) {
        try {
            return pool.with(
                    deadline,
                    connection -> connection.search(
                            choices.base, SearchControls.SUBTREE_SCOPE, filter, attributes(), most, deadline));
        } catch (NamingException e) {
            throw unavailable(e);
        }
    }

    private Set<String> attributes() {
        Set<String> names = new LinkedHashSet<>(entries.attributes());
        if (choices.check == Check.FETCH) {
            names.add(choices.secret);
        }
        return names;
    }

    private static AccountsUnavailableException unavailable(NamingException e) {
        return new AccountsUnavailableException("The directory cannot be used as it is set up: " + e, e);
    }

    /** Closes the connections. Calls that are under way end as they would. */
    @Override
    public void close() {
        pool.close();
    }

    /**
     * Choices for {@link LdapAccounts}. {@link #base} is needed. Templates of filters and names have {@code %u} for the whole
     * name, {@code %n} for what is before its at sign, {@code %d} for what is behind, and {@code %%}; what is put in is escaped.
     */
    public static final class Builder {
        final List<LdapServer> servers;
        final boolean hasPlain;
        String base = "";
        String filter = "(objectClass=*)";
        Optional<String> loginFilter = Optional.empty();
        Optional<String> addressFilter = Optional.empty();
        Optional<String> searchDn = Optional.empty();
        String searchSecret = "";
        List<String> domains = List.of();
        String userName = "uid";
        String mail = "mail";
        List<String> aliases = List.of();
        Optional<String> quota = Optional.empty();
        Optional<String> mailRoot = Optional.empty();
        Optional<String> displayName = Optional.empty();
        private Check check = Check.BIND;
        String secret = "userPassword";
        String userDn = "";
        boolean startTls;
        private boolean plaintext;
        private @Nullable SSLContext tls;
        Duration connectTimeout = Duration.ofSeconds(3);
        Duration timeout = Duration.ofSeconds(10);
        Duration retryAfter = Duration.ofSeconds(30);
        Duration idle = Duration.ofMinutes(1);
        int connections = 8;
        int mostAccounts = 100;

        private Builder(String... urls) {
            servers = Stream.of(urls).map(LdapServer::parse).toList();
            if (servers.isEmpty()) {
                throw new IllegalArgumentException("There is no directory to ask: give the URL of one");
            }
            hasPlain = servers.stream().anyMatch(server -> !server.tls() && !server.isLoopback());
        }

        /** The name of the entry below which accounts are, such as {@code ou=people,dc=example,dc=org}. */
        public Builder base(String dn) {
            base = name(dn);
            return this;
        }

        /**
         * Who searches; nobody in particular by default.
         *
         * @param dn the name of its entry
         * @param secret one or more characters
         */
        public Builder searchAs(String dn, String secret) {
            if (secret.isEmpty()) {
                throw new IllegalArgumentException("The secret of " + dn + " is empty");
            }
            searchDn = Optional.of(name(dn));
            searchSecret = secret;
            return this;
        }

        /** Which entries are accounts, such as {@code (objectClass=inetOrgPerson)}; all by default. */
        public Builder filter(String accounts) {
            filter = parenthesized(accounts);
            return this;
        }

        /** The filter for the entry of a login name; by default its user name or its mail address is that name. */
        public Builder loginFilter(String template) {
            loginFilter = Optional.of(parenthesized(template));
            return this;
        }

        /**
         * The filter for the entries that mail for an address goes to; by default their mail address or one of their aliases
         * is the address, or their user name completed by one of the {@link #domains} is.
         */
        public Builder addressFilter(String template) {
            addressFilter = Optional.of(parenthesized(template));
            return this;
        }

        /** Domains in each of which a user name is an address too; none by default. */
        public Builder domains(String... completing) {
            domains = Stream.of(completing).map(MailAddress::normalizeDomain).toList();
            return this;
        }

        /** The attribute with the user name; {@code uid} by default. */
        public Builder userNameAttribute(String name) {
            userName = attribute(name);
            return this;
        }

        /** The attribute with the mail address; {@code mail} by default. */
        public Builder mailAttribute(String name) {
            mail = attribute(name);
            return this;
        }

        /** Attributes with further addresses, such as {@code mailAlternateAddress}; none by default. */
        public Builder aliasAttributes(String... names) {
            aliases = Stream.of(names).map(Builder::attribute).toList();
            return this;
        }

        /**
         * The attribute with the quota, in a form of {@link io.github.hikyaku.account.AccountQuota#parse}. Once it is given, an
         * entry without it has no limit; by default the store's own limits stay.
         */
        public Builder quotaAttribute(String name) {
            quota = Optional.of(attribute(name));
            return this;
        }

        /** The attribute with the directory of the account's mail; none by default. */
        public Builder mailRootAttribute(String name) {
            mailRoot = Optional.of(attribute(name));
            return this;
        }

        /** The attribute with the owner's name for people; none by default. */
        public Builder displayNameAttribute(String name) {
            displayName = Optional.of(attribute(name));
            return this;
        }

        /**
         * Has a login bind as the entry of this name, such as {@code uid=%n,ou=people,dc=example,dc=org}, and read the account
         * there, rather than be searched for before. Addresses and names are searched for all the same.
         */
        public Builder userDn(String template) {
            userDn = name(template);
            LdapText.expand(userDn, "a@b", LdapText::dnValue);
            check = Check.BIND_BY_TEMPLATE;
            return this;
        }

        /**
         * Has the searching identity read this attribute, such as {@code userPassword}, and secrets compared here, by the forms of
         * {@link io.github.hikyaku.account.Secrets}.
         */
        public Builder compareSecrets(String name) {
            secret = attribute(name);
            check = Check.FETCH;
            return this;
        }

        /**
         * Has the server compare secrets with this attribute (RFC 4511 §4.10). Most servers compare what is stored as it is, which
         * is of use for secrets in clear alone.
         */
        public Builder compareByServer(String name) {
            secret = attribute(name);
            check = Check.COMPARE;
            return this;
        }

        /** Begins TLS on {@code ldap://} connections (RFC 4511 §4.14); a server that will not is not used. */
        public Builder startTls() {
            startTls = true;
            return this;
        }

        /** Whom to trust, for {@code ldaps://} and StartTLS; by default whom the JDK does. The server's name is checked. */
        public Builder tls(SSLContext trust) {
            tls = trust;
            return this;
        }

        /** Allows secrets to leave this machine in clear. */
        public Builder plaintext() {
            plaintext = true;
            return this;
        }

        /** How long one connection may take to be made, 1 millisecond to 10 minutes; 3 seconds by default. */
        public Builder connectTimeout(Duration longest) {
            connectTimeout = checked(longest);
            return this;
        }

        /** How long a call may last, 1 millisecond to 10 minutes; 10 seconds by default. */
        public Builder timeout(Duration longest) {
            timeout = checked(longest);
            return this;
        }

        /** How long a server that failed is left alone, 1 millisecond to 10 minutes; 30 seconds by default. */
        public Builder retryAfter(Duration pause) {
            retryAfter = checked(pause);
            return this;
        }

        /** How many connections there are at most for searches, and as many for binds; 8 by default. */
        public Builder connections(int most) {
            connections = positive(most);
            return this;
        }

        /** To how many accounts one address may lead; 100 by default. Mail for one that leads to more is put off. */
        public Builder mostAccounts(int most) {
            mostAccounts = positive(most);
            return this;
        }

        /**
         * Nothing is asked yet: a directory that is away does not keep the server from starting.
         *
         * @throws IllegalStateException if there is no base, or secrets would leave this machine in clear
         */
        public LdapAccounts build() {
            if (base.isEmpty()) {
                throw new IllegalStateException("There is no base to search from: call base(…)");
            }
            if (hasPlain && !startTls && !plaintext) {
                throw new IllegalStateException(
                        "Secrets would leave this machine in clear: use ldaps://, or call startTls() or plaintext()");
            }
            return new LdapAccounts(new Builder(this));
        }

        private Builder(Builder other) {
            servers = other.servers;
            hasPlain = other.hasPlain;
            base = other.base;
            filter = other.filter;
            loginFilter = other.loginFilter;
            addressFilter = other.addressFilter;
            searchDn = other.searchDn;
            searchSecret = other.searchSecret;
            domains = other.domains;
            userName = other.userName;
            mail = other.mail;
            aliases = other.aliases;
            quota = other.quota;
            mailRoot = other.mailRoot;
            displayName = other.displayName;
            check = other.check;
            secret = other.secret;
            userDn = other.userDn;
            startTls = other.startTls;
            plaintext = other.plaintext;
            tls = other.tls;
            connectTimeout = other.connectTimeout;
            timeout = other.timeout;
            retryAfter = other.retryAfter;
            idle = other.idle;
            connections = other.connections;
            mostAccounts = other.mostAccounts;
        }

        SSLContext trust() {
            try {
                return tls == null ? SSLContext.getDefault() : tls;
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("The JDK has no TLS", e);
            }
        }

        String both(String match) {
            return "(&" + filter + match + ")";
        }

        String filterOfLogin() {
            return loginFilter.orElse("(|(" + userName + "=%u)(" + mail + "=%u))");
        }

        String filterOfAddress(String domain) {
            if (addressFilter.isPresent()) {
                return addressFilter.get();
            }
            StringBuilder any = new StringBuilder("(|(" + mail + "=%u)");
            aliases.forEach(alias -> any.append('(').append(alias).append("=%u)"));
            if (domains.contains(domain)) {
                any.append('(').append(userName).append("=%n)");
            }
            return any.append(')').toString();
        }

        private static String name(String dn) {
            try {
                if (new LdapName(dn).isEmpty()) {
                    throw new IllegalArgumentException("The name of an entry is not empty");
                }
                return dn;
            } catch (InvalidNameException e) {
                throw new IllegalArgumentException("Not the name of an entry: " + dn, e);
            }
        }

        private static String parenthesized(String filter) {
            LdapText.expand(filter, "a@b", LdapText::filterValue);
            if (!filter.startsWith("(") || !filter.endsWith(")")) {
                throw new IllegalArgumentException("A filter stands in parentheses: " + filter);
            }
            return filter;
        }

        private static String attribute(String name) {
            if (!name.matches("[A-Za-z0-9.;-]+")) {
                throw new IllegalArgumentException("Not the name of an attribute: " + name);
            }
            return name;
        }

        private static Duration checked(Duration time) {
            if (time.compareTo(Duration.ofMillis(1)) < 0 || time.compareTo(Duration.ofMinutes(10)) > 0) {
                throw new IllegalArgumentException("A time is 1 millisecond to 10 minutes, not " + time);
            }
            return time;
        }

        private static int positive(int number) {
            if (number < 1) {
                throw new IllegalArgumentException("A number of 1 or more, not " + number);
            }
            return number;
        }
    }
}
