package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.address.AddressSyntaxException;
import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.message.BodyType;
import io.github.hikyaku.message.Recipient;
import io.github.hikyaku.smtp.internal.command.CommandLine;
import io.github.hikyaku.smtp.internal.command.Parameter;
import io.github.hikyaku.smtp.internal.command.Refusal;
import io.github.hikyaku.smtp.internal.command.Xtext;
import java.math.BigInteger;

/**
 * A service extension (RFC 5321 §2.2): its line of the EHLO answer, and the parameters of MAIL and RCPT that it brings.
 * Each has no state of its own; what it says follows from the session. All are listed in {@link Extensions}.
 */
interface Extension {
    /** The first word of its line in the EHLO answer. */
    String keyword();

    /** Whether it can be offered now, if it is not switched off. */
    default boolean isPossible(SmtpSession session) {
        return true;
    }

    /** Its line of the EHLO answer. */
    default String ehloLine(SmtpSession session) {
        return keyword();
    }

    /** Whether it brings this parameter of MAIL. */
    default boolean hasMailParameter(String parameter) {
        return false;
    }

    /** Takes a parameter of MAIL that it brings. */
    default void mailParameter(Parameter parameter, Transaction transaction, SmtpSession session) throws Refusal {}

    /** Whether it brings this parameter of RCPT. */
    default boolean hasRcptParameter(String parameter) {
        return false;
    }

    /** Takes a parameter of RCPT that it brings, and answers what becomes of the recipient. */
    default Recipient rcptParameter(Parameter parameter, Recipient recipient, Transaction transaction) throws Refusal {
        return recipient;
    }

    /** One without parameters, which only promises something. */
    record Keyword(String keyword) implements Extension {}

    /** RFC 5321 §3.5: that EXPN is there. VRFY always is. */
    record Expand() implements Extension {
        @Override
        public String keyword() {
            return "EXPN";
        }

        @Override
        public boolean isPossible(SmtpSession session) {
            return session.settings().verify() && !session.login().isMissing();
        }
    }

    /** RFC 3030 §3: BODY=BINARYMIME, which {@link EightBitMime} takes. It needs BDAT. */
    record BinaryMime() implements Extension {
        @Override
        public String keyword() {
            return "BINARYMIME";
        }

        @Override
        public boolean isPossible(SmtpSession session) {
            return Extensions.isOffered("CHUNKING", session) && Extensions.isOffered("8BITMIME", session);
        }
    }

    /** RFC 1870: the greatest message, and how great this one will be. */
    record Size() implements Extension {
        private static final int MAX_DIGITS = 20;

        @Override
        public String keyword() {
            return "SIZE";
        }

        @Override
        public String ehloLine(SmtpSession session) {
            return "SIZE " + session.limits().maxMessageSize();
        }

        @Override
        public boolean hasMailParameter(String parameter) {
            return parameter.equals("SIZE");
        }

        @Override
        public void mailParameter(Parameter parameter, Transaction transaction, SmtpSession session) throws Refusal {
            String digits = parameter.value() == null ? "" : parameter.value();
            if (digits.isEmpty()
                    || digits.length() > MAX_DIGITS
                    || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw new Refusal(501, "5.5.4", "SIZE takes a number of octets");
            }
            BigInteger max = BigInteger.valueOf(session.limits().maxMessageSize());
            if (new BigInteger(digits).compareTo(max) > 0) {
                session.limitReached("maxMessageSize", "SIZE=" + digits);
                throw new Refusal(Replies.TOO_BIG);
            }
            transaction.size(Long.parseLong(digits));
        }
    }

    /** RFC 6152: message octets with the eighth bit. */
    record EightBitMime() implements Extension {
        @Override
        public String keyword() {
            return "8BITMIME";
        }

        @Override
        public boolean hasMailParameter(String parameter) {
            return parameter.equals("BODY");
        }

        @Override
        public void mailParameter(Parameter parameter, Transaction transaction, SmtpSession session) throws Refusal {
            String value = parameter.value() == null ? "" : CommandLine.upper(parameter.value());
            switch (value) {
                case "7BIT" -> transaction.body(BodyType.SEVEN_BIT);
                case "8BITMIME" -> transaction.body(BodyType.EIGHT_BIT_MIME);
                default -> {
                    boolean binary = Extensions.isOffered("BINARYMIME", session);
                    if (!binary || !value.equals("BINARYMIME")) {
                        throw new Refusal(501, "5.5.4", "BODY is 7BIT or 8BITMIME" + (binary ? ", or BINARYMIME" : ""));
                    }
                    transaction.body(BodyType.BINARY_MIME);
                }
            }
        }
    }

    /** RFC 6531: addresses and header fields in UTF-8. */
    record SmtpUtf8() implements Extension {
        @Override
        public String keyword() {
            return "SMTPUTF8";
        }

        /** RFC 6531 §3.1: 8BITMIME has to be offered with it. */
        @Override
        public boolean isPossible(SmtpSession session) {
            return Extensions.isOffered("8BITMIME", session);
        }

        @Override
        public boolean hasMailParameter(String parameter) {
            return parameter.equals("SMTPUTF8");
        }

        @Override
        public void mailParameter(Parameter parameter, Transaction transaction, SmtpSession session) throws Refusal {
            if (parameter.value() != null) {
                throw new Refusal(501, "5.5.4", "SMTPUTF8 takes no value");
            }
            transaction.useSmtpUtf8();
        }
    }

    /** RFC 3207: TLS on demand. */
    record StartTls() implements Extension {
        @Override
        public String keyword() {
            return "STARTTLS";
        }

        @Override
        public boolean isPossible(SmtpSession session) {
            return session.connection().canStartTls();
        }
    }

    /** RFC 4954: logging in, and who submitted a message first. */
    record Auth() implements Extension {
        @Override
        public String keyword() {
            return "AUTH";
        }

        @Override
        public boolean isPossible(SmtpSession session) {
            return !session.login().offered().isEmpty();
        }

        @Override
        public String ehloLine(SmtpSession session) {
            return "AUTH " + String.join(" ", session.login().offered());
        }

        @Override
        public boolean hasMailParameter(String parameter) {
            return parameter.equals("AUTH");
        }

        @Override
        public void mailParameter(Parameter parameter, Transaction transaction, SmtpSession session) throws Refusal {
            String identity = Xtext.decode(parameter.value() == null ? "" : parameter.value())
                    .orElseThrow(() -> new Refusal(501, "5.5.4", "The value of AUTH is not xtext"));
            if (identity.equals("<>")) {
                return;
            }
            try {
                MailAddress.of(identity);
            } catch (AddressSyntaxException e) {
                throw new Refusal(501, "5.5.4", "The value of AUTH is not an address");
            }
            // RFC 4954 §5: what a client says that has not logged in counts as AUTH=<>.
            if (session.login().account().isPresent()) {
                transaction.authIdentity(identity);
            }
        }
    }
}
