package io.github.hikyaku.account;

import io.github.hikyaku.address.MailAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Several directories as one: the first that knows a name answers for it. */
final class FirstOfAccounts implements Accounts {
    private final List<Accounts> directories;

    FirstOfAccounts(List<Accounts> directories) {
        this.directories = List.copyOf(directories);
        if (directories.isEmpty()) {
            throw new IllegalArgumentException("There is no directory to ask");
        }
    }

    @Override
    public LoginResult login(String login, String secret) {
        LoginResult result = new LoginResult.Refused("no such user");
        int knower = 0;
        while (knower < directories.size()
                && directories.get(knower).find(login).isEmpty()) {
            knower++;
        }
        if (knower < directories.size()) {
            result = directories.get(knower).login(login, secret);
        }
        if (result instanceof LoginResult.Refused) {
            alsoRefuse(knower, login, secret);
        }
        return result;
    }

    /** Asks those who do not know the name, so that a name that nobody knows takes the same time as a wrong secret. */
    private void alsoRefuse(int knower, String login, String secret) {
        for (int i = 0; i < directories.size(); i++) {
            try {
                if (i < knower || i > knower && directories.get(i).find(login).isEmpty()) {
                    directories.get(i).login(login, secret);
                }
            } catch (AccountsUnavailableException e) {
                // The answer is known.
            }
        }
    }

    @Override
    public Optional<Account> find(String login) {
        return directories.stream().flatMap(d -> d.find(login).stream()).findFirst();
    }

    @Override
    public Resolution resolve(MailAddress address) {
        return directories.stream()
                .map(directory -> directory.resolve(address))
                .filter(Resolution.Local.class::isInstance)
                .findFirst()
                .orElseGet(Resolution.Unknown::new);
    }

    @Override
    public Set<ScramHash> scramHashes() {
        Set<ScramHash> everywhere = EnumSet.allOf(ScramHash.class);
        directories.forEach(directory -> everywhere.retainAll(directory.scramHashes()));
        return everywhere;
    }

    @Override
    public ScramLogin scram(String login, ScramHash hash) {
        ScramLogin found = directories.get(0).scram(login, hash);
        // All are asked, so that a name takes the same time whoever knows it.
        for (Accounts directory : directories.subList(1, directories.size())) {
            ScramLogin next = directory.scram(login, hash);
            found = found.account().isEmpty() && next.account().isPresent() ? next : found;
        }
        return found;
    }
}
