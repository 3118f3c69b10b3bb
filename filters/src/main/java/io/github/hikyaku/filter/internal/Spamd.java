package io.github.hikyaku.filter.internal;

import io.github.hikyaku.storage.MessageContent;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The question SYMBOLS of spamd's protocol, version 1.5: is it spam, and which rules say so. */
public final class Spamd {
    private static final int MAX_ANSWER = 64 * 1024;
    private static final int MAX_SYMBOLS = 1000;
    private static final Pattern FIRST_LINE = Pattern.compile("SPAMD/\\d+\\.\\d+ (\\d+) ?(.*)");
    private static final Pattern SPAM = Pattern.compile(
            "(true|yes|false|no) *; *(-?\\d{1,9}(?:\\.\\d{1,9})?) */ *(-?\\d{1,9}(?:\\.\\d{1,9})?)",
            Pattern.CASE_INSENSITIVE);

    private Spamd() {}

    /** What it says. */
    public record Answer(boolean spam, double score, double threshold, List<String> symbols) {}

    /**
     * Asks, and closes the connection.
     *
     * @param user whose preferences count, or null
     * @param prefix octets to put before the message
     */
    public static CompletableFuture<Answer> check(
            FilterConnection connection, @Nullable String user, byte[] prefix, MessageContent content, Duration limit) {
        String head = "SYMBOLS SPAMC/1.5\r\nContent-length: " + (prefix.length + content.size()) + "\r\n"
                + (user == null ? "" : "User: " + user + "\r\n")
                + "\r\n"
                + new String(prefix, StandardCharsets.ISO_8859_1);
        OctetSource question;
        try {
            question = OctetSource.of(head.getBytes(StandardCharsets.ISO_8859_1), content.open());
        } catch (IOException | RuntimeException e) {
            connection.close();
            return CompletableFuture.failedFuture(e);
        }
        return Exchange.ask(connection, question, MAX_ANSWER, -1, limit).thenCompose(octets -> {
            try {
                return CompletableFuture.completedFuture(parse(new String(octets, StandardCharsets.ISO_8859_1)));
            } catch (ProtocolException e) {
                return CompletableFuture.failedFuture(e);
            }
        });
    }

    static Answer parse(String answer) throws ProtocolException {
        int end = answer.indexOf("\r\n\r\n");
        String[] head = (end < 0 ? answer : answer.substring(0, end)).split("\r\n", 50);
        Matcher first = FIRST_LINE.matcher(head[0]);
        if (!first.matches()) {
            throw new ProtocolException("spamd answered: " + Lines.printable(head[0], 200));
        }
        if (!first.group(1).equals("0")) {
            throw new ProtocolException(
                    "spamd failed with " + Lines.printable(first.group(1) + " " + first.group(2), 200));
        }
        Optional<String> length = field(head, "content-length");
        if (end < 0 || length.isPresent() && !length.get().equals(String.valueOf(answer.length() - end - 4))) {
            throw new ProtocolException("spamd's answer is cut off");
        }
        Matcher spam = SPAM.matcher(field(head, "spam").orElse(""));
        if (!spam.matches()) {
            throw new ProtocolException("spamd's answer does not say whether it is spam");
        }
        List<String> symbols = new ArrayList<>();
        for (String symbol : answer.substring(end + 4).split("[,\\s]+", MAX_SYMBOLS)) {
            if (symbol.matches("[A-Za-z0-9_]{1,100}")) {
                symbols.add(symbol);
            }
        }
        String yes = spam.group(1).toLowerCase(Locale.ROOT);
        return new Answer(
                yes.equals("true") || yes.equals("yes"),
                Double.parseDouble(spam.group(2)),
                Double.parseDouble(spam.group(3)),
                symbols);
    }

    private static Optional<String> field(String[] head, String name) {
        for (String line : head) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).strip().equalsIgnoreCase(name)) {
                return Optional.of(line.substring(colon + 1).strip());
            }
        }
        return Optional.empty();
    }
}
