package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.UidSet;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.OptionalLong;

/**
 * Names of message files: {@code base}, and in cur/ {@code base:2,FLAGS}. The base names the message and never changes;
 * in it {@code ,S=} gives the octets of the file, {@code ,W=} those of the message with CRLF, {@code ,E=} the id of the
 * content if it is a copy, and {@code ,H=} UIDVALIDITY and UID. Flags are the letters
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
    private static final String EMAIL_ID = ",E=";

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

    /** Whether a file was made by us, who sync it before it has such a name. */
    static boolean isOurs(String file) {
        return file.contains(",H=");
    }

    /** The UID that a base bears, if it does with this UIDVALIDITY. */
    static OptionalLong uid(String base, long uidValidity) {
        String field = ",H=" + uidValidity + ".";
        int at = base.indexOf(field);
        OptionalLong uid = at < 0 ? OptionalLong.empty() : number(base, at + field.length());
        return uid.isPresent() && uid.getAsLong() >= 1 && uid.getAsLong() < UidSet.MAX_UID ? uid : OptionalLong.empty();
    }

    /** The name of the message, by which it stays itself wherever it is: what stands before the first comma. */
    private static String unique(String base) {
        int comma = base.indexOf(',');
        return comma < 0 ? base : base.substring(0, comma);
    }

    /** The id of a message's content (RFC 8474): that of its original, which a copy's base bears, or its own. */
    static String emailId(String base) {
        int at = base.indexOf(EMAIL_ID);
        if (at >= 0) {
            int end = base.indexOf(',', at + 1);
            String id = base.substring(at + EMAIL_ID.length(), end < 0 ? base.length() : end);
            if (id.matches("[A-Za-z0-9_-]{1,64}")) {
                return id;
            }
        }
        byte[] digest = DirectoryNames.sha256(unique(base).getBytes(StandardCharsets.ISO_8859_1));
        return "E" + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, 15));
    }

    /** The base of a copy, without sizes and UID. */
    static String copy(String unique, String original) {
        return unique + EMAIL_ID + emailId(original);
    }

    /** When the message came into this Maildir, in seconds, if its base starts as bases should. */
    static OptionalLong saved(String base) {
        OptionalLong seconds = number(base, 0);
        int dot = base.indexOf('.');
        return seconds.isPresent()
                        && dot >= 9
                        && dot <= 10
                        && dot == Long.toString(seconds.getAsLong()).length()
                ? seconds
                : OptionalLong.empty();
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
