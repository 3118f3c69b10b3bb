package io.github.hikyaku.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads FETCH responses by the grammar of RFC 3501 §9, and strictly: lists as List, strings as String, NIL as null. */
final class FetchReply {
    private final String in;
    private int at;

    private FetchReply(String in) {
        this.in = in;
    }

    /** The items of each message in the responses to a command, by sequence number; the command must have ended with OK. */
    static Map<Integer, Map<String, @Nullable Object>> parse(String replies) {
        FetchReply reply = new FetchReply(replies);
        Map<Integer, Map<String, @Nullable Object>> messages = new LinkedHashMap<>();
        while (reply.skip("* ")) {
            int number = Integer.parseInt(reply.atom());
            reply.expect(" FETCH (");
            Map<String, @Nullable Object> items = new LinkedHashMap<>();
            do {
                String name = reply.itemName();
                reply.expect(" ");
                items.put(name, reply.value());
            } while (reply.skip(" "));
            reply.expect(")\r\n");
            messages.put(number, items);
        }
        assertThat(reply.in.substring(reply.at)).matches("[a-z0-9]+ OK [ -~]+\r\n");
        return messages;
    }

    private boolean skip(String text) {
        boolean there = in.startsWith(text, at);
        at += there ? text.length() : 0;
        return there;
    }

    private void expect(String text) {
        int from = Math.max(0, at - 60);
        assertThat(skip(text))
                .as("'" + text + "' behind " + in.substring(from, Math.min(in.length(), at + 20)))
                .isTrue();
    }

    private String itemName() {
        int start = at;
        while (" [".indexOf(in.charAt(at)) < 0) {
            at++;
        }
        if (in.charAt(at) == '[') {
            at = in.indexOf(']', at) + 1;
            while (in.charAt(at) != ' ') {
                at++;
            }
        }
        return in.substring(start, at).toUpperCase(Locale.ROOT);
    }

    private String atom() {
        int start = at;
        while (" ()\r\n\"{".indexOf(in.charAt(at)) < 0) {
            assertThat(in.charAt(at)).isBetween('!', '~');
            at++;
        }
        assertThat(at).isGreaterThan(start);
        return in.substring(start, at);
    }

    private @Nullable Object value() {
        if (skip("(")) {
            List<@Nullable Object> list = new ArrayList<>();
            if (!skip(")")) {
                do {
                    list.add(value());
                    // Addresses and the parts of a multipart follow each other without a space.
                } while (skip(" ") || in.charAt(at) == '(');
                expect(")");
            }
            return list;
        }
        if (skip("\"")) {
            StringBuilder text = new StringBuilder();
            while (in.charAt(at) != '"') {
                at += in.charAt(at) == '\\' ? 1 : 0;
                assertThat(in.charAt(at)).isBetween('\1', '\u007f').isNotIn('\r', '\n');
                text.append(in.charAt(at++));
            }
            at++;
            return text.toString();
        }
        if (skip("{")) {
            int end = in.indexOf("}\r\n", at);
            int length = Integer.parseInt(in.substring(at, end));
            at = end + 3 + length;
            return in.substring(end + 3, at);
        }
        String atom = atom();
        return atom.equals("NIL") ? null : atom;
    }
}
