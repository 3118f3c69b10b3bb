package io.github.hikyaku.defence;

import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.pipeline.Verdict;

/** From a policy to a verdict. */
final class Verdicts {
    private static final int LONGEST = 300;

    private Verdicts() {}

    /**
     * What a policy makes of a finding.
     *
     * @param field the header field of a mark
     * @param detail the end of an enhanced status, such as {@code 7.1}
     * @param text what the client is told, or the field says
     */
    static Verdict of(Policy policy, String field, String detail, String text) {
        String shown = printable(text);
        return switch (policy) {
            case OFF -> Verdict.accept();
            case MARK -> Verdict.tag(field, shown);
            case DEFER -> new Verdict.Defer(new Reply(450, "4." + detail, shown));
            case REFUSE -> Verdict.reject("5." + detail, shown);
        };
    }

    /** What can stand in a reply and in a header field. */
    static String printable(String text) {
        StringBuilder shown = new StringBuilder(Math.min(text.length(), LONGEST));
        for (int i = 0; i < text.length() && i < LONGEST; i++) {
            char c = text.charAt(i);
            shown.append(c < 0x20 || c >= 0x7f ? '?' : c);
        }
        return shown.toString();
    }
}
