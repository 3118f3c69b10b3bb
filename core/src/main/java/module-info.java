/** The mail server, its network engine, and what the protocols share. */
module io.github.hikyaku.core {
    exports io.github.hikyaku.account;
    exports io.github.hikyaku.account.file;
    exports io.github.hikyaku.account.ldap;
    exports io.github.hikyaku.account.ldap.internal to
            java.naming; // which loads a socket factory by its name
    exports io.github.hikyaku.address;
    exports io.github.hikyaku.defence;
    exports io.github.hikyaku.dns;
    exports io.github.hikyaku.engine;
    exports io.github.hikyaku.engine.memory;
    exports io.github.hikyaku.event;
    exports io.github.hikyaku.mime;
    exports io.github.hikyaku.message;
    exports io.github.hikyaku.pipeline;
    exports io.github.hikyaku.precis;
    exports io.github.hikyaku.sasl;
    exports io.github.hikyaku.server;
    exports io.github.hikyaku.tls;

    requires java.naming;
    requires static transitive org.jspecify;
    requires transitive io.github.hikyaku.storage;
    requires org.apache.mina.core;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.dnsjava;
    requires org.slf4j;
}
