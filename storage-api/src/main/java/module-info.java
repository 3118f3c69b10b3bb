/** The storage SPI of Hikyaku and its in-memory reference implementation. */
module io.github.hikyaku.storage {
    requires static transitive org.jspecify;

    exports io.github.hikyaku.storage;
    exports io.github.hikyaku.storage.mbox;
    exports io.github.hikyaku.storage.memory;
}
