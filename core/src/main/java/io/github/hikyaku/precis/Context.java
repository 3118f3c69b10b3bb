package io.github.hikyaku.precis;

import java.lang.Character.UnicodeScript;
import java.util.Arrays;

/** The contextual rules (RFC 5892 appendix A). */
final class Context {
    private static final int NONE = -1;

    private Context() {}

    static boolean isArabicIndicDigit(int c) {
        return c >= 0x0660 && c <= 0x0669;
    }

    static boolean isExtendedArabicIndicDigit(int c) {
        return c >= 0x06F0 && c <= 0x06F9;
    }

    /** Whether the code point at {@code i}, one that has a rule, may stand there. */
    static boolean isAllowed(int[] text, int i) {
        int before = i > 0 ? text[i - 1] : NONE;
        int after = i + 1 < text.length ? text[i + 1] : NONE;
        return switch (text[i]) {
            case 0x200C -> isVirama(before) || isBetweenJoining(text, i); // A.1 ZERO WIDTH NON-JOINER
            case 0x200D -> isVirama(before); // A.2 ZERO WIDTH JOINER
            case 0x00B7 -> before == 'l' && after == 'l'; // A.3 MIDDLE DOT
            case 0x0375 -> isScript(after, UnicodeScript.GREEK); // A.4 GREEK LOWER NUMERAL SIGN
            case 0x05F3, 0x05F4 -> isScript(before, UnicodeScript.HEBREW); // A.5, A.6 GERESH, GERSHAYIM
            case 0x30FB -> Arrays.stream(text).anyMatch(Context::isJapanese); // A.7 KATAKANA MIDDLE DOT
            default -> // A.8, A.9: not both sets of digits
                isArabicIndicDigit(text[i])
                        ? Arrays.stream(text).noneMatch(Context::isExtendedArabicIndicDigit)
                        : Arrays.stream(text).noneMatch(Context::isArabicIndicDigit);
        };
    }

    private static boolean isVirama(int c) {
        return c != NONE && Joining.isVirama(c);
    }

    private static boolean isBetweenJoining(int[] text, int i) {
        int before = i - 1;
        while (before >= 0 && Joining.isTransparent(text[before])) {
            before--;
        }
        int after = i + 1;
        while (after < text.length && Joining.isTransparent(text[after])) {
            after++;
        }
        return before >= 0
                && after < text.length
                && Joining.joinsNext(text[before])
                && Joining.joinsPrevious(text[after]);
    }

    private static boolean isScript(int c, UnicodeScript script) {
        return c != NONE && UnicodeScript.of(c) == script;
    }

    private static boolean isJapanese(int c) {
        UnicodeScript script = UnicodeScript.of(c);
        return script == UnicodeScript.HIRAGANA || script == UnicodeScript.KATAKANA || script == UnicodeScript.HAN;
    }
}
