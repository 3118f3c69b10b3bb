package io.github.hikyaku.fuzz;

import java.util.ArrayList;
import java.util.List;

/** Replies of SMTP, read as strictly as RFC 5321 §4.2 writes them. */
final class SmtpReplies {
    private SmtpReplies() {}

    /** The code of each reply. */
    static List<Integer> codes(String sent) {
        List<Integer> codes = new ArrayList<>();
        int at = 0;
        String open = "";
        while (at < sent.length()) {
            int end = sent.indexOf("\r\n", at);
            if (end < 0) {
                throw new AssertionError("A reply without its end: " + sent.substring(at));
            }
            String line = sent.substring(at, end);
            at = end + 2;
            if (!line.matches("[2-5][0-9][0-9][ -][\\t\\x20-\\x7e]*")) {
                throw new AssertionError("No line of a reply: " + line);
            }
            String code = line.substring(0, 3);
            if (!open.isEmpty() && !open.equals(code)) {
                throw new AssertionError("Lines of one reply with " + open + " and " + code);
            }
            if (line.charAt(3) == '-') {
                open = code;
            } else {
                open = "";
                codes.add(Integer.valueOf(code));
            }
        }
        if (!open.isEmpty()) {
            throw new AssertionError("A reply without its last line");
        }
        return codes;
    }
}
