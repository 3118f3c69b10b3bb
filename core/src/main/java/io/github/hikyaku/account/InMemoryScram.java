package io.github.hikyaku.account;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * SCRAM for {@link InMemoryAccounts}. A salt is made from the user's name, in the same way for names that nobody has, and keys
 * are derived at each login, for nobody too: a name is answered the same whether it is somebody's or not. Told of changes under
 * the directory's lock, asked by any thread.
 */
final class InMemoryScram {
    private static final int ITERATIONS = 4096;
    private static final int SALT_OCTETS = 16;

    /** The costly part. */
    interface Derivation {
        ScramKeys derive(ScramHash hash, HmacKey secret, byte[] salt, int iterations);
    }

    private final Derivation derivation;
    private final ScramDecoys decoys = ScramDecoys.random();
    private final PlainSecret nobodys = new PlainSecret(Radix64.random(32));
    private final Map<ScramHash, Integer> usersWithout = new EnumMap<>(ScramHash.class);
    private volatile Set<ScramHash> hashes = Set.of(ScramHash.values());

    /** The keys of a user whose form holds some: by their looks a name that nobody has is answered, if nobody's are derived. */
    private final Map<ScramHash, ScramKeys> models = new ConcurrentHashMap<>();

    private final AtomicInteger plain = new AtomicInteger();

    /** By which domain a name without one is completed, so that it has one salt with the same name with its domain. */
    private volatile String domain = "";

    InMemoryScram(Derivation derivation) {
        this.derivation = derivation;
    }

    void added(SecretHash secret, String key) {
        if (domain.isEmpty()) {
            domain = key.substring(key.lastIndexOf('@'));
        }
        count(secret, 1);
        for (ScramHash hash : ScramHash.values()) {
            secret.scramKeys(hash).ifPresent(keys -> models.putIfAbsent(hash, keys));
        }
    }

    void removed(SecretHash secret) {
        count(secret, -1);
    }

    private void count(SecretHash secret, int change) {
        if (secret instanceof PlainSecret) {
            plain.addAndGet(change);
            return;
        }
        Set<ScramHash> possible = EnumSet.noneOf(ScramHash.class);
        for (ScramHash hash : ScramHash.values()) {
            int without = usersWithout.merge(hash, secret.scramKeys(hash).isPresent() ? 0 : change, Integer::sum);
            if (without == 0) {
                possible.add(hash);
            }
        }
        hashes = Set.copyOf(possible);
    }

    Set<ScramHash> hashes() {
        return hashes;
    }

    ScramLogin login(Account account, SecretHash secret, ScramHash hash) {
        String name = account.id().value();
        if (secret instanceof PlainSecret given) {
            return new ScramLogin(Optional.of(account), derived(given, name, hash));
        }
        ScramLogin nobody = unknown(name, hash); // whose keys are derived if anybody's are, in the same time
        return secret.scramKeys(hash)
                .map(keys -> new ScramLogin(Optional.of(account), keys))
                .orElse(nobody);
    }

    ScramLogin unknown(String login, ScramHash hash) {
        String name = login.indexOf('@') < 0 ? login + domain : login;
        ScramKeys model = models.get(hash);
        if (plain.get() > 0 || model == null) {
            return new ScramLogin(Optional.empty(), derived(nobodys, name, hash));
        }
        return decoys.login(name, hash, model.iterations(), Math.min(model.salt().length, 64));
    }

    private ScramKeys derived(PlainSecret secret, String name, ScramHash hash) {
        byte[] salt = decoys.salt(name, hash, SALT_OCTETS);
        return HeavyWork.inTurn(() -> derivation.derive(hash, secret.key(hash), salt, ITERATIONS));
    }
}
