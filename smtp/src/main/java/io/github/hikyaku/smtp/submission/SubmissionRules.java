package io.github.hikyaku.smtp.submission;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rules of a submission service (RFC 6409): who may send as whom, what a message has to be like, and what is repaired
 * or taken out. Immutable: each method answers a changed copy.
 */
public final class SubmissionRules {
    private static final SubmissionRules STANDARD = standardRules();

    private final SenderPolicy senders;
    private final boolean nullReversePath;
    private final Set<String> removed;
    private final Map<HeaderFault, Treatment> treatments;

    private SubmissionRules(
            SenderPolicy senders,
            boolean nullReversePath,
            Set<String> removed,
            Map<HeaderFault, Treatment> treatments) {
        this.senders = senders;
        this.nullReversePath = nullReversePath;
        this.removed = removed;
        this.treatments = treatments;
    }

    private static SubmissionRules standardRules() {
        Map<HeaderFault, Treatment> treatments = new EnumMap<>(HeaderFault.class);
        for (HeaderFault fault : HeaderFault.values()) {
            treatments.put(fault, fault.isRepairable() ? Treatment.FIX : Treatment.REFUSE);
        }
        // Which of two was meant cannot be told.
        treatments.put(HeaderFault.DUPLICATE_FIELD, Treatment.REFUSE);
        Set<String> removed = names();
        removed.addAll(Set.of("Bcc", "Resent-Bcc", "Return-Path", "Delivered-To", "X-Original-To"));
        return new SubmissionRules(SenderPolicy.own(), true, removed, treatments);
    }

    /**
     * The default: users send as their {@linkplain SenderPolicy#own own addresses}; what can be repaired for old mail programs
     * is, but a field that comes twice is refused, and so is all else that is wrong; and Bcc, Resent-Bcc, Return-Path,
     * Delivered-To and X-Original-To are taken out.
     */
    public static SubmissionRules standard() {
        return STANDARD;
    }

    /** As {@link #standard}, and nothing is repaired: every {@link HeaderFault} refuses, but that Date, Message-ID and Sender are added. */
    public static SubmissionRules strict() {
        SubmissionRules strict = STANDARD;
        Set<HeaderFault> added = Set.of(HeaderFault.NO_DATE, HeaderFault.NO_MESSAGE_ID, HeaderFault.NO_SENDER);
        for (HeaderFault fault : HeaderFault.values()) {
            if (!added.contains(fault)) {
                strict = strict.on(fault, Treatment.REFUSE);
            }
        }
        return strict;
    }

    /** Changes who may send as whom. */
    public SubmissionRules senders(SenderPolicy policy) {
        return new SubmissionRules(policy, nullReversePath, removed, treatments);
    }

    /**
     * Whether {@code MAIL FROM:<>} is allowed, as mail programs say for read receipts. It is by default: RFC 6409 §3.2
     * forbids to refuse it as such. Refused it is answered 550 5.7.1.
     */
    public SubmissionRules nullReversePath(boolean allowed) {
        return new SubmissionRules(senders, allowed, removed, treatments);
    }

    /**
     * Changes what is done about a fault.
     *
     * @throws IllegalArgumentException if it is to be repaired and cannot be
     */
    public SubmissionRules on(HeaderFault fault, Treatment treatment) {
        if (treatment == Treatment.FIX && !fault.isRepairable()) {
            throw new IllegalArgumentException(fault + " cannot be repaired");
        }
        Map<HeaderFault, Treatment> changed = new EnumMap<>(treatments);
        changed.put(fault, treatment);
        return new SubmissionRules(senders, nullReversePath, removed, changed);
    }

    /** Takes fields of more names out of each message. Authentication-Results of this server's name always are (RFC 8601 §5). */
    public SubmissionRules remove(String... fieldNames) {
        Set<String> changed = names();
        changed.addAll(removed);
        changed.addAll(Arrays.asList(fieldNames));
        return new SubmissionRules(senders, nullReversePath, changed, treatments);
    }

    /** Leaves fields in that would be taken out, as Bcc by {@code keep("Bcc")}, which every recipient then sees. */
    public SubmissionRules keep(String... fieldNames) {
        Set<String> changed = names();
        changed.addAll(removed);
        Arrays.asList(fieldNames).forEach(changed::remove);
        return new SubmissionRules(senders, nullReversePath, changed, treatments);
    }

    /** Who may send as whom. */
    public SenderPolicy senders() {
        return senders;
    }

    /** Whether {@code MAIL FROM:<>} is allowed. */
    public boolean allowsNullReversePath() {
        return nullReversePath;
    }

    /** What is done about a fault. */
    public Treatment treatment(HeaderFault fault) {
        return treatments.getOrDefault(fault, Treatment.REFUSE);
    }

    /** The names of the fields that are taken out; compared without regard to case. */
    public Set<String> removedFields() {
        return Collections.unmodifiableSet(removed);
    }

    private static Set<String> names() {
        return new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    }
}
