package io.github.hikyaku.address;

/** The inside of an address literal (RFC 5321 §4.1.3). */
final class AddressLiteral {
    private AddressLiteral() {}

    static boolean isValid(String content) {
        String ipv6 = "IPv6:";
        if (content.regionMatches(true, 0, ipv6, 0, ipv6.length())) {
            return isIpv6(content.substring(ipv6.length()));
        }
        return isIpv4(content) || isGeneral(content);
    }

    /** {@code Snum 3("." Snum)}: four numbers of one to three digits up to 255. */
    static boolean isIpv4(String text) {
        int numbers = 0;
        int position = 0;
        while (true) {
            int start = position;
            int value = 0;
            while (position < text.length() && position - start < 3 && Chars.isDigit(text.charAt(position))) {
                value = value * 10 + text.charAt(position++) - '0';
            }
            if (position == start || value > 255) {
                return false;
            }
            numbers++;
            if (position == text.length()) {
                return numbers == 4;
            }
            if (numbers == 4 || text.charAt(position++) != '.') {
                return false;
            }
        }
    }

    /** IPv6-full, -comp, v4-full or v4-comp: the double colon stands for at least two groups. */
    static boolean isIpv6(String text) {
        int compressed = text.indexOf("::");
        if (compressed < 0) {
            return groups(text) == 8;
        }
        String head = text.substring(0, compressed);
        String tail = text.substring(compressed + 2);
        int before = head.isEmpty() ? 0 : groups(head);
        int after = tail.isEmpty() ? 0 : groups(tail);
        // a dotted address can only be the last of all groups
        return before >= 0 && after >= 0 && before + after <= 6 && head.indexOf('.') < 0;
    }

    /** The number of 16-bit groups in a colon-separated list that may end in a dotted IPv4 address; -1 if wrong. */
    private static int groups(String text) {
        int count = 0;
        int start = 0;
        while (true) {
            int colon = text.indexOf(':', start);
            String group = text.substring(start, colon < 0 ? text.length() : colon);
            if (colon < 0 && group.indexOf('.') >= 0) {
                return isIpv4(group) ? count + 2 : -1;
            }
            if (group.isEmpty() || group.length() > 4 || !group.chars().allMatch(c -> Chars.isHex((char) c))) {
                return -1;
            }
            count++;
            if (colon < 0) {
                return count;
            }
            start = colon + 1;
        }
    }

    /** {@code Standardized-tag ":" 1*dcontent}; a tag that reads as a hexadecimal group is an IPv6 address untagged. */
    private static boolean isGeneral(String content) {
        int colon = content.indexOf(':');
        if (colon <= 0 || colon == content.length() - 1 || content.charAt(colon - 1) == '-') {
            return false;
        }
        boolean hexOnly = true;
        for (int i = 0; i < colon; i++) {
            char c = content.charAt(i);
            if (!Chars.isLetDig(c) && c != '-') {
                return false;
            }
            hexOnly &= Chars.isHex(c);
        }
        return !hexOnly;
    }
}
