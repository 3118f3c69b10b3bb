package io.github.hikyaku.precis;

import static java.lang.Character.COMBINING_SPACING_MARK;
import static java.lang.Character.CONNECTOR_PUNCTUATION;
import static java.lang.Character.CONTROL;
import static java.lang.Character.CURRENCY_SYMBOL;
import static java.lang.Character.DASH_PUNCTUATION;
import static java.lang.Character.DECIMAL_DIGIT_NUMBER;
import static java.lang.Character.ENCLOSING_MARK;
import static java.lang.Character.END_PUNCTUATION;
import static java.lang.Character.FINAL_QUOTE_PUNCTUATION;
import static java.lang.Character.INITIAL_QUOTE_PUNCTUATION;
import static java.lang.Character.LETTER_NUMBER;
import static java.lang.Character.LOWERCASE_LETTER;
import static java.lang.Character.MATH_SYMBOL;
import static java.lang.Character.MODIFIER_LETTER;
import static java.lang.Character.MODIFIER_SYMBOL;
import static java.lang.Character.NON_SPACING_MARK;
import static java.lang.Character.OTHER_LETTER;
import static java.lang.Character.OTHER_NUMBER;
import static java.lang.Character.OTHER_PUNCTUATION;
import static java.lang.Character.OTHER_SYMBOL;
import static java.lang.Character.SPACE_SEPARATOR;
import static java.lang.Character.START_PUNCTUATION;
import static java.lang.Character.TITLECASE_LETTER;
import static java.lang.Character.UNASSIGNED;
import static java.lang.Character.UPPERCASE_LETTER;

import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/** What PRECIS thinks of each code point (RFC 8264 §8 and §9). */
final class CodePoints {
    /** From the most to the least welcome. */
    enum Kind {
        /** In names and in secrets. */
        PVALID,
        /** In secrets alone. */
        FREE_PVAL,
        /** Where its neighbours make it mean something: RFC 5892 A.1 to A.9. */
        CONTEXT,
        /** Nowhere. */
        DISALLOWED
    }

    private static final int LETTERS_AND_DIGITS = bits(
            LOWERCASE_LETTER,
            UPPERCASE_LETTER,
            OTHER_LETTER,
            DECIMAL_DIGIT_NUMBER,
            MODIFIER_LETTER,
            NON_SPACING_MARK,
            COMBINING_SPACING_MARK);

    private static final int FREE = bits(
            TITLECASE_LETTER,
            LETTER_NUMBER,
            OTHER_NUMBER,
            ENCLOSING_MARK,
            SPACE_SEPARATOR,
            MATH_SYMBOL,
            CURRENCY_SYMBOL,
            MODIFIER_SYMBOL,
            OTHER_SYMBOL,
            CONNECTOR_PUNCTUATION,
            DASH_PUNCTUATION,
            START_PUNCTUATION,
            END_PUNCTUATION,
            INITIAL_QUOTE_PUNCTUATION,
            FINAL_QUOTE_PUNCTUATION,
            OTHER_PUNCTUATION);

    private CodePoints() {}

    /** Whether a text is made of code points that are no less welcome than {@code least}. */
    static boolean isAllowed(String text, Kind least) {
        int[] codePoints = text.codePoints().toArray();
        for (int i = 0; i < codePoints.length; i++) {
            Kind kind = kind(codePoints[i]);
            boolean allowed = kind == Kind.CONTEXT ? Context.isAllowed(codePoints, i) : kind.compareTo(least) <= 0;
            if (!allowed) {
                return false;
            }
        }
        return true;
    }

    /** In the order of RFC 8264 §8, which decides where a code point is in several categories. */
    static Kind kind(int c) {
        Kind exception = exception(c);
        if (exception != null) {
            return exception;
        }
        int type = Character.getType(c);
        if (type == UNASSIGNED) {
            return Kind.DISALLOWED;
        }
        if (c > 0x20 && c < 0x7f) {
            return Kind.PVALID;
        }
        if (c == 0x200C || c == 0x200D) {
            return Kind.CONTEXT;
        }
        if (isOldHangulJamo(c) || isDefaultIgnorable(c) || type == CONTROL) {
            return Kind.DISALLOWED;
        }
        int bit = 1 << type;
        if ((bit & (LETTERS_AND_DIGITS | FREE)) == 0) {
            return Kind.DISALLOWED;
        }
        return (bit & LETTERS_AND_DIGITS) != 0 && !hasCompatibilityForm(c) ? Kind.PVALID : Kind.FREE_PVAL;
    }

    /** RFC 8264 §9.6, which is RFC 5892 §2.6. */
    private static @Nullable Kind exception(int c) {
        return switch (c) {
            case 0x00DF, 0x03C2, 0x06FD, 0x06FE, 0x0F0B, 0x3007 -> Kind.PVALID;
            case 0x00B7, 0x0375, 0x05F3, 0x05F4, 0x30FB -> Kind.CONTEXT;
            case 0x0640, 0x07FA, 0x302E, 0x302F, 0x3031, 0x3032, 0x3033, 0x3034, 0x3035, 0x303B -> Kind.DISALLOWED;
            default -> Context.isArabicIndicDigit(c) || Context.isExtendedArabicIndicDigit(c) ? Kind.CONTEXT : null;
        };
    }

    /** Hangul_Syllable_Type L, V or T. */
    private static boolean isOldHangulJamo(int c) {
        return c >= 0x1100 && c <= 0x11FF || c >= 0xA960 && c <= 0xA97C || c >= 0xD7B0 && c <= 0xD7FB;
    }

    /** Default_Ignorable_Code_Point; noncharacters are not assigned. */
    private static boolean isDefaultIgnorable(int c) {
        return c == 0x00AD
                || c == 0x034F
                || c == 0x061C
                || c == 0x17B4
                || c == 0x17B5
                || c >= 0x180B && c <= 0x180F
                || c >= 0x200B && c <= 0x200F
                || c >= 0x202A && c <= 0x202E
                || c >= 0x2060 && c <= 0x206F
                || c == 0x3164
                || c >= 0xFE00 && c <= 0xFE0F
                || c == 0xFEFF
                || c == 0xFFA0
                || c >= 0xFFF0 && c <= 0xFFF8
                || c >= 0x1BCA0 && c <= 0x1BCA3
                || c >= 0x1D173 && c <= 0x1D17A
                || c >= 0xE0000 && c <= 0xE0FFF;
    }

    private static boolean hasCompatibilityForm(int c) {
        String text = Character.toString(c);
        return !Normalizer.normalize(text, Normalizer.Form.NFKC).equals(text);
    }

    private static int bits(int... types) {
        int bits = 0;
        for (int type : types) {
            bits |= 1 << type;
        }
        return bits;
    }
}
