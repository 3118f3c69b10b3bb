package io.github.hikyaku.address;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The argument of RCPT TO (RFC 5321 §4.1.1.3): an address, or {@code <Postmaster>} without a domain.
 *
 * @param address the address, or null for Postmaster without a domain
 * @param sourceRoute the domains of a source route, which is read and otherwise ignored (RFC 5321 appendix C)
 */
public record ForwardPath(@Nullable MailAddress address, List<String> sourceRoute) {
    /** {@code <Postmaster>}, the address that every server accepts without a domain (RFC 5321 §4.5.1). */
    public static final ForwardPath POSTMASTER = new ForwardPath(null, List.of());

    /**
     * Keeps an unmodifiable copy of the source route.
     *
     * @param address the address, or null for Postmaster without a domain
     * @param sourceRoute the domains of a source route
     */
    public ForwardPath {
        sourceRoute = List.copyOf(sourceRoute);
    }

    /**
     * A forward-path without a source route.
     *
     * @param address the address
     * @return the path
     */
    public static ForwardPath of(MailAddress address) {
        return new ForwardPath(address, List.of());
    }

    /**
     * The address that the path means on this server.
     *
     * @param ownDomain the domain whose postmaster answers for {@code <Postmaster>}
     * @return the address
     * @throws AddressSyntaxException if the domain is needed and is not one
     */
    public MailAddress addressAt(String ownDomain) {
        return address == null ? MailAddress.of("postmaster", ownDomain) : address;
    }

    /** The wire form in angle brackets, without a source route. */
    @Override
    public String toString() {
        return address == null ? "<Postmaster>" : "<" + address + ">";
    }
}
