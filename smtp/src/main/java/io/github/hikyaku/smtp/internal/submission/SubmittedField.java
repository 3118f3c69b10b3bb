package io.github.hikyaku.smtp.internal.submission;

import io.github.hikyaku.message.MailChange;
import io.github.hikyaku.mime.HeaderField;
import io.github.hikyaku.mime.HeaderSection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A field of a header section that is checked, and what is to become of it. */
final class SubmittedField {
    private static final int MAX_SHOWN = 60;

    private final HeaderField field;
    private final String name;
    private final int occurrence;
    private boolean removed;
    private @Nullable String newValue;

    private SubmittedField(HeaderField field, String name, int occurrence) {
        this.field = field;
        this.name = name;
        this.occurrence = occurrence;
    }

    static List<SubmittedField> of(HeaderSection header) {
        Map<String, Integer> seen = new HashMap<>();
        List<SubmittedField> fields = new ArrayList<>(header.fields().size());
        for (HeaderField field : header.fields()) {
            String name = field.name().toLowerCase(Locale.ROOT);
            fields.add(new SubmittedField(field, name, seen.merge(name, 1, Integer::sum)));
        }
        return fields;
    }

    /** From the last to the first, so that each still finds the occurrence that it counts. */
    static List<MailChange> changes(List<SubmittedField> fields) {
        List<MailChange> changes = new ArrayList<>(0);
        for (int i = fields.size() - 1; i >= 0; i--) {
            SubmittedField changed = fields.get(i);
            if (changed.removed) {
                changes.add(new MailChange.RemoveField(changed.field.name(), changed.occurrence));
            } else if (changed.newValue != null) {
                changes.add(new MailChange.ReplaceField(changed.field.name(), changed.occurrence, changed.newValue));
            }
        }
        return changes;
    }

    /** In lower case. */
    String name() {
        return name;
    }

    /** For people. */
    String shownName() {
        String typed = field.name();
        return typed.length() <= MAX_SHOWN ? typed : typed.substring(0, MAX_SHOWN) + "...";
    }

    long start() {
        return field.span().offset();
    }

    long end() {
        return field.span().end();
    }

    /** As it stands in the message. */
    byte[] octets() {
        return field.octets();
    }

    /** Unfolded; what is no UTF-8 reads as U+FFFD, which no address has. */
    String value() {
        return new String(field.value().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    boolean isRemoved() {
        return removed;
    }

    void remove() {
        removed = true;
    }

    boolean isReplaced() {
        return newValue != null;
    }

    void replace(String value) {
        newValue = value;
    }
}
