package io.github.hikyaku.precis;

/** The bidi rule of RFC 5893 §2, which holds where there is a character that is written from right to left. */
final class Bidi {
    private static final int RTL = 1 << Character.DIRECTIONALITY_RIGHT_TO_LEFT
            | 1 << Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC
            | 1 << Character.DIRECTIONALITY_ARABIC_NUMBER;
    private static final int LTR_LETTER = 1 << Character.DIRECTIONALITY_LEFT_TO_RIGHT;
    private static final int RTL_LETTER =
            1 << Character.DIRECTIONALITY_RIGHT_TO_LEFT | 1 << Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
    private static final int NEUTRAL = 1 << Character.DIRECTIONALITY_EUROPEAN_NUMBER
            | 1 << Character.DIRECTIONALITY_EUROPEAN_NUMBER_SEPARATOR
            | 1 << Character.DIRECTIONALITY_COMMON_NUMBER_SEPARATOR
            | 1 << Character.DIRECTIONALITY_EUROPEAN_NUMBER_TERMINATOR
            | 1 << Character.DIRECTIONALITY_OTHER_NEUTRALS
            | 1 << Character.DIRECTIONALITY_BOUNDARY_NEUTRAL
            | 1 << Character.DIRECTIONALITY_NONSPACING_MARK;
    private static final int NUMBERS =
            1 << Character.DIRECTIONALITY_EUROPEAN_NUMBER | 1 << Character.DIRECTIONALITY_ARABIC_NUMBER;

    private Bidi() {}

    static boolean isAllowed(String text) {
        int[] classes = text.codePoints().map(Bidi::classOf).toArray();
        int all = 0;
        for (int c : classes) {
            all |= c;
        }
        if ((all & RTL) == 0) {
            return true;
        }
        boolean rightToLeft = (classes[0] & RTL_LETTER) != 0;
        if (!rightToLeft && (classes[0] & LTR_LETTER) == 0) {
            return false;
        }
        int allowed = rightToLeft ? RTL | NEUTRAL : LTR_LETTER | NEUTRAL;
        int atTheEnd = rightToLeft ? RTL_LETTER | NUMBERS : LTR_LETTER | 1 << Character.DIRECTIONALITY_EUROPEAN_NUMBER;
        return (all & ~allowed) == 0 && (all & NUMBERS) != NUMBERS && (lastButMarks(classes) & atTheEnd) != 0;
    }

    private static int lastButMarks(int[] classes) {
        int last = classes.length - 1;
        while (last > 0 && classes[last] == 1 << Character.DIRECTIONALITY_NONSPACING_MARK) {
            last--;
        }
        return classes[last];
    }

    /** As a bit; 0 for what has none. */
    private static int classOf(int codePoint) {
        byte directionality = Character.getDirectionality(codePoint);
        return directionality < 0 ? 0 : 1 << directionality;
    }
}
