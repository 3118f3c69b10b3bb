package io.github.hikyaku.examples;

import io.github.hikyaku.engine.Net;
import io.github.hikyaku.pipeline.SessionStage;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@link HikyakuServer} is told on its command line. */
final class ServerOptions {
    static final String USAGE =
            "usage: java -jar hikyaku-server.jar [--hostname H] [--domain D]... [--user ADDRESS:PASSWORD]..."
                    + " [--store maildir:DIR|memory] [--smtp PORT]... [--submission PORT]... [--submissions PORT]..."
                    + " [--pop3 PORT]... [--pop3s PORT]... [--imap PORT]... [--imaps PORT]... [--cert FILE --key FILE]"
                    + " [--client-ca FILE] [--token TOKEN=USER]... [--plaintext-auth] [--sender-policy own|any] [--hide-client]"
                    + " [--pop-before-smtp MINUTES] [--no-fsync] [--max-message-size N] [--bind ADDRESS]"
                    + " [--lmtp PORT]... [--proxy-from NET]... [--xclient-from NET]..."
                    + " [--stage rspamd=URL|spamd=HOST:PORT|clamd=HOST:PORT|milter=HOST:PORT]..."
                    + DirectoryOptions.USAGE;

    /** A flag that is wrong; the message is one line for the person who typed it. */
    static final class WrongOption extends Exception {
        private static final long serialVersionUID = 1L;

        WrongOption(String message) {
            super(message);
        }
    }

    /** A service to offer, such as {@code imaps}, its port, and a name of its own: the second one is {@code imaps-2}. */
    record Listener(String service, int port, String name) {}

    private static final Map<String, Integer> DEFAULT_PORTS = new LinkedHashMap<>();

    static {
        DEFAULT_PORTS.put("smtp", 2525);
        DEFAULT_PORTS.put("submission", 2587);
        DEFAULT_PORTS.put("submissions", 2465);
        DEFAULT_PORTS.put("pop3", 2110);
        DEFAULT_PORTS.put("pop3s", 2995);
        DEFAULT_PORTS.put("imap", 2143);
        DEFAULT_PORTS.put("imaps", 2993);
    }

    String hostname = "localhost";
    final List<String> domains = new ArrayList<>();
    final Map<String, String> users = new LinkedHashMap<>();
    final DirectoryOptions directory = new DirectoryOptions();
    final List<Listener> listeners = new ArrayList<>();
    Optional<Path> maildir = Optional.of(Path.of("hikyaku-mail"));
    Optional<Path> certificate = Optional.empty();
    Optional<Path> key = Optional.empty();
    Optional<Path> clientCa = Optional.empty();
    final Map<String, String> tokens = new LinkedHashMap<>();
    boolean plaintextAuth;
    boolean anySender;
    boolean hideClient;
    Duration popBeforeSmtp = Duration.ZERO;
    boolean fsync = true;
    long maxMessageSize = 50L * 1024 * 1024;
    InetAddress bind = InetAddress.getLoopbackAddress();
    final List<Net> proxies = new ArrayList<>();
    final List<Net> xclients = new ArrayList<>();
    final Map<String, SessionStage> stages = new LinkedHashMap<>();

    private ServerOptions() {}

    static ServerOptions parse(String... args) throws WrongOption {
        ServerOptions options = new ServerOptions();
        Deque<String> words = new ArrayDeque<>(List.of(args));
        while (!words.isEmpty()) {
            options.take(words.pop(), words);
        }
        options.complete();
        return options;
    }

