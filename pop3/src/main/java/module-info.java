/** The POP3 server. */
@SuppressWarnings("module") // the digit is part of the protocol's name
module io.github.hikyaku.pop3 {
    exports io.github.hikyaku.pop3;

    requires static transitive org.jspecify;
    requires transitive io.github.hikyaku.core;
}
