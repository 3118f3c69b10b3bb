/** The SMTP server. */
module io.github.hikyaku.smtp {
    exports io.github.hikyaku.smtp;
    exports io.github.hikyaku.smtp.submission;

    requires static transitive org.jspecify;
    requires transitive io.github.hikyaku.core;
}
