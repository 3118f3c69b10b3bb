package io.github.hikyaku.filter;

import io.github.hikyaku.address.AddressParser;
import io.github.hikyaku.filter.internal.Json;
import io.github.hikyaku.filter.internal.Lines;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.message.MailChange;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An answer to checkv2, whoever it is from: what rspamd proposes, and what it asks to be changed in a message that passes.
 *
 * @param changes in the order in which they are made
 */
record RspamdAnswer(Rspamd.Result result, List<MailChange> changes) {
    private static final int MAX_CHANGES = 1000;
    private static final int LONGEST_REPLY = 300;

    static RspamdAnswer parse(byte[] octets, Mail mail) throws ProtocolException {
        Object answer = Json.parse(octets);
        if (!(Json.member(answer, "action") instanceof String action)) {
            throw new ProtocolException("rspamd's answer has no action");
        }
        Object milter = Json.member(answer, "milter");
        Rspamd.Result result = new Rspamd.Result(
                action(action, milter),
                Lines.printable(action, 100),
                number(Json.member(answer, "score")),
                number(Json.member(answer, "required_score")),
                symbols(Json.member(answer, "symbols")),
                text(Json.member(answer, "subject")),
                text(Json.member(Json.member(answer, "messages"), "smtp_message"))
                        .map(text -> Lines.printable(text, LONGEST_REPLY))
                        .filter(text -> !text.isBlank()));
        try {
            return new RspamdAnswer(result, changes(answer, milter, mail));
        } catch (IllegalArgumentException e) {
            ProtocolException wrong = new ProtocolException("rspamd asks for a change that cannot be made: " + e);
            wrong.initCause(e);
            throw wrong;
        }
    }

    private static Rspamd.Action action(String name, @Nullable Object milter) {
        if (Boolean.TRUE.equals(Json.member(milter, "no_action"))) {
            return Rspamd.Action.NO_ACTION;
        }
        Rspamd.Action action = Rspamd.Action.NO_ACTION;
        for (Rspamd.Action each : Rspamd.Action.values()) {
            if (name.replace(' ', '_').toUpperCase(Locale.ROOT).equals(each.name())) {
                action = each;
            }
        }
        Object instead = Json.member(milter, "reject");
        if (action == Rspamd.Action.REJECT && "discard".equals(instead)) {
            return Rspamd.Action.DISCARD;
        }
        return action == Rspamd.Action.REJECT && "quarantine".equals(instead) ? Rspamd.Action.QUARANTINE : action;
    }

    private static Map<String, Double> symbols(@Nullable Object object) {
        Map<String, Double> symbols = new LinkedHashMap<>();
        if (object instanceof Map<?, ?> map) {
            map.forEach((name, symbol) ->
                    symbols.put(Lines.printable(name.toString(), 200), number(Json.member(symbol, "score"))));
        }
        return symbols;
    }

    private static List<MailChange> changes(@Nullable Object answer, @Nullable Object milter, Mail mail) {
        List<MailChange> changes = new ArrayList<>();
        if (Json.member(milter, "remove_headers") instanceof Map<?, ?> fields) {
            fields.forEach((name, index) ->
                    remove(name.toString(), number(index), mail).ifPresent(changes::add));
        }
        if (Json.member(milter, "add_headers") instanceof Map<?, ?> fields) {
            fields.forEach((name, values) -> each(values).forEach(value -> changes.add(add(name.toString(), value))));
        }
        for (Object signature : each(Json.member(answer, "dkim-signature"))) {
            changes.add(add("DKIM-Signature", signature));
        }
        text(Json.member(milter, "change_from"))
                .ifPresent(from -> changes.add(
                        new MailChange.ReplaceReversePath(AddressParser.utf8().reversePath(path(from)))));
        for (Object recipient : each(Json.member(milter, "add_rcpt"))) {
            text(recipient)
                    .ifPresent(to -> changes.add(
                            new MailChange.AddRecipient(AddressParser.utf8().forwardPath(path(to)))));
        }
        for (Object recipient : each(Json.member(milter, "del_rcpt"))) {
            text(recipient)
                    .ifPresent(to -> changes.add(
                            new MailChange.RemoveRecipient(AddressParser.utf8().forwardPath(path(to)))));
        }
        if (changes.size() > MAX_CHANGES) {
            throw new IllegalArgumentException("More than " + MAX_CHANGES + " changes");
        }
        return changes;
    }

    private static String path(String address) {
        return address.startsWith("<") ? address : "<" + address + ">";
    }

    /** Which of the fields of a name: 0 is all of them, and those below are counted from the end. */
    private static Optional<MailChange> remove(String name, double index, Mail mail) {
        int occurrence = (int) Math.max(-10_000, Math.min(10_000, index));
        if (occurrence < 0) {
            occurrence += 1 + mail.header().all(name).size();
            return occurrence < 1 ? Optional.empty() : Optional.of(new MailChange.RemoveField(name, occurrence));
        }
        return Optional.of(new MailChange.RemoveField(name, occurrence));
    }

    /** A text, or an object with a text and its place from the top; without a place it goes on top. */
    private static MailChange add(String name, Object value) {
        Object text = value instanceof Map<?, ?> ? Json.member(value, "value") : value;
        if (!(text instanceof String field)) {
            throw new IllegalArgumentException("Field " + Lines.printable(name, 100) + " has no text");
        }
        double order = number(Json.member(value, "order"));
        return new MailChange.InsertField(order > 0 && order < 1000 ? (int) order : 0, name, Lines.folded(field));
    }

    private static List<?> each(@Nullable Object value) {
        return value == null ? List.of() : value instanceof List<?> list ? list : List.of(value);
    }

    private static double number(@Nullable Object value) {
        return value instanceof Double number && !number.isNaN() && !number.isInfinite() ? number : 0;
    }

    /** A text in one line, if it is a text. */
    private static Optional<String> text(@Nullable Object value) {
        return value instanceof String text
                ? Optional.of(text.replaceAll("\\p{Cntrl}+", " ").strip())
                : Optional.empty();
    }
}
