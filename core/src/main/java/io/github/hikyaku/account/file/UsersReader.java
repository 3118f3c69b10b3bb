package io.github.hikyaku.account.file;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.account.AccountQuota;
import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.storage.AccountId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the files into {@link Users}. */
final class UsersReader {
    private static final int MOST_TARGETS = 1_000;

    private final PasswdFileAccounts.Builder choices;
    private final Users users;
    private final Map<String, String> shadow = new HashMap<>();
    private final Map<String, AliasLine> aliasLines = new LinkedHashMap<>();

    private UsersReader(PasswdFileAccounts.Builder choices) {
        this.choices = choices;
        this.users = new Users(choices.domains);
    }

    static Users read(PasswdFileAccounts.Builder choices) throws IOException {
        UsersReader reader = new UsersReader(choices);
        if (choices.shadow != null) {
            lines(choices, choices.shadow).read((number, line) -> reader.shadow(line));
        }
        Lines passwd = lines(choices, choices.file);
        passwd.read((number, line) -> reader.user(passwd, number, line));
        if (choices.aliases != null) {
            reader.aliases(choices.aliases);
        }
        reader.users.completeScram();
        return reader.users;
    }

    private static Lines lines(PasswdFileAccounts.Builder choices, Path file) {
        return new Lines(file, choices.problems);
    }

    private void shadow(String line) {
        String[] fields = line.split(":", 3);
        if (fields.length < 2) {
            throw new IllegalArgumentException("There is no colon behind the user name");
        }
        shadow.putIfAbsent(fields[0], fields[1]);
    }

    private void user(Lines lines, int number, String text) {
        PasswdLine line = PasswdLine.parse(text);
        if (line.uid().orElse(Long.MAX_VALUE) < choices.minUid) {
            return;
        }
        List<MailAddress> addresses = addresses(line.user());
        MailAddress primary = addresses.get(0);
        String key = Users.key(primary);
        if (users.byAddress.containsKey(key)) {
            throw new IllegalArgumentException("The user " + line.user() + " was there before");
        }
        Account account = new Account(new AccountId(key), primary, Set.copyOf(addresses));
        if (line.displayName().isPresent()) {
            account = account.withDisplayName(line.displayName().get());
        }
        Users.User user = new Users.User(
                located(lines, number, line, limited(lines, number, line, account)), stored(lines, number, line));
        addresses.forEach(address -> users.byAddress.putIfAbsent(Users.key(address), user));
    }

    private List<MailAddress> addresses(String name) {
        int at = name.lastIndexOf('@');
        if (at >= 0) {
            return List.of(MailAddress.of(name.substring(0, at), name.substring(at + 1)));
        }
        if (choices.domains.isEmpty()) {
            throw new IllegalArgumentException("There is no domain to complete " + name + " by");
        }
        return choices.domains.stream()
                .map(domain -> MailAddress.of(name, domain))
                .toList();
    }

    private Account limited(Lines lines, int number, PasswdLine line, Account account) {
        Optional<AccountQuota> quota = Optional.empty();
        try {
            quota = line.quota();
        } catch (IllegalArgumentException e) {
            lines.problem(number, e.getMessage() + "; the quota is ignored");
        }
        Optional<AccountQuota> limits = quota.or(() -> choices.quota);
        return limits.isPresent() ? account.withQuota(limits.get()) : account;
    }

    private Account located(Lines lines, int number, PasswdLine line, Account account) {
        try {
            Optional<String> template = line.mail().or(() -> choices.mailRoot);
            return template.isEmpty()
                    ? account
                    : account.withMailRoot(MailRootTemplate.expand(
                            template.get(),
                            Users.normalized(account.address().localPartValue()),
                            account.address().normalizedDomain(),
                            line.home()));
        } catch (IllegalArgumentException e) {
            lines.problem(number, e.getMessage() + "; the mail is where the store puts it");
            return account;
        }
    }

