package io.github.hikyaku.smtp.internal.command;

import io.github.hikyaku.address.ForwardPath;
import io.github.hikyaku.address.ReversePath;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What a command says, once its line is parsed: one record for each form of argument. */
public sealed interface Arguments {
    /** Of commands that take none: DATA, RSET, QUIT, STARTTLS. */
    record None() implements Arguments {}

    /**
     * Of commands that take any text: NOOP, HELP, VRFY.
     *
     * @param text may be empty
     */
    record Text(String text) implements Arguments {}

    /**
     * Of EHLO and HELO.
     *
     * @param name what the client calls itself: 1 to 255 visible ASCII characters, not necessarily a domain
     */
    record Greeting(String name) implements Arguments {}

    /**
     * Of MAIL.
     *
     * @param path the argument of FROM
     * @param parameters as typed, none twice
     */
    record MailFrom(ReversePath path, List<Parameter> parameters) implements Arguments {}

    /**
     * Of RCPT.
     *
     * @param path the argument of TO
     * @param parameters as typed, none twice
     */
    record RcptTo(ForwardPath path, List<Parameter> parameters) implements Arguments {}

    /**
     * Of BDAT (RFC 3030 §2).
     *
     * @param size octets that follow the line
     * @param last whether they are the last ones of the message
     */
    record Chunk(long size, boolean last) implements Arguments {}

    /**
     * Of XCLIENT: what is empty was not said, or is not available.
     *
     * @param helo what the client calls itself
     * @param extended whether it does so by EHLO
     * @param login as whom it has logged in
     */
    record Client(
            Optional<InetAddress> address,
            OptionalInt port,
            Optional<InetAddress> ownAddress,
            OptionalInt ownPort,
            String helo,
            boolean extended,
            String login)
            implements Arguments {}

    /**
     * Of AUTH.
     *
     * @param mechanism in capitals
     * @param initialResponse still in base64, {@code =} for an empty one; null if there is none
     */
    record AuthStart(String mechanism, @Nullable String initialResponse) implements Arguments {}
}
