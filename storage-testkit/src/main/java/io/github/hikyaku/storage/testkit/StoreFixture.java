package io.github.hikyaku.storage.testkit;

import io.github.hikyaku.storage.MailStore;
import java.io.IOException;

/**
 * The ground that a contract is tested on: a place for mail in which nothing is kept yet, such as an empty directory or
 * a new schema. Every test method gets a fixture of its own and uses it from one thread.
 */
@FunctionalInterface
public interface StoreFixture extends AutoCloseable {
    /**
     * Opens a store on this place. Called once for a test, and once more, after the store was closed, by tests of
     * {@link io.github.hikyaku.storage.StoreFeature#PERSISTENT}: that store must find what the first one kept.
     *
     * @return the store, which the test closes
     * @throws Exception whatever goes wrong; the test fails with it
     */
    MailStore open() throws Exception;

    /**
     * Clears the place away when the test is over. Does nothing if not overridden.
     *
     * @throws IOException whatever goes wrong; the test fails with it
     */
    @Override
    default void close() throws IOException {}
}
