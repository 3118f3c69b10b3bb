package io.github.hikyaku.examples.jdbc;

import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.imap.Imap;
import io.github.hikyaku.server.MailServer;
import io.github.hikyaku.smtp.Smtp;
import io.github.hikyaku.storage.MailStoreException;
import java.net.InetAddress;
import java.nio.file.Path;

/**
 * A mail server for the users hoge and fuga at example.com, both with the password {@code secret}, that keeps their mail in
 * an SQLite database. Ends at SIGTERM.
 */
public final class DatabaseServer {
    private DatabaseServer() {}

    /** Starts the server. Arguments, all optional: the file, the port of SMTP submission, the port of IMAP. */
    public static void main(String[] args) throws InterruptedException {
        Path file = Path.of(args.length > 0 ? args[0] : "hikyaku.db");
        int submission = args.length > 1 ? Integer.parseInt(args[1]) : 2587;
        int imap = args.length > 2 ? Integer.parseInt(args[2]) : 2143;
        try {
            InetAddress here = InetAddress.getLoopbackAddress();
            MailServer server = MailServer.builder()
                    .hostname("localhost")
                    .localDomains("example.com")
                    .accounts(Accounts.inMemory()
                            .user("hoge@example.com", "secret")
                            .user("fuga@example.com", "secret"))
                    .ownStore(JdbcMailStore.at(file))
                    .serve(Smtp.submission().bind(here).port(submission).plaintextAuth(true))
                    .serve(Imap.imap().bind(here).port(imap).plaintextAuth(true))
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            for (String service : new String[] {"submission", "imap"}) {
                System.out.println("listening " + service + " 127.0.0.1:"
                        + server.address(service).getPort());
            }
            System.out.println("ready in " + file);
            server.join();
        } catch (MailStoreException | IllegalStateException e) {
            System.err.println("DatabaseServer: cannot start: " + e.getMessage());
            System.exit(1);
        }
    }
}