    /** The stored form, or null if it is none that anybody could log in with. */
    private @Nullable String stored(Lines lines, int number, PasswdLine line) {
        String field = line.password();
        if (field.equals("x") && choices.shadow != null) {
            field = shadow.getOrDefault(line.user(), "*");
        }
        // Of these, * and ! mark an account that nobody logs in to, x a shadow file that we were not given. An empty
        // field
        // lets everybody in elsewhere, and nobody here.
        if (field.isEmpty() || field.equals("x") || field.startsWith("*") || field.startsWith("!")) {
            return null;
        }
        for (String form : field.startsWith("{") ? List.of(field) : List.of(field, "{CRYPT}" + field)) {
            try {
                users.checker.inUse(form);
                return form;
            } catch (IllegalArgumentException e) {
                // told below, without a word of the secret
            }
        }
        int brace = field.startsWith("{") ? field.indexOf('}') : -1;
        String scheme = brace < 0 ? "" : " " + field.substring(0, brace + 1);
        lines.problem(
                number, "The form" + scheme + " of the secret of " + line.user() + " is not known; he cannot log in");
        return null;
    }

    private void aliases(Path file) throws IOException {
        Lines lines = lines(choices, file);
        List<AliasLine> read = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        int[] begin = {0};
        lines.read((number, line) -> {
            if (Character.isWhitespace(line.charAt(0)) && open.length() > 0) {
                open.append(line);
                return;
            }
            String whole = open.toString();
            open.setLength(0);
            open.append(line);
            int first = begin[0];
            begin[0] = number;
            alias(lines, read, first, whole);
        });
        alias(lines, read, begin[0], open.toString());
        for (AliasLine line : read) {
            addAlias(lines, line);
        }
        aliasLines.forEach((key, line) -> expand(lines, key, line));
        addAddresses();
    }

    private static void alias(Lines lines, List<AliasLine> to, int number, String line) {
        if (line.isEmpty()) {
            return;
        }
        try {
            to.add(AliasLine.parse(number, line));
        } catch (IllegalArgumentException e) {
            lines.problem(number, e.getMessage() + "; the line is skipped");
        }
    }

    private void addAlias(Lines lines, AliasLine line) {
        try {
            for (MailAddress address : addresses(line.name())) {
                String key = Users.key(address);
                if (users.byAddress.containsKey(key) || aliasLines.putIfAbsent(key, line) != null) {
                    throw new IllegalArgumentException(line.name() + " is there already");
                }
            }
        } catch (IllegalArgumentException e) {
            lines.problem(line.number(), e.getMessage() + "; the alias is skipped");
        }
    }

    private void expand(Lines lines, String key, AliasLine line) {
        String domain = key.substring(key.lastIndexOf('@') + 1);
        Map<AccountId, Account> accounts = new LinkedHashMap<>();
        Set<AliasLine> seen = new HashSet<>(Set.of(line));
        Deque<String> open = new ArrayDeque<>(line.targets());
        while (!open.isEmpty() && accounts.size() < MOST_TARGETS) {
            String target = Users.normalized(open.poll());
            String targetKey = target.indexOf('@') >= 0 ? target : target + "@" + domain;
            Users.User user = users.find(target);
            AliasLine next = aliasLines.get(targetKey);
            if (user != null) {
                accounts.putIfAbsent(user.account().id(), user.account());
            } else if (next == null) {
                lines.problem(line.number(), "The target " + target + " is no user or alias here; it is skipped");
            } else if (seen.add(next)) {
                open.addAll(next.targets());
            }
        }
        if (accounts.size() >= MOST_TARGETS) {
            lines.problem(
                    line.number(), "The alias leads to more than " + MOST_TARGETS + " accounts; the rest is skipped");
        }
        if (!accounts.isEmpty()) {
            users.aliases.put(key, List.copyOf(accounts.values()));
        }
    }

    /** An account may send as the aliases that lead to it. */
    private void addAddresses() {
        Map<AccountId, Set<MailAddress>> more = new HashMap<>();
        users.aliases.forEach((key, accounts) -> {
            int at = key.lastIndexOf('@');
            MailAddress address = MailAddress.of(key.substring(0, at), key.substring(at + 1));
            accounts.forEach(account -> more.computeIfAbsent(account.id(), id -> new LinkedHashSet<>())
                    .add(address));
        });
        users.byAddress.replaceAll((key, user) -> new Users.User(with(user.account(), more), user.stored()));
        users.aliases.replaceAll((key, accounts) ->
                accounts.stream().map(account -> with(account, more)).toList());
    }

    private static Account with(Account account, Map<AccountId, Set<MailAddress>> more) {
        Set<MailAddress> all = new LinkedHashSet<>(account.addresses());
        all.addAll(more.getOrDefault(account.id(), Set.of()));
        return account.withAddresses(all);
    }
}
