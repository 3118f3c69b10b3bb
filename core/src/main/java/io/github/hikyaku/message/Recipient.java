package io.github.hikyaku.message;

import io.github.hikyaku.address.ForwardPath;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * One recipient of an envelope, with the parameters of its RCPT.
 *
 * @param path the argument of RCPT, as typed
 * @param notifyOn when its sender wants a report (RFC 3461 §4.1); empty if NOTIFY was not given, {@link Notify#NEVER} alone
 *     or any of the others
 * @param originalRecipient the ORCPT parameter as typed: {@code addr-type;xtext} (RFC 3461 §4.2)
 */
public record Recipient(ForwardPath path, Set<Notify> notifyOn, Optional<String> originalRecipient) {
    /** When the sender wants a delivery status notification (RFC 3461 §4.1). */
    public enum Notify {
        /** In no case. */
        NEVER,
        /** When it is delivered. */
        SUCCESS,
        /** When it cannot be delivered. */
        FAILURE,
        /** When it takes long. */
        DELAY
    }

    /** Copies the set and checks that NEVER stands alone. */
    public Recipient {
        EnumSet<Notify> copy = EnumSet.noneOf(Notify.class);
        copy.addAll(notifyOn);
        if (copy.contains(Notify.NEVER) && copy.size() > 1) {
            throw new IllegalArgumentException("NOTIFY=NEVER goes with nothing else");
        }
        notifyOn = Collections.unmodifiableSet(copy);
    }

    /** A recipient without parameters. */
    public static Recipient of(ForwardPath path) {
        return new Recipient(path, Set.of(), Optional.empty());
    }

    /** The forward-path in angle brackets, without a source route. */
    @Override
    public String toString() {
        return path.toString();
    }
}
