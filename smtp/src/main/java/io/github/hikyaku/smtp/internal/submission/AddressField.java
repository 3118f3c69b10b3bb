package io.github.hikyaku.smtp.internal.submission;

import io.github.hikyaku.address.AddressList;
import io.github.hikyaku.address.ListedAddress;
import io.github.hikyaku.address.MailAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The addresses of a field, and its value once those without a domain are completed. */
final class AddressField {
    private static final Pattern LOCAL_PART = Pattern.compile("[^\\s\"(),:;<>@\\[\\\\\\]]+");

    private final List<MailAddress> addresses = new ArrayList<>();
    private final List<String> parts = new ArrayList<>();
    private final boolean empty;
    private final boolean hasQuotes;
    private boolean unreadable;
    private boolean unqualified;
    private boolean completed;

    /** Reads an unfolded value. */
    AddressField(String value, Domains domains) {
        List<ListedAddress> entries = AddressList.parse(value);
        empty = entries.isEmpty();
        hasQuotes = value.indexOf('"') >= 0;
        unreadable = entries.size() >= AddressList.MAX_ENTRIES || hasMoreAtSigns(value, entries);
        for (ListedAddress entry : entries) {
            read(entry, domains);
        }
    }

    private void read(ListedAddress entry, Domains domains) {
        if (entry.isGroupStart()) {
            parts.add(quoted(String.valueOf(entry.mailbox())) + ":");
        } else if (entry.isGroupEnd()) {
            parts.add(";");
        } else {
            Optional<MailAddress> address = entry.address();
            String local = String.valueOf(entry.mailbox());
            if (address.isPresent() && !local.isEmpty() && !isQuotedByUs(address.get())) {
                unqualified |= !domains.isQualified(address.get());
            } else if (String.valueOf(entry.host()).isEmpty()
                    && LOCAL_PART.matcher(local).matches()) {
                address = domains.complete(local);
                completed |= address.isPresent();
                unqualified |= address.isEmpty();
            } else {
                unreadable = true;
            }
            address.ifPresent(addresses::add);
            String text = address.map(MailAddress::toString).orElse(local);
            parts.add(entry.name() == null ? text : quoted(entry.name()) + " <" + text + ">");
        }
    }

    /** Words with white space between them are no local part unless there are quotes around them. */
    private boolean isQuotedByUs(MailAddress address) {
        return !hasQuotes && address.localPart().startsWith("\"");
    }

    /**
     * Whether there is an at sign that none of the entries has. The list was read tolerantly: what it passed over could be
     * what another reader takes for the address.
     */
    private static boolean hasMoreAtSigns(String value, List<ListedAddress> entries) {
        long read = 0;
        for (ListedAddress entry : entries) {
            read += atSigns(entry.name()) + atSigns(entry.route()) + atSigns(entry.mailbox()) + atSigns(entry.host());
            read += entry.host() == null || entry.host().isEmpty() ? 0 : 1;
        }
        return atSigns(value) > read;
    }

    private static long atSigns(@Nullable String text) {
        return text == null ? 0 : text.chars().filter(c -> c == '@').count();
    }

    /** Whether there is neither address nor group. */
    boolean isEmpty() {
        return empty;
    }

    /** Whether something in it is no address. */
    boolean isUnreadable() {
        return unreadable;
    }

    /** Whether a domain is missing, or part of it, and cannot be completed. */
    boolean isUnqualified() {
        return unqualified;
    }

    /** Whether {@link #value} has domains that were not there. */
    boolean isCompleted() {
        return completed;
    }

    /** Those that could be read, as they are when they are completed. */
    List<MailAddress> addresses() {
        return addresses;
    }

    /** The completed value, an address a line. */
    String value() {
        StringBuilder value = new StringBuilder();
        boolean comma = false;
        for (String part : parts) {
            if (part.equals(";")) {
                value.append(';');
                comma = true;
            } else {
                value.append(comma ? "," : "")
                        .append(value.length() == 0 ? "" : "\r\n ")
                        .append(part);
                comma = !part.endsWith(":");
            }
        }
        return value.toString();
    }

    /** A display name, in quotes unless it is atoms, encoded words among them (RFC 2047 §5). */
    private static String quoted(String name) {
        if (isPhrase(name)) {
            return name;
        }
        return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static boolean isPhrase(String name) {
        for (String word : name.split(" ", -1)) {
            boolean encoded = word.length() > 4 && word.startsWith("=?") && word.endsWith("?=");
            if (word.isEmpty() || !encoded && !word.chars().allMatch(AddressField::isAtomic)) {
                return false;
            }
        }
        return true;
    }

    /** RFC 5322 §3.2.3, RFC 6532 §3.2. */
    private static boolean isAtomic(int c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c > 0x9f
                || "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0;
    }
}
