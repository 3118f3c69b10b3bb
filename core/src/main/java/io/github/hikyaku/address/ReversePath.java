package io.github.hikyaku.address;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The argument of MAIL FROM (RFC 5321 §4.1.2): an address, or the null reverse-path {@code <>}.
 *
 * @param address the address, or null for the null reverse-path
 * @param sourceRoute the domains of a source route, which is read and otherwise ignored (RFC 5321 appendix C)
 */
public record ReversePath(@Nullable MailAddress address, List<String> sourceRoute) {
    /** The null reverse-path, {@code <>}, which notifications are sent with. */
    public static final ReversePath NULL = new ReversePath(null, List.of());

    /**
     * Keeps an unmodifiable copy of the source route.
     *
     * @param address the address, or null for the null reverse-path
     * @param sourceRoute the domains of a source route
     */
    public ReversePath {
        sourceRoute = List.copyOf(sourceRoute);
    }

    /**
     * A reverse-path without a source route.
     *
     * @param address the address
     * @return the path
     */
    public static ReversePath of(MailAddress address) {
        return new ReversePath(address, List.of());
    }

    /**
     * Whether this is {@code <>}.
     *
     * @return true for the null reverse-path
     */
    public boolean isNull() {
        return address == null;
    }

    /** The wire form in angle brackets, without a source route. */
    @Override
    public String toString() {
        return address == null ? "<>" : "<" + address + ">";
    }
}
