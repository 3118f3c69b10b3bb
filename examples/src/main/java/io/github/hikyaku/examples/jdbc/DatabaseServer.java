package io.github.hikyaku.examples.jdbc;

import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.imap.Imap;
import io.github.hikyaku.server.MailServer;
import io.github.hikyaku.smtp.Smtp;
import io.github.hikyaku.storage.MailStoreException;
import java.net.InetAddress;
import org.h2.jdbcx.JdbcConnectionPool;

/**
 * A mail server for the users hoge and fuga at example.com, both with the password {@code secret}, that keeps their mail in
 * an H2 database. Ends at SIGTERM.
 */
public final class DatabaseServer {
    private DatabaseServer() {}

    /** Starts the server. Arguments, all optional: the JDBC URL, the port of SMTP submission, the port of IMAP. */
    public static void main(String[] args) throws InterruptedException {
        String url = args.length > 0 ? args[0] : "jdbc:h2:./hikyaku-db";
        int submission = args.length > 1 ? Integer.parseInt(args[1]) : 2587;
        int imap = args.length > 2 ? Integer.parseInt(args[2]) : 2143;
        // Whoever waits for a mailbox should wait for longer than the second or two that H2 is content with.
        JdbcConnectionPool pool = JdbcConnectionPool.create(url + ";LOCK_TIMEOUT=20000", "sa", "");
        try {
            InetAddress here = InetAddress.getLoopbackAddress();
            MailServer server = MailServer.builder()
                    .hostname("localhost")
                    .localDomains("example.com")
                    .accounts(Accounts.inMemory()
                            .user("hoge@example.com", "secret")
                            .user("fuga@example.com", "secret"))
                    .ownStore(JdbcMailStore.in(pool))
                    .serve(Smtp.submission().bind(here).port(submission).plaintextAuth(true))
                    .serve(Imap.imap().bind(here).port(imap).plaintextAuth(true))
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.close();
                pool.dispose();
            }));
            for (String service : new String[] {"submission", "imap"}) {
                System.out.println("listening " + service + " 127.0.0.1:"
                        + server.address(service).getPort());
            }
            System.out.println("ready in " + url);
            server.join();
        } catch (MailStoreException | IllegalStateException e) {
            System.err.println("DatabaseServer: cannot start: " + e.getMessage());
            System.exit(1);
        }
    }
}
