package io.github.hikyaku.account.ldap;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.account.AccountQuota;
import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.storage.AccountId;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.LoggerFactory;

/** Makes accounts of entries. What is wrong with an entry is logged, once. */
final class LdapEntries {
    private static final int MOST_COMPLAINTS = 1_000;

    private final LdapAccounts.Builder choices;
    private final Set<String> complaints = ConcurrentHashMap.newKeySet();

    LdapEntries(LdapAccounts.Builder choices) {
        this.choices = choices;
    }

    /** The attributes that are asked for. */
    Set<String> attributes() {
        Set<String> names = new LinkedHashSet<>();
        names.add(choices.userName);
        names.add(choices.mail);
        names.addAll(choices.aliases);
        choices.quota.ifPresent(names::add);
        choices.mailRoot.ifPresent(names::add);
        choices.displayName.ifPresent(names::add);
        return names;
    }

    /** The account of an entry, if it has an address. */
    Optional<Account> account(LdapEntry entry) {
        List<MailAddress> mails = addresses(entry, choices.mail);
        // Values have no order (RFC 4511 §4.1.7), and the primary address must stay the same.
        mails.sort(Comparator.comparing(LdapEntries::key));
        List<MailAddress> completed = completed(entry);
        List<MailAddress> primaries = mails.isEmpty() ? completed : mails;
        if (primaries.isEmpty()) {
            complain(entry, "has no mail address in " + choices.mail);
            return Optional.empty();
        }
        Set<MailAddress> all = new LinkedHashSet<>(mails);
        all.addAll(completed);
        choices.aliases.forEach(alias -> all.addAll(addresses(entry, alias)));
        MailAddress primary = primaries.get(0);
        Account account = new Account(new AccountId(key(primary)), primary, all);
        account = withQuota(entry, account);
        account = withMailRoot(entry, account);
        Optional<String> name = first(entry, choices.displayName);
        return Optional.of(name.isPresent() ? account.withDisplayName(name.get()) : account);
    }

    private List<MailAddress> addresses(LdapEntry entry, String attribute) {
        List<MailAddress> addresses = new ArrayList<>();
        for (String value : entry.values(attribute)) {
            try {
                addresses.add(MailAddress.of(value));
            } catch (IllegalArgumentException e) {
                complain(entry, "has a value of " + attribute + " that is no mail address");
            }
        }
        return addresses;
    }

    /** The user name in each domain. */
    private List<MailAddress> completed(LdapEntry entry) {
        List<MailAddress> addresses = new ArrayList<>();
        for (String name : entry.values(choices.userName).stream().sorted().toList()) {
            for (String domain : choices.domains) {
                try {
                    addresses.add(MailAddress.of(name, domain));
                } catch (IllegalArgumentException e) {
                    complain(entry, "has a value of " + choices.userName + " that is no local part");
                }
            }
        }
        return addresses;
    }

    private Account withQuota(LdapEntry entry, Account account) {
        if (choices.quota.isEmpty()) {
            return account;
        }
        Optional<String> value = first(entry, choices.quota);
        try {
            return account.withQuota(value.map(AccountQuota::parse).orElse(AccountQuota.UNLIMITED));
        } catch (IllegalArgumentException e) {
            complain(entry, "has a value of " + choices.quota.get() + " that is no quota; the store's own stays");
            return account;
        }
    }

    private Account withMailRoot(LdapEntry entry, Account account) {
        Optional<String> value = first(entry, choices.mailRoot);
        try {
            return value.isPresent() ? account.withMailRoot(Path.of(value.get())) : account;
        } catch (InvalidPathException e) {
            complain(entry, "has a value of " + choices.mailRoot.orElse("") + " that is no path");
            return account;
        }
    }

    private static Optional<String> first(LdapEntry entry, Optional<String> attribute) {
        return attribute.flatMap(name -> entry.values(name).stream()
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .sorted()
                .findFirst());
    }

    static String key(MailAddress address) {
        String lower = (address.localPartValue() + "@" + address.normalizedDomain()).toLowerCase(Locale.ROOT);
        return lower.chars().allMatch(c -> c < 0x300) ? lower : Normalizer.normalize(lower, Normalizer.Form.NFC);
    }

    /** For the operator; never a secret. */
    void complain(LdapEntry entry, String what) {
        String complaint = "The entry " + entry.dn() + " " + what;
        if (complaints.size() < MOST_COMPLAINTS && complaints.add(complaint)) {
            LoggerFactory.getLogger(LdapAccounts.class).warn("{}", complaint.replaceAll("\\p{Cntrl}", "?"));
        }
    }
}
