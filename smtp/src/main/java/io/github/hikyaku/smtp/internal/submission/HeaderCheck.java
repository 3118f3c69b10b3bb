package io.github.hikyaku.smtp.internal.submission;

import static io.github.hikyaku.smtp.submission.Treatment.FIX;
import static io.github.hikyaku.smtp.submission.Treatment.PASS;
import static io.github.hikyaku.smtp.submission.Treatment.REFUSE;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.message.Envelope;
import io.github.hikyaku.mime.DateTimes;
import io.github.hikyaku.mime.HeaderSection;
import io.github.hikyaku.smtp.internal.command.Refusal;
import io.github.hikyaku.smtp.submission.HeaderFault;
import io.github.hikyaku.smtp.submission.SenderPolicy;
import io.github.hikyaku.smtp.submission.SubmissionRules;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks one header section by the rules of a service, and repairs it where they say so. */
final class HeaderCheck {
    /** RFC 5322 §3.6. */
    private static final Set<String> ONCE = Set.of(
            "date",
            "from",
            "sender",
            "reply-to",
            "to",
            "cc",
            "bcc",
            "message-id",
            "in-reply-to",
            "references",
            "subject");

    private static final Set<String> ORIGINATORS = Set.of("from", "sender", "reply-to");
    private static final Set<String> ADDRESSES = Set.of("from", "sender", "reply-to", "to", "cc", "bcc");
    private static final Pattern MESSAGE_ID = Pattern.compile("<[^<>\\s@]++@[^<>\\s]++>");

    private final SubmissionRules rules;
    private final Optional<Account> login;
    private final Envelope envelope;
    private final Domains domains;
    private final String hostname;
    private final StringBuilder added = new StringBuilder();
    private final List<MailAddress> authors = new ArrayList<>();

    HeaderCheck(SubmissionRules rules, Optional<Account> login, Envelope envelope, Domains domains, String hostname) {
        this.rules = rules;
        this.login = login;
        this.envelope = envelope;
        this.domains = domains;
        this.hostname = hostname;
    }

    SubmittedHeader check(HeaderSection header, boolean headless, String id, Instant now) throws Refusal {
        if (headless && rules.treatment(HeaderFault.NO_HEADER_SECTION) == REFUSE) {
            throw syntax("The message has no header section; begin it with From, Date and Subject");
        }
        List<SubmittedField> all = SubmittedField.of(header);
        checkThatAllAreFields(header, all);
        List<SubmittedField> fields = new ArrayList<>(all.size());
        for (SubmittedField field : all) {
            if (isNotForClients(field)) {
                field.remove();
            } else {
                checkOctets(field);
                fields.add(field);
            }
        }
        removeRepeated(fields);
        String date = DateTimes.format(now.atOffset(ZoneOffset.UTC));
        date(fields, date);
        messageId(fields, "<" + id + "@" + hostname + ">");
        addresses(fields);
        from(fields);
        sender(fields);
        for (SubmittedField field : fields) {
            fold(field);
        }
        try {
            return new SubmittedHeader(null, added.toString(), SubmittedField.changes(all));
        } catch (IllegalArgumentException e) {
            throw syntax("A field is too long to be repaired");
        }
    }

    private void checkThatAllAreFields(HeaderSection header, List<SubmittedField> fields) throws Refusal {
        if (rules.treatment(HeaderFault.NOT_A_FIELD) != REFUSE) {
            return;
        }
        long position = 0;
        for (SubmittedField field : fields) {
            if (field.start() != position) {
                break;
            }
            position = field.end();
        }
        if (position != header.length() - (header.isTerminated() ? 2 : 0)) {
            throw syntax("The header section has a line that is no field; put an empty line before the text");
        }
    }

    private boolean isNotForClients(SubmittedField field) {
        return rules.removedFields().contains(field.name())
                || field.name().equals("authentication-results") && isOurs(field.value());
    }

    /** RFC 8601 §2.2: the first word, behind comments perhaps, is the name of the server that says so. */
    private boolean isOurs(String value) {
        return firstWord(value).equalsIgnoreCase(hostname);
    }