    private void take(String flag, Deque<String> words) throws WrongOption {
        switch (flag) {
            case "--hostname" -> hostname = value(flag, words);
            case "--domain" -> domains.add(value(flag, words));
            case "--user" -> user(value(flag, words));
            case "--store" -> store(value(flag, words));
            case "--cert" -> certificate = Optional.of(path(flag, value(flag, words)));
            case "--key" -> key = Optional.of(path(flag, value(flag, words)));
            case "--client-ca" -> clientCa = Optional.of(path(flag, value(flag, words)));
            case "--token" -> token(value(flag, words));
            case "--plaintext-auth" -> plaintextAuth = true;
            case "--sender-policy" ->
                anySender = oneOf(flag, value(flag, words), "own", "any").equals("any");
            case "--hide-client" -> hideClient = true;
            case "--pop-before-smtp" ->
                popBeforeSmtp = Duration.ofMinutes(number(flag, value(flag, words), 1, 24 * 60));
            case "--no-fsync" -> fsync = false;
            case "--max-message-size" -> maxMessageSize = number(flag, value(flag, words), 1, Long.MAX_VALUE);
            case "--bind" -> bind = address(value(flag, words));
            case "--proxy-from" -> proxies.add(net(flag, value(flag, words)));
            case "--xclient-from" -> xclients.add(net(flag, value(flag, words)));
            case "--stage" -> FilterFlag.parse(value(flag, words)).addTo(stages);
            default -> {
                if (directory.take(flag, words)) {
                    return;
                }
                String service = flag.startsWith("--") ? flag.substring(2) : "";
                if (!DEFAULT_PORTS.containsKey(service) && !service.equals("lmtp")) {
                    throw new WrongOption("unknown flag " + flag);
                }
                listen(service, (int) number(flag, value(flag, words), 0, 65535));
            }
        }
    }

    private void listen(String service, int port) {
        long before =
                listeners.stream().filter(l -> l.service().equals(service)).count();
        listeners.add(new Listener(service, port, before == 0 ? service : service + "-" + (before + 1)));
    }

    private void complete() throws WrongOption {
        if (certificate.isPresent() != key.isPresent()) {
            throw new WrongOption("--cert and --key go together");
        }
        if (listeners.isEmpty()) {
            DEFAULT_PORTS.forEach(this::listen);
        }
        if (domains.isEmpty()) {
            domains.add("example.com");
        }
        directory.complete();
        if (users.isEmpty() && directory.isEmpty()) {
            users.put("hoge@" + domains.get(0), "secret");
            users.put("fuga@" + domains.get(0), "secret");
        }
    }

    private void user(String text) throws WrongOption {
        int at = text.indexOf('@');
        int colon = text.indexOf(':', at);
        if (at < 1 || colon < at + 2) {
            throw new WrongOption("--user takes ADDRESS:PASSWORD");
        }
        users.put(text.substring(0, colon), text.substring(colon + 1));
    }

    private void token(String text) throws WrongOption {
        int equals = text.lastIndexOf('=');
        if (equals < 1 || equals == text.length() - 1) {
            throw new WrongOption("--token takes TOKEN=USER");
        }
        tokens.put(text.substring(0, equals), text.substring(equals + 1));
    }

    private void store(String text) throws WrongOption {
        if (text.equals("memory")) {
            maildir = Optional.empty();
        } else if (text.startsWith("maildir:") && text.length() > "maildir:".length()) {
            maildir = Optional.of(path("--store", text.substring("maildir:".length())));
        } else {
            throw new WrongOption("--store takes maildir:DIR or memory");
        }
    }

    static String value(String flag, Deque<String> words) throws WrongOption {
        if (words.isEmpty()) {
            throw new WrongOption(flag + " needs a value");
        }
        return words.pop();
    }

    private static String oneOf(String flag, String text, String... words) throws WrongOption {
        if (!List.of(words).contains(text)) {
            throw new WrongOption(flag + " takes " + String.join(" or ", words));
        }
        return text;
    }

    private static long number(String flag, String text, long min, long max) throws WrongOption {
        try {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new WrongOption(flag + " takes a number from " + min + (max == Long.MAX_VALUE ? "" : " to " + max));
    }

    static Path path(String flag, String text) throws WrongOption {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new WrongOption(flag + " takes a path");
        }
    }

    private static Net net(String flag, String text) throws WrongOption {
        try {
            return Net.of(text);
        } catch (IllegalArgumentException e) {
            throw new WrongOption(flag + " takes addresses such as 192.0.2.1 or 192.0.2.0/24");
        }
    }

    private static InetAddress address(String text) throws WrongOption {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new WrongOption("--bind takes an address of this machine");
        }
    }
}
