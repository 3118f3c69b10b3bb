package io.github.hikyaku.address;

import java.text.Normalizer;
import java.util.Locale;

/**
 * A mail address: what RFC 5321 §4.1.2 calls Mailbox, a local part and a domain or address literal.
 *
 * <p>The local part is kept as it was typed. Two addresses are equal if the values of their local parts are the same,
 * case included (RFC 5321 §2.4: only the final host knows what its case means), and their domains are the same but for
 * case. Instances are immutable and hold at most 64 octets of local part, 255 of domain and 254 in all.
 */
public final class MailAddress {
    private final String localPart;
    private final String localPartValue;
    private final String domain;
    private final String normalizedDomain;

    MailAddress(String localPart, String localPartValue, String domain) {
        this.localPart = localPart;
        this.localPartValue = localPartValue;
        this.domain = domain;
        this.normalizedDomain = normalizeDomain(domain);
    }

    /**
     * Parses an address such as {@code alice@example.org}; non-ASCII characters are allowed (RFC 6531).
     *
     * @param text the address without angle brackets
     * @return the address
     * @throws AddressSyntaxException if the text is not an address
     */
    public static MailAddress of(String text) {
        return AddressParser.utf8().address(text);
    }

    /**
     * Builds an address from the value of a local part, which is quoted if it has to be, and a domain.
     *
     * @param localPartValue the local part without quoting
     * @param domain a domain name, or an address literal in brackets
     * @return the address
     * @throws AddressSyntaxException if the two do not make an address
     */
    public static MailAddress of(String localPartValue, String domain) {
        return of(quoteIfNeeded(localPartValue) + "@" + domain);
    }

    /**
     * The local part in wire form.
     *
     * @return the local part as typed, with its quotes if it has any
     */
    public String localPart() {
        return localPart;
    }

    /**
     * The meaning of the local part, which the receiving host compares.
     *
     * @return the local part without quotes and backslashes
     */
    public String localPartValue() {
        return localPartValue;
    }

    /**
     * The domain in wire form.
     *
     * @return the domain as typed; an address literal has its brackets
     */
    public String domain() {
        return domain;
    }

    /**
     * The domain in the form to compare and to look up.
     *
     * @return the domain in lower case; non-ASCII labels in Unicode normalization form C
     */
    public String normalizedDomain() {
        return normalizedDomain;
    }

    /**
     * Whether the domain is an address literal (RFC 5321 §4.1.3).
     *
     * @return true for a domain in brackets
     */
    public boolean isAddressLiteral() {
        return domain.startsWith("[");
    }

    /**
     * Whether the address can only travel with SMTPUTF8 (RFC 6531).
     *
     * @return true if there is a non-ASCII character in it
     */
    public boolean isInternationalized() {
        return !Chars.isAscii(localPart) || !Chars.isAscii(domain);
    }

    /**
     * Brings a domain into the form in which domains are compared.
     *
     * @param domain a domain name or address literal
     * @return the domain in lower case and Unicode normalization form C
     */
    public static String normalizeDomain(String domain) {
        String lower = domain.toLowerCase(Locale.ROOT);
        return Chars.isAscii(lower) ? lower : Normalizer.normalize(lower, Normalizer.Form.NFC);
    }

    private static String quoteIfNeeded(String value) {
        if (Chars.isDotString(value)) {
            return value;
        }
        StringBuilder quoted = new StringBuilder(value.length() + 8).append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return quoted.append('"').toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MailAddress that
                && localPartValue.equals(that.localPartValue)
                && normalizedDomain.equals(that.normalizedDomain);
    }

    @Override
    public int hashCode() {
        return localPartValue.hashCode() * 31 + normalizedDomain.hashCode();
    }

    /** The wire form, without angle brackets. */
    @Override
    public String toString() {
        return localPart + "@" + domain;
    }
}
