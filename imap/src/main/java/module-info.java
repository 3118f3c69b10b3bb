/** The IMAP server. */
module io.github.hikyaku.imap {
    exports io.github.hikyaku.imap;

    requires static transitive org.jspecify;
    requires transitive io.github.hikyaku.core;
}
