package io.github.hikyaku.examples;

import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.account.InMemoryAccounts;
import io.github.hikyaku.engine.Net;
import io.github.hikyaku.imap.Imap;
import io.github.hikyaku.imap.ImapService;
import io.github.hikyaku.pop3.Pop3;
import io.github.hikyaku.pop3.Pop3Service;
import io.github.hikyaku.server.MailServer;
import io.github.hikyaku.server.ProtocolService;
import io.github.hikyaku.smtp.Smtp;
import io.github.hikyaku.smtp.SmtpService;
import io.github.hikyaku.smtp.submission.PopBeforeSmtp;
import io.github.hikyaku.smtp.submission.SenderPolicy;
import io.github.hikyaku.smtp.submission.SubmissionRules;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.maildir.MaildirStore;
import io.github.hikyaku.storage.memory.MemoryMailStore;
import io.github.hikyaku.tls.Tls;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * A complete mail server: users from the command line, mail in a Maildir, SMTP, submission, POP3 and IMAP. Ends at
 * SIGTERM. What it can be told is in {@link ServerOptions}.
 */
public final class HikyakuServer {
    private HikyakuServer() {}

    /** Starts the server; a wrong flag is answered with one line and exit code 2. */
    public static void main(String[] args) throws InterruptedException {
        long begin = System.nanoTime();
        try {
            ServerOptions options = ServerOptions.parse(args);
            MailServer server = start(options);
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            for (ServerOptions.Listener listener : options.listeners) {
                InetSocketAddress address = server.address(listener.name());
                System.out.println("listening " + listener.name() + " "
                        + address.getAddress().getHostAddress() + ":" + address.getPort());
            }
            System.out.println("ready in " + (System.nanoTime() - begin) / 1_000_000 + " ms");
            server.join();
        } catch (ServerOptions.WrongOption | IllegalArgumentException e) {
            System.err.println("hikyaku-server: " + e.getMessage());
            System.exit(2);
        } catch (RuntimeException e) {
            System.err.println("hikyaku-server: cannot start: " + e.getMessage());
            System.exit(1);
        }
    }

    /** Starts the server; whoever closes it closes its store too. */
    static MailServer start(ServerOptions options) {
        MailServer.Builder builder = MailServer.builder()
                .hostname(options.hostname)
                .localDomains(options.domains.toArray(String[]::new))
                .limits(limits -> limits.maxMessageSize(options.maxMessageSize));
        InMemoryAccounts users = Accounts.inMemory();
        options.users.forEach(users::user);
        Accounts accounts = options.directory.accounts(users, !options.users.isEmpty(), options.domains);
        MailStore store =
                options.maildir.map(root -> maildir(options, root, accounts)).orElseGet(MemoryMailStore::create);
        Tls tls = options.certificate.isPresent()
                ? Tls.pem(options.certificate.get(), options.key.orElse(Path.of("")))
                : Tls.selfSigned(options.hostname);
        builder.accounts(accounts).ownStore(store).tls(OtherLogins.withClientCertificates(tls, options));
        builder.saslMechanisms(OtherLogins.mechanisms(options));
        options.stages.forEach((name, stage) -> builder.stage(name, stage));
        UnaryOperator<SmtpService> submission = submission(options, builder);
        options.listeners.forEach(listener -> builder.serve(service(listener, options, submission)));
        return builder.start();
    }

    private static MailStore maildir(ServerOptions options, Path root, Accounts accounts) {
        MaildirStore.Builder store = MaildirStore.builder(root).fsync(options.fsync);
        options.directory.locate(store, accounts);
        return store.build();
    }

    /** Who may submit what. */
    private static UnaryOperator<SmtpService> submission(ServerOptions options, MailServer.Builder builder) {
        SubmissionRules rules =
                SubmissionRules.standard().senders(options.anySender ? SenderPolicy.any() : SenderPolicy.own());
        if (options.popBeforeSmtp.isZero()) {
            return service -> service.submissionRules(rules).hideClientAddress(options.hideClient);
        }
        PopBeforeSmtp recent = PopBeforeSmtp.within(options.popBeforeSmtp)
                .services(options.listeners.stream()
                        .filter(listener -> listener.service().startsWith("pop3"))
                        .map(ServerOptions.Listener::name)
                        .toArray(String[]::new));
        builder.listener(recent);
        return service -> service.submissionRules(rules)
                .hideClientAddress(options.hideClient)
                .popBeforeSmtp(recent);
    }

    private static ProtocolService service(
            ServerOptions.Listener listener, ServerOptions options, UnaryOperator<SmtpService> submission) {
        int port = listener.port();
        String name = listener.name();
        InetAddress bind = options.bind;
        boolean plaintext = options.plaintextAuth;
        Net[] proxies = options.proxies.toArray(Net[]::new);
        Net[] xclients = options.xclients.toArray(Net[]::new);
        UnaryOperator<SmtpService> smtp = service ->
                service.name(name).bind(bind).port(port).proxyProtocol(proxies).xclient(xclients);
        Pop3Service pop3 =
                listener.service().equals("pop3s") ? Pop3.pop3s() : Pop3.pop3().plaintextAuth(plaintext);
        ImapService imap =
                listener.service().equals("imaps") ? Imap.imaps() : Imap.imap().plaintextAuth(plaintext);
        return switch (listener.service()) {
            case "smtp" -> smtp.apply(Smtp.mx());
            case "submission" -> smtp.apply(submission.apply(Smtp.submission().plaintextAuth(plaintext)));
            case "submissions" -> smtp.apply(submission.apply(Smtp.submissions()));
            case "lmtp" -> smtp.apply(Smtp.lmtp());
            case "pop3", "pop3s" -> pop3.name(name).bind(bind).port(port).proxyProtocol(proxies);
            default -> imap.name(name).bind(bind).port(port).proxyProtocol(proxies);
        };
    }
}
