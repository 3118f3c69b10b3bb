/** The IMAP server. */
module io.github.hikyaku.imap {
    requires static org.jspecify;
    requires transitive io.github.hikyaku.core;
}
