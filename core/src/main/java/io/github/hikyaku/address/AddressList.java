package io.github.hikyaku.address;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the address list of a From, Sender, Reply-To, To, Cc or Bcc field (RFC 5322 §3.4 with the obsolete forms of
 * §4.4). Never fails: what is broken yields its readable parts. Takes linear time, whatever the nesting of comments.
 *
 * <p>Every character above 127 is text, so that the value may be decoded characters or octets mapped one to one
 * (ISO-8859-1); the results are of the same kind.
 */
public final class AddressList {
    /** The most entries that are read from one list; the rest is left out. */
    public static final int MAX_ENTRIES = 10_000;

    private final PhraseScanner in;
    private final List<ListedAddress> entries = new ArrayList<>();
    private boolean inGroup;

    private AddressList(String value) {
        this.in = new PhraseScanner(value);
    }

    /**
     * Reads a field's value.
     *
     * @param value the value, folded or not
     * @return the addresses and group markers in order
     */
    public static List<ListedAddress> parse(String value) {
        AddressList list = new AddressList(value);
        list.read();
        return List.copyOf(list.entries);
    }

    private void read() {
        while (entries.size() < MAX_ENTRIES) {
            in.startElement();
            if (in.atEnd()) {
                break;
            }
            if (in.skip(';')) {
                endGroup();
            } else if (!in.skip(',')) {
                element();
            }
        }
        endGroup();
    }

    private void endGroup() {
        if (inGroup) {
            entries.add(ListedAddress.GROUP_END);
            inGroup = false;
        }
    }

    private void element() {
        in.words();
        if (in.at('<')) {
            angleAddress(in.phrase());
        } else if (in.at('@')) {
            String local = in.local();
            in.skip('@');
            String host = in.domain();
            in.skipToAny("<,;");
            if (in.at('<')) {
                // an address as display name, unquoted: common, though not allowed
                angleAddress(in.elementText());
            } else {
                entries.add(new ListedAddress(in.comment(), null, local, host));
            }
        } else if (in.skip(':')) {
            // groups do not nest: a second one ends the first
            endGroup();
            String name = in.phrase();
            entries.add(ListedAddress.groupStart(name == null ? "" : name));
            inGroup = true;
        } else {
            String phrase = in.phrase();
            in.skipToAny("<,;");
            if (in.at('<')) {
                angleAddress(in.elementText());
            } else if (phrase != null) {
                entries.add(new ListedAddress(in.comment(), null, phrase, ""));
            }
        }
    }

    /** {@code [display-name] "<" [obs-route] addr-spec ">"}. */
    private void angleAddress(@Nullable String name) {
        while (in.skip('<')) {
            in.startWords();
        }
        String route = null;
        String local = null;
        String host = "";
        if (in.at('@')) {
            StringBuilder domains = new StringBuilder();
            do {
                domains.append(domains.length() == 0 ? "@" : ",@");
                in.skip('@');
                host = in.domain();
                domains.append(host);
                in.skipCommas();
            } while (in.at('@'));
            if (in.skip(':')) {
                route = domains.toString();
                host = "";
            } else {
                local = "";
            }
        }
        if (local == null) {
            in.startWords();
            in.words();
            local = in.local();
            if (in.skip('@')) {
                host = in.domain();
            }
        }
        in.skipToAny(">,;");
        in.skip('>');
        in.skipToAny(",;");
        entries.add(new ListedAddress(name, route, local, host));
    }
}
