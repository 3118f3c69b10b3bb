/** A mail server for JUnit tests. */
module io.github.hikyaku.testing {
    exports io.github.hikyaku.testing;

    requires static transitive org.jspecify;
    requires transitive io.github.hikyaku.core;
    requires transitive io.github.hikyaku.smtp;
    requires transitive io.github.hikyaku.pop3;
    requires transitive io.github.hikyaku.imap;
    requires transitive org.junit.jupiter.api;
}
