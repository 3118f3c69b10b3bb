package io.github.hikyaku.smtp.internal.command;

import io.github.hikyaku.message.MailParameters.Return;
import io.github.hikyaku.message.Recipient.Notify;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The values of what DSN adds to MAIL and RCPT (RFC 3461 §4). */
public final class DsnValues {
    private static final int MAX_ENVID = 100;
    private static final int MAX_ORCPT = 500;

    /** RFC 5322 §3.2.3, atom. */
    private static final Pattern ADDRESS_TYPE = Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+");

    /** RFC 6533 §3, EmbeddedUnicodeChar. */
    private static final Pattern EMBEDDED = Pattern.compile("\\\\x\\{([0-9A-Fa-f]{2,6})}");

    private DsnValues() {}

    /** Of RET. */
    public static Return returned(@Nullable String value) throws Refusal {
        return switch (value == null ? "" : CommandLine.upper(value)) {
            case "FULL" -> Return.FULL;
            case "HDRS" -> Return.HDRS;
            default -> throw wrong("RET is FULL or HDRS");
        };
    }

    /** Of ENVID; answers it as it is, in xtext. */
    public static String envelopeId(@Nullable String value) throws Refusal {
        if (value == null || value.length() > MAX_ENVID || !isPrintable(value)) {
            throw wrong("ENVID is up to 100 characters of xtext that stand for printable ones");
        }
        return value;
    }

    /** Of NOTIFY. */
    public static Set<Notify> notifyOn(@Nullable String value) throws Refusal {
        EnumSet<Notify> when = EnumSet.noneOf(Notify.class);
        for (String word : CommandLine.upper(value == null ? "" : value).split(",", -1)) {
            switch (word) {
                case "NEVER" -> when.add(Notify.NEVER);
                case "SUCCESS" -> when.add(Notify.SUCCESS);
                case "FAILURE" -> when.add(Notify.FAILURE);
                case "DELAY" -> when.add(Notify.DELAY);
                default -> throw wrong("NOTIFY is NEVER, or some of SUCCESS, FAILURE and DELAY with commas between");
            }
        }
        if (when.contains(Notify.NEVER) && when.size() > 1) {
            throw wrong("NOTIFY=NEVER goes with nothing else");
        }
        return when;
    }

    /**
     * Of ORCPT; answers it as it is, with the type of address before the semicolon.
     *
     * @param utf8 whether the transaction is with SMTPUTF8
     */
    public static String originalRecipient(@Nullable String value, boolean utf8) throws Refusal {
        int semicolon = value == null ? -1 : value.indexOf(';');
        if (value == null || semicolon < 1 || semicolon == value.length() - 1 || value.length() > MAX_ORCPT) {
            throw wrong("ORCPT is a type of address, a semicolon and an address, up to 500 characters");
        }
        String type = value.substring(0, semicolon);
        String address = value.substring(semicolon + 1);
        boolean right = type.toLowerCase(Locale.ROOT).equals("utf-8") ? isUtf8(address, utf8) : isPrintable(address);
        if (!ADDRESS_TYPE.matcher(type).matches() || !right) {
            throw wrong("The address of ORCPT is not encoded as its type asks");
        }
        return value;
    }

    /** RFC 3461 §4.2, §4.4: prior to the encoding it was printable ASCII. */
    private static boolean isPrintable(String xtext) {
        return Xtext.decode(xtext)
                .filter(text -> text.chars().allMatch(c -> c >= ' ' && c < 0x7f))
                .isPresent();
    }

    /** RFC 6533 §3: utf-8-addr-xtext, or with SMTPUTF8 utf-8-addr-unitext. */
    private static boolean isUtf8(String address, boolean utf8) {
        Matcher embedded = EMBEDDED.matcher(address);
        int at = 0;
        while (at < address.length()) {
            char c = address.charAt(at);
            if (c == '\\') {
                if (!embedded.find(at) || embedded.start() != at || !isCharacter(embedded.group(1))) {
                    return false;
                }
                at = embedded.end();
            } else if (c == '+' || c == '=' || c <= ' ' || c == 0x7f || c > 0x7f && !utf8) {
                return false;
            } else {
                at++;
            }
        }
        return true;
    }

    private static boolean isCharacter(String hex) {
        int point = Integer.parseInt(hex, 16);
        return point >= ' ' && point <= Character.MAX_CODE_POINT && (point < 0xd800 || point > 0xdfff);
    }

    private static Refusal wrong(String text) {
        return new Refusal(501, "5.5.4", text);
    }
}
