package io.github.hikyaku.account.ldap;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.Attributes;

/** An entry: its name, and the values of the attributes that were asked for, by their names in lower case. */
record LdapEntry(String dn, Map<String, List<String>> attributes) {
    // Of an attribute more values are of no use here.
    private static final int MOST_VALUES = 1_000;

    static LdapEntry of(String dn, Attributes found) throws NamingException {
        Map<String, List<String>> attributes = new TreeMap<>();
        for (var all = found.getAll(); all.hasMore(); ) {
            Attribute attribute = all.next();
            List<String> values = new ArrayList<>();
            for (int i = 0; i < Math.min(attribute.size(), MOST_VALUES); i++) {
                Object value = attribute.get(i);
                if (value instanceof byte[] octets) {
                    values.add(new String(octets, StandardCharsets.UTF_8));
                } else if (value != null) {
                    values.add(value.toString());
                }
            }
            attributes.put(attribute.getID().toLowerCase(Locale.ROOT), values);
        }
        return new LdapEntry(dn, attributes);
    }

    List<String> values(String attribute) {
        return attributes.getOrDefault(attribute.toLowerCase(Locale.ROOT), List.of());
    }

    /** Without the values, among which may be secrets. */
    @Override
    public String toString() {
        return dn;
    }
}
