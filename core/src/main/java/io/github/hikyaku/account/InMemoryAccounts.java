package io.github.hikyaku.account;

import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.precis.Precis;
import io.github.hikyaku.storage.AccountId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A directory that the host fills itself, before the server starts or while it runs. Addresses are compared without
 * regard to case, local parts too. A login name is the user's address, or its local part alone as long as no other
 * user has the same; one in other letters for the same (RFC 8265 §3.3) will do.
 *
 * <p>Of a secret given in plain only hashes are kept: a salted SHA-256, and what SCRAM derives keys from. They are fast, so
 * that a mail program that logs in every minute, and a test that does so a thousand times, cost next to nothing; they hide
 * the secret from a look at the heap but do not stop who guesses weak ones from a stolen dump. Who needs that gives
 * {@link #userWithHash} an Argon2id form. Unknown users and wrong secrets cost as much as the costliest form that is in use.
 *
 * <p>SCRAM is offered while every user has keys for it, or a secret given in plain. So that names of users cannot be told
 * from others, all are to be given in plain, or all with the same number of iterations.
 *
 * <p>Safe for use by many threads; a change is seen by the next call.
 */
public final class InMemoryAccounts implements Accounts {
    private sealed interface Entry {}

    private record User(Account account, SecretHash secret) implements Entry {}

    private record Alias(MailAddress address, List<String> targets) implements Entry {}

    private final ReentrantLock changes = new ReentrantLock();
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final Map<String, List<String>> usersByLocalPart = new ConcurrentHashMap<>();
    private boolean aliasesLeftBehind;
    private volatile SecretHash decoy = DigestHash.of("").decoy();
    private final InMemoryScram scram;

    InMemoryAccounts() {
        this(new InMemoryScram(ScramKeys::derive));
    }

    InMemoryAccounts(InMemoryScram scram) {
        this.scram = scram;
    }

    /**
     * Adds a user.
     *
     * @param secret in plain; one or more characters
     * @throws IllegalArgumentException if the address is taken or no address, or the secret is empty
     */
    public InMemoryAccounts user(String address, String secret) {
        return add(address, plain(address, secret));
    }

    /**
     * Adds a user whose secret is known by a stored form alone.
     *
     * @param stored one of the forms of {@link Secrets}
     * @throws IllegalArgumentException if the address is taken or no address, or the form is not known
     */
    public InMemoryAccounts userWithHash(String address, String stored) {
        return add(address, Secrets.parse(stored));
    }

    /**
     * Gives a user another secret, in plain.
     *
     * @throws IllegalArgumentException if there is no such user, or the secret is empty
     */
    public InMemoryAccounts changeSecret(String address, String secret) {
        String key = key(MailAddress.of(address));
        SecretHash hash = plain(address, secret);
        changes.lock();
        try {
            if (!(entries.get(key) instanceof User user)) {
                throw new IllegalArgumentException("There is no user " + address);
            }
            entries.put(key, new User(user.account, hash));
            scram.removed(user.secret);
            scram.added(hash, key);
            return this;
        } finally {
            changes.unlock();
        }
    }

    /**
     * Says what a user may hold, from the next delivery or login on.
     *
     * @throws IllegalArgumentException if there is no such user
     */
    public InMemoryAccounts quota(String address, AccountQuota quota) {
        String key = key(MailAddress.of(address));
        changes.lock();
        try {
            if (!(entries.get(key) instanceof User user)) {
                throw new IllegalArgumentException("There is no user " + address);
            }
            entries.put(key, new User(user.account.withQuota(quota), user.secret));
            return this;
        } finally {
            changes.unlock();
        }
    }

    /**
     * Adds an address that leads to users or to other aliases, one or more.
     *
     * @throws IllegalArgumentException if the address is taken, or a target does not exist yet
     */
    public InMemoryAccounts alias(String address, String... targets) {
        MailAddress parsed = MailAddress.of(address);
        String key = key(parsed);
        List<String> targetKeys = Arrays.stream(targets)
                .map(t -> key(MailAddress.of(t)))
                .distinct()
                .toList();
        if (targetKeys.isEmpty()) {
            throw new IllegalArgumentException("The alias " + address + " leads nowhere");
        }
        changes.lock();
        try {
            checkFree(key, address);
            for (String target : targetKeys) {
                if (!entries.containsKey(target)) {
                    throw new IllegalArgumentException(
                            "The alias " + address + " leads to " + target + ", which is not there; add that first");
                }
            }
            entries.put(key, new Alias(parsed, targetKeys));
            for (User user : usersOf(key)) {
                Set<MailAddress> addresses = new HashSet<>(user.account.addresses());
                addresses.add(parsed);
                replace(user, addresses);
            }
            return this;
        } finally {
            changes.unlock();
        }
    }

    /**
     * Takes a user or an alias out. What the store holds of a user stays there, and so do aliases that led to him, which
     * then lead to the rest of their targets. Does nothing if the address is not there.
     */
    public InMemoryAccounts remove(String address) {
        String key = key(MailAddress.of(address));
        changes.lock();
        try {
            Entry removed = entries.remove(key);
            if (removed instanceof User user) {
                aliasesLeftBehind = true;
                scram.removed(user.secret);
                String local = localPart(key);
                List<String> rest = new ArrayList<>(usersByLocalPart.getOrDefault(local, List.of()));
                rest.remove(key);
                if (rest.isEmpty()) {
                    usersByLocalPart.remove(local);
                } else {
                    usersByLocalPart.put(local, List.copyOf(rest));
                }
            } else if (removed instanceof Alias) {
                recomputeAddresses();
            }
            return this;
        } finally {
            changes.unlock();
        }
    }

    @Override
    public boolean isInMemory() {
        return true;
    }

    private static SecretHash plain(String address, String secret) {
        try {
            return new PlainSecret(Secrets.usable(secret));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("For " + address + ": " + e.getMessage(), e);
        }
    }

    InMemoryAccounts add(String address, SecretHash secret) {
        MailAddress parsed = MailAddress.of(address);
        String key = key(parsed);
        Account account = new Account(new AccountId(key), parsed, Set.of(parsed));
        changes.lock();
        try {
            checkFree(key, address);
            entries.put(key, new User(account, secret));
            scram.added(secret, key);
            List<String> namesakes = new ArrayList<>(usersByLocalPart.getOrDefault(localPart(key), List.of()));
            namesakes.add(key);
            usersByLocalPart.put(localPart(key), List.copyOf(namesakes));
            if (secret.cost() > decoy.cost()) {
                decoy = secret.decoy();
            }
            if (aliasesLeftBehind) {
                recomputeAddresses();
            }
            return this;
        } finally {
            changes.unlock();
        }
    }

    private void checkFree(String key, String address) {
        Entry taken = entries.get(key);
        if (taken != null) {
            throw new IllegalArgumentException(
                    address + " is there already, as " + (taken instanceof User ? "a user" : "an alias"));
        }
    }

    private void replace(User user, Set<MailAddress> addresses) {
        Account account = user.account;
        if (!addresses.equals(account.addresses())) {
            entries.put(account.id().value(), new User(account.withAddresses(addresses), user.secret));
        }
    }

    private void recomputeAddresses() {
        Map<String, Set<MailAddress>> addresses = new LinkedHashMap<>();
        entries.forEach((key, entry) -> {
            MailAddress address = entry instanceof Alias alias ? alias.address : ((User) entry).account.address();
            for (User user : usersOf(key)) {
                addresses
                        .computeIfAbsent(user.account.id().value(), k -> new HashSet<>())
                        .add(address);
            }
        });
        addresses.forEach((key, all) -> {
            if (entries.get(key) instanceof User user) {
                replace(user, all);
            }
        });
    }

    /** The users that an entry leads to. Aliases that lead to each other do no harm. */
    private List<User> usersOf(String key) {
        List<User> users = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(key));
        while (!open.isEmpty()) {
            String next = open.poll();
            if (!seen.add(next)) {
                continue;
            }
            Entry entry = entries.get(next);
            if (entry instanceof User user) {
                users.add(user);
            } else if (entry instanceof Alias alias) {
                open.addAll(alias.targets);
            }
        }
        return users;
    }

    @Override
    public LoginResult login(String login, String secret) {
        User user = userOf(login);
        String prepared = Secrets.prepared(secret);
        SecretHash asCostly = decoy;
        if (user != null && Secrets.matches(user.secret, prepared)) {
            return new LoginResult.Accepted(user.account);
        }
        if (user == null || user.secret.cost() < asCostly.cost()) {
            asCostly.matches(prepared);
        }
        return new LoginResult.Refused(user == null ? "no such user" : "wrong secret");
    }

    @Override
    public Optional<Account> find(String login) {
        return Optional.ofNullable(userOf(login)).map(User::account);
    }

    @Override
    public Set<ScramHash> scramHashes() {
        return scram.hashes();
    }

    @Override
    public ScramLogin scram(String login, ScramHash hash) {
        User user = userOf(login);
        return user == null
                ? scram.unknown(Precis.usernameCaseMapped(login).orElseGet(() -> normalized(login)), hash)
                : scram.login(user.account, user.secret, hash);
    }

    @Override
    public Resolution resolve(MailAddress address) {
        List<Account> accounts =
                usersOf(key(address)).stream().map(User::account).toList();
        return accounts.isEmpty() ? new Resolution.Unknown() : new Resolution.Local(accounts);
    }

    private @Nullable User userOf(String login) {
        User user = userOfKey(normalized(login));
        return user != null
                ? user
                : Precis.usernameCaseMapped(login).map(this::userOfKey).orElse(null);
    }

    private @Nullable User userOfKey(String key) {
        if (entries.get(key) instanceof User user) {
            return user;
        }
        List<String> namesakes = usersByLocalPart.getOrDefault(key, List.of());
        return namesakes.size() == 1 && entries.get(namesakes.get(0)) instanceof User user ? user : null;
    }

    /** The value of the local part rather than its wire form, so that quotes do not make a different user. */
    private static String key(MailAddress address) {
        return normalized(address.localPartValue() + "@" + address.normalizedDomain());
    }

    private static String localPart(String key) {
        return key.substring(0, key.lastIndexOf('@'));
    }

    private static String normalized(String text) {
        return Secrets.nfc(text.toLowerCase(Locale.ROOT));
    }
}
