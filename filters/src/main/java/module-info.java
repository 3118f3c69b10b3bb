/** Stages that ask filters outside of the server. */
module io.github.hikyaku.filter {
    exports io.github.hikyaku.filter;

    requires static transitive org.jspecify;
    requires transitive io.github.hikyaku.core;
    requires java.net.http;
}
