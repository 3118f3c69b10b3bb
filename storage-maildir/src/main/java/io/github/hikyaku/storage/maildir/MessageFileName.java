package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.UidSet;
import java.util.OptionalLong;

/**
 * Names of message files: {@code base}, and in cur/ {@code base:2,FLAGS}. The base names the message and never changes;
 * in it {@code ,S=} gives the octets of the file and {@code ,W=} those of the message with CRLF. Flags are the letters
 * D F R S T and the keywords a to z, in ASCII order.
 */
final class MessageFileName {
    /** Bits of the system flags; keyword letters follow from {@link #KEYWORD_SHIFT} on. */
    static final int DRAFT = 1;

    static final int FLAGGED = 2;
    static final int ANSWERED = 4;
    static final int SEEN = 8;
    static final int DELETED = 16;
    static final int KEYWORD_SHIFT = 5;
    static final int KEYWORDS = 26;

    private static final String LETTERS = "DFRST";
    private static final String INFO = ":2,";

    private MessageFileName() {}

    static String base(String file) {
        int colon = file.indexOf(':');
        return colon < 0 ? file : file.substring(0, colon);
    }

    /** The flags of a file as bits; letters that mean nothing here are left out. */
    static int flags(String file) {
        int at = file.indexOf(INFO);
        int flags = 0;
        if (at >= 0) {
            for (int i = at + INFO.length(); i < file.length() && file.charAt(i) != ','; i++) {
                flags |= bit(file.charAt(i));
            }
        }
        return flags;
    }

    private static int bit(char letter) {
        if (letter >= 'a' && letter <= 'z') {
            return 1 << (KEYWORD_SHIFT + letter - 'a');
        }
        int system = LETTERS.indexOf(letter);
        return system < 0 ? 0 : 1 << system;
    }

    /** The name in cur/ of a message with these flags. */
    static String withFlags(String base, int flags) {
        StringBuilder name = new StringBuilder(base.length() + 8).append(base).append(INFO);
        append(name, flags);
        return name.toString();
    }

    private static void append(StringBuilder name, int flags) {
        for (int i = 0; i < LETTERS.length(); i++) {
            if ((flags & 1 << i) != 0) {
                name.append(LETTERS.charAt(i));
            }
        }
        for (int i = 0; i < KEYWORDS; i++) {
            if ((flags & 1 << KEYWORD_SHIFT + i) != 0) {
                name.append((char) ('a' + i));
            }
        }
    }

    /** The name after a change of flags, with the letters kept that mean nothing here. */
    static String changed(String file, int flags) {
        String base = base(file);
        int at = file.indexOf(INFO);
        if (at < 0) {
            return withFlags(base, flags);
        }
        StringBuilder foreign = new StringBuilder();
        int i = at + INFO.length();
        for (; i < file.length() && file.charAt(i) != ','; i++) {
            if (bit(file.charAt(i)) == 0) {
                foreign.append(file.charAt(i));
            }
        }
        String rest = file.substring(i);
        if (foreign.length() == 0) {
            return withFlags(base, flags) + rest;
        }
        StringBuilder letters = new StringBuilder(foreign);
        append(letters, flags);
        char[] sorted = letters.toString().toCharArray();
        java.util.Arrays.sort(sorted);
        return base + INFO + new String(sorted) + rest;
    }

    /** The value of a field of the base such as {@code ,S=123}. */
    static OptionalLong field(String base, char key) {
        for (int at = base.indexOf(','); at >= 0; at = base.indexOf(',', at + 1)) {
            if (at + 2 < base.length() && base.charAt(at + 1) == key && base.charAt(at + 2) == '=') {
                return number(base, at + 3);
            }
        }
        return OptionalLong.empty();
    }

    /** How the bases end that we make: with sizes that are the same, and with the UID. */
    static String ending(long octets, long uidValidity, long uid) {
        return ",S=" + octets + ",W=" + octets + ",H=" + uidValidity + "." + uid;
    }

    /** The base of a message that is given a UID: it bears it, with the UIDVALIDITY, so that a rename makes both durable. */
    static String withUid(String base, long uidValidity, long uid) {
        return base + ",H=" + uidValidity + "." + uid;
    }

    /** The UID that a base bears, if it does with this UIDVALIDITY. */
    static OptionalLong uid(String base, long uidValidity) {
        String field = ",H=" + uidValidity + ".";
        int at = base.indexOf(field);
        OptionalLong uid = at < 0 ? OptionalLong.empty() : number(base, at + field.length());
        return uid.isPresent() && uid.getAsLong() >= 1 && uid.getAsLong() < UidSet.MAX_UID ? uid : OptionalLong.empty();
    }

    /** The seconds that a base starts with, by which messages that came together are ordered. */
    static long seconds(String base) {
        return number(base, 0).orElse(Long.MAX_VALUE);
    }

    private static OptionalLong number(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end == from || end - from > 18
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(text, from, end, 10));
    }

    /** Whether a name can be that of a message file that we can work with. */
    static boolean isUsable(String file) {
        if (file.isEmpty() || file.charAt(0) == '.' || file.length() > 255) {
            return false;
        }
        // What is not ASCII does not come back the same in every locale.
        return file.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '/');
    }
}
