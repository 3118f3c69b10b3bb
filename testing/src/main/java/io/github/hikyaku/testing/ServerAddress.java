package io.github.hikyaku.testing;

/**
 * Where a service of the test's server listens.
 *
 * @param host an address of the loopback interface, as text
 * @param port its port
 */
public record ServerAddress(String host, int port) {}
