package io.github.hikyaku.account.ldap;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** A server, as its URL says. */
record LdapServer(String host, int port, boolean tls) {
    /**
     * Reads {@code ldap://host[:port]} or {@code ldaps://host[:port]}.
     *
     * @throws IllegalArgumentException if it is no such URL
     */
    static LdapServer parse(String url) {
        try {
            URI uri = new URI(url);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            boolean tls = scheme.equals("ldaps");
            boolean plain = uri.getPath() == null
                    || uri.getPath().isEmpty()
                    || uri.getPath().equals("/");
            if (uri.getHost() == null || !plain || uri.getQuery() != null || !tls && !scheme.equals("ldap")) {
                throw new IllegalArgumentException(
                        "A directory's URL is ldap://host:port or ldaps://host:port, not " + url);
            }
            return new LdapServer(uri.getHost(), uri.getPort() >= 0 ? uri.getPort() : tls ? 636 : 389, tls);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("Not the URL of a directory: " + url, e);
        }
    }

    /** Whether secrets on the way there leave this machine. */
    boolean isLoopback() {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127\\.[0-9.]+");
    }

    /** The host without the brackets of an IPv6 address. */
    String name() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    @Override
    public String toString() {
        return (tls ? "ldaps://" : "ldap://") + host + ":" + port;
    }
}
