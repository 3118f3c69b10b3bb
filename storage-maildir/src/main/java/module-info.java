/** Maildir++ storage. */
module io.github.hikyaku.storage.maildir {
    requires static transitive org.jspecify;
    requires transitive io.github.hikyaku.storage;
    requires org.slf4j;

    exports io.github.hikyaku.storage.maildir;
}