    private static String firstWord(String value) {
        StringBuilder word = new StringBuilder();
        int comments = 0;
        boolean quoted = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean literal = c == '\\' && i + 1 < value.length() && (quoted || comments > 0);
            if (literal) {
                c = value.charAt(++i);
            }
            if (comments > 0) {
                comments += literal ? 0 : c == '(' ? 1 : c == ')' ? -1 : 0;
            } else if (!literal && c == '"') {
                quoted = !quoted;
            } else if (quoted) {
                word.append(c);
            } else if (c == '(' && word.length() == 0) {
                comments = 1;
            } else if (c == '(' || c == ';' || c == ' ' || c == '\t') {
                if (word.length() > 0 || c == ';') {
                    break;
                }
            } else {
                word.append(c);
            }
        }
        return word.toString();
    }

    private void checkOctets(SubmittedField field) throws Refusal {
        byte[] octets = field.octets();
        LineCheck line = new LineCheck(octets);
        if (line.hasControl() && rules.treatment(HeaderFault.CONTROL_CHARACTER) == REFUSE) {
            throw syntax("The field " + field.shownName() + " has a control character");
        }
        if (line.isEightBit() && rules.treatment(HeaderFault.EIGHT_BIT) == REFUSE) {
            if (!envelope.parameters().smtpUtf8()) {
                throw syntax("The field " + field.shownName()
                        + " is not ASCII; write it in encoded words, or say SMTPUTF8 in MAIL");
            }
            if (!LineCheck.isUtf8(octets)) {
                throw syntax("The field " + field.shownName() + " is not UTF-8");
            }
        }
        if (line.isTooLong() && rules.treatment(HeaderFault.LONG_LINE) == REFUSE) {
            throw lineTooLong(field);
        }
    }

    private void fold(SubmittedField field) throws Refusal {
        if (rules.treatment(HeaderFault.LONG_LINE) != FIX || field.isRemoved() || field.isReplaced()) {
            return;
        }
        byte[] octets = field.octets();
        if (new LineCheck(octets).isTooLong()) {
            field.replace(LineCheck.folded(octets).orElseThrow(() -> lineTooLong(field)));
        }
    }

    private static Refusal lineTooLong(SubmittedField field) {
        return syntax("A line of the field " + field.shownName() + " is longer than 998 octets");
    }

    private void removeRepeated(List<SubmittedField> fields) throws Refusal {
        Set<String> seen = new HashSet<>();
        for (SubmittedField field : fields) {
            if (ONCE.contains(field.name()) && !seen.add(field.name())) {
                switch (rules.treatment(HeaderFault.DUPLICATE_FIELD)) {
                    case REFUSE -> throw syntax("The field " + field.shownName() + " comes twice; send it once");
                    case FIX -> field.remove();
                    case PASS -> {}
                }
            }
        }
    }

    private void date(List<SubmittedField> fields, String now) throws Refusal {
        List<SubmittedField> dates = all(fields, "date");
        if (dates.isEmpty()) {
            add(HeaderFault.NO_DATE, "Date", now);
        }
        for (SubmittedField field : dates) {
            if (DateTimes.parse(field.value()).isEmpty()) {
                replace(HeaderFault.BAD_DATE, field, now, "The field Date has no date");
            }
        }
    }

    private void messageId(List<SubmittedField> fields, String fresh) throws Refusal {
        List<SubmittedField> ids = all(fields, "message-id");
        if (ids.isEmpty()) {
            add(HeaderFault.NO_MESSAGE_ID, "Message-ID", fresh);
        }
        for (SubmittedField field : ids) {
            String value = field.value().replaceAll("\\([^()]*\\)", "").strip();
            if (!MESSAGE_ID.matcher(value).matches()) {
                replace(
                        HeaderFault.BAD_MESSAGE_ID,
                        field,
                        fresh,
                        "The field Message-ID is not of the form <name@domain>");
            }
        }
    }

    private void addresses(List<SubmittedField> fields) throws Refusal {
        for (SubmittedField field : fields) {
            if (ADDRESSES.contains(field.name()) && !field.isRemoved()) {
                addresses(field);
            }
        }
    }

    private void addresses(SubmittedField field) throws Refusal {
        AddressField list = new AddressField(field.value(), domains);
        boolean originator = field.name().equals("from") || field.name().equals("sender");
        if (list.isEmpty()) {
            empty(field);
            return;
        }
        // What nobody can read in From and Sender cannot be the user's own, so that it never passes.
        if (list.isUnreadable() && (originator || rules.treatment(HeaderFault.BAD_ADDRESS) == REFUSE)) {
            throw address(field, "has something that is no address");
        }
        boolean passes = !originator && rules.treatment(HeaderFault.UNQUALIFIED_ADDRESS) == PASS;
        boolean fixes = rules.treatment(HeaderFault.UNQUALIFIED_ADDRESS) == FIX;
        if (!passes && (list.isUnqualified() || list.isCompleted() && !fixes)) {
            throw address(field, "has an address without its whole domain");
        }
        if (list.isCompleted() && fixes) {
            if (!LineCheck.isUtf8(field.octets())) {
                throw address(field, "is not UTF-8, and has an address without its whole domain");
            }
            field.replace(list.value());
        }
        if (!originator) {
            return;
        }
        if (list.addresses().isEmpty()
                || field.name().equals("sender") && list.addresses().size() > 1) {
            throw address(field, field.name().equals("sender") ? "names more or less than one" : "names nobody");
        }
        for (MailAddress address : list.addresses()) {
            if (login.isPresent() && !rules.senders().permits(login.get(), address)) {
                throw new Refusal(
                        550,
                        "5.7.1",
                        "You may not send as <" + address + ">, which is in the field " + field.shownName()
                                + "; use an address of your own");
            }
        }
        if (field.name().equals("from")) {
            authors.addAll(list.addresses());
        }
    }

    private void empty(SubmittedField field) throws Refusal {
        switch (rules.treatment(HeaderFault.EMPTY_ADDRESS_LIST)) {
            case REFUSE -> throw address(field, "is empty");
            case FIX -> field.remove();
            case PASS -> {}
        }
    }

    private void from(List<SubmittedField> fields) throws Refusal {
        if (!all(fields, "from").isEmpty()) {
            return;
        }
        Optional<MailAddress> identity = identity();
        if (rules.treatment(HeaderFault.NO_FROM) == FIX && identity.isEmpty()) {
            throw missing("From");
        }
        add(HeaderFault.NO_FROM, "From", identity.map(MailAddress::toString).orElse(""));
        identity.ifPresent(authors::add);
    }

    /** RFC 5322 §3.6.2, RFC 6409 §8.1. */
    private void sender(List<SubmittedField> fields) throws Refusal {
        boolean several = authors.size() > 1;
        boolean others = login.isPresent() && !authors.isEmpty() && !isOwn(authors.get(0));
        if (!several && !others || !all(fields, "sender").isEmpty()) {
            return;
        }
        Optional<MailAddress> identity =
                authors.stream().filter(this::isOwn).findFirst().or(this::identity);
        if (rules.treatment(HeaderFault.NO_SENDER) == FIX && identity.isEmpty()) {
            throw missing("Sender");
        }
        add(HeaderFault.NO_SENDER, "Sender", identity.map(MailAddress::toString).orElse(""));
    }

    /** Who sends, as a valid address of his that the header section can hold. */
    private Optional<MailAddress> identity() {
        Optional<MailAddress> address = Optional.ofNullable(
                        envelope.reversePath().address())
                .filter(reverse -> login.isEmpty() || isOwn(reverse))
                .or(() -> login.map(Account::address));
        return address.filter(
                a -> !a.isInternationalized() || envelope.parameters().smtpUtf8());
    }

    private boolean isOwn(MailAddress address) {
        return login.isPresent() && SenderPolicy.own().permits(login.get(), address);
    }

    private void add(HeaderFault fault, String name, String value) throws Refusal {
        switch (rules.treatment(fault)) {
            case REFUSE -> throw missing(name);
            case FIX -> added.append(name).append(": ").append(value).append("\r\n");
            case PASS -> {}
        }
    }

    private void replace(HeaderFault fault, SubmittedField field, String value, String otherwise) throws Refusal {
        switch (rules.treatment(fault)) {
            case REFUSE -> throw syntax(otherwise);
            case FIX -> field.replace(value);
            case PASS -> {}
        }
    }

    private static List<SubmittedField> all(List<SubmittedField> fields, String name) {
        return fields.stream()
                .filter(field -> !field.isRemoved() && field.name().equals(name))
                .toList();
    }

    private static Refusal missing(String name) {
        return syntax("The message has no field " + name);
    }

    /** RFC 6409 §5.1. */
    private static Refusal address(SubmittedField field, String fault) {
        String status = ORIGINATORS.contains(field.name()) ? "5.1.7" : "5.1.3";
        return new Refusal(554, status, "The field " + field.shownName() + " " + fault);
    }

    /** RFC 6409 §6.3. */
    private static Refusal syntax(String text) {
        return new Refusal(554, "5.6.0", text);
    }
}
