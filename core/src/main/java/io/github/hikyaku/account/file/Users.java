package io.github.hikyaku.account.file;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.account.ScramHash;
import io.github.hikyaku.account.ScramKeys;
import io.github.hikyaku.account.SecretChecker;
import io.github.hikyaku.account.Secrets;
import io.github.hikyaku.address.MailAddress;
import java.text.Normalizer;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One version of the files. Not changed any more once it is in use. */
final class Users {
    /** Somebody, and the stored form of his secret, or null if he cannot log in. */
    record User(Account account, @Nullable String stored) {}

    final SecretChecker checker = new SecretChecker();
    final Map<String, User> byAddress = new LinkedHashMap<>();
    final Map<String, List<Account>> aliases = new LinkedHashMap<>();
    /** For each hash function by which all can log in, the keys of one of them. */
    final Map<ScramHash, ScramKeys> scram = new EnumMap<>(ScramHash.class);

    private final List<String> domains;

    Users(List<String> domains) {
        this.domains = domains;
    }

    /** By address or by a name that a domain completes. */
    @Nullable
    User find(String login) {
        String key = normalized(login);
        if (key.indexOf('@') >= 0) {
            return byAddress.get(key);
        }
        return domains.stream()
                .map(domain -> byAddress.get(key + "@" + domain))
                .filter(user -> user != null)
                .findFirst()
                .orElse(null);
    }

    /** Looks which hash functions SCRAM can be offered with, once all users are there. */
    void completeScram() {
        for (ScramHash hash : ScramHash.values()) {
            List<Optional<ScramKeys>> keys = byAddress.values().stream()
                    .filter(user -> user.stored() != null)
                    .map(user -> Secrets.scramKeys(String.valueOf(user.stored()), hash))
                    .toList();
            if (!keys.isEmpty() && keys.stream().allMatch(Optional::isPresent)) {
                scram.put(hash, keys.get(0).orElseThrow());
            }
        }
    }

    static String key(MailAddress address) {
        return normalized(address.localPartValue() + "@" + address.normalizedDomain());
    }

    static String normalized(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.chars().allMatch(c -> c < 0x300) ? lower : Normalizer.normalize(lower, Normalizer.Form.NFC);
    }
}
