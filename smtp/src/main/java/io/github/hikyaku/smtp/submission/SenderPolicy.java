package io.github.hikyaku.smtp.submission;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.address.MailAddress;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * As whom somebody may send who has logged in (RFC 6409 §6.1): asked of the reverse-path, of every address of From and
 * Sender, and of the parameter AUTH of MAIL. Called by many threads at once, on a worker; it may block, and if it
 * throws the client is told to try again later.
 */
@FunctionalInterface
public interface SenderPolicy {
    /** Whether this login may send as this address. */
    boolean permits(Account login, MailAddress sender);

    /**
     * The addresses of the account, {@link Account#addresses}, and no others. Case makes no difference, and a domain is
     * the same in Unicode and in its ASCII form.
     */
    static SenderPolicy own() {
        return (login, sender) -> SameAddress.isAmong(login.addresses(), sender);
    }

    /** Any address at all: users can then pretend to be each other, and anybody else. */
    static SenderPolicy any() {
        return (login, sender) -> true;
    }

    /**
     * Allows one user more than this does.
     *
     * @param user any address of his account
     * @param addresses what he may send as besides, whoever's they are
     * @throws io.github.hikyaku.address.AddressSyntaxException if one of these is no address
     */
    default SenderPolicy orAddresses(String user, String... addresses) {
        MailAddress owner = MailAddress.of(user);
        Set<MailAddress> more = Arrays.stream(addresses).map(MailAddress::of).collect(Collectors.toUnmodifiableSet());
        return or(
                (login, sender) -> SameAddress.isAmong(login.addresses(), owner) && SameAddress.isAmong(more, sender));
    }

    /** Allows whoever has an address in one of these domains to send as any address of the same domain, besides. */
    default SenderPolicy orWithinDomains(String... domains) {
        Set<String> shared = Arrays.stream(domains).map(SameAddress::domain).collect(Collectors.toUnmodifiableSet());
        return or((login, sender) -> {
            String domain = SameAddress.domain(sender.normalizedDomain());
            return shared.contains(domain)
                    && login.addresses().stream()
                            .anyMatch(own ->
                                    SameAddress.domain(own.normalizedDomain()).equals(domain));
        });
    }

    /** Allows what either of two policies does. */
    default SenderPolicy or(SenderPolicy other) {
        return (login, sender) -> permits(login, sender) || other.permits(login, sender);
    }
}
