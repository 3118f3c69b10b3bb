package io.github.hikyaku.server;

import io.github.hikyaku.address.AddressParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Names of hosts. */
final class HostNames {
    private HostNames() {}

    /**
     * What this machine calls itself, without asking a name server: that could take seconds where there is none.
     *
     * @return {@code localhost} if nothing is known
     */
    static String ofThisMachine() {
        return Stream.of(
                        file("/proc/sys/kernel/hostname"),
                        file("/etc/hostname"),
                        Optional.ofNullable(System.getenv("HOSTNAME")),
                        Optional.ofNullable(System.getenv("COMPUTERNAME")))
                .flatMap(Optional::stream)
                .map(String::strip)
                .filter(HostNames::isDomain)
                .findFirst()
                .orElse("localhost");
    }

    private static Optional<String> file(String name) {
        try {
            return Optional.of(Files.readString(Path.of(name)));
        } catch (IOException | RuntimeException absent) {
            return Optional.empty();
        }
    }

    private static boolean isDomain(String name) {
        try {
            checked(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The name, if it is a domain or an address literal. */
    static String checked(String name) {
        try {
            return AddressParser.utf8().domain(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + name + "\" is no domain: " + e.getMessage(), e);
        }
    }
}
