package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.address.AddressSyntaxException;
import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.message.BodyType;
import io.github.hikyaku.smtp.internal.command.CommandLine;
import io.github.hikyaku.smtp.internal.command.Parameter;
import io.github.hikyaku.smtp.internal.command.Refusal;
import io.github.hikyaku.smtp.internal.command.Xtext;
import java.math.BigInteger;
import java.util.List;

/**
 * A service extension (RFC 5321 §2.2): its line of the EHLO answer, and the parameters of MAIL that it brings. Each has
 * no state of its own; what it says follows from the session.
 */
sealed interface Extension {
    /** Every extension, in the order of the EHLO answer. */
    @SuppressWarnings("ClassInitializationDeadlock") // nobody else makes one, so this comes first
    List<Extension> ALL = List.of(
            new Keyword("PIPELINING"), // RFC 2920
            new Size(),
            new EightBitMime(),
            new SmtpUtf8(),
            new Keyword("ENHANCEDSTATUSCODES"), // RFC 2034
            new StartTls(),
            new Auth());

    /** Whether it is offered now. */
    default boolean isOffered(SmtpSession session) {
        return true;
    }

    /** The keyword and its parameters. */
    String ehloLine(SmtpSession session);

    /** Whether it brings this parameter of MAIL. */
    default boolean hasMailParameter(String keyword) {
        return false;
    }

    /** Takes a parameter of MAIL that it brings. */
    default void mailParameter(Parameter parameter, Transaction transaction, SmtpSession session) throws Refusal {}

    /** One without parameters, which only promises something. */
    record Keyword(String keyword) implements Extension {
        @Override
        public String ehloLine(SmtpSession session) {
            return keyword;
        }
    }

    /** RFC 1870: the greatest message, and how great this one will be. */
    record Size() implements Extension {
        private static final int MAX_DIGITS = 20;

        @Override
        public String ehloLine(SmtpSession session) {
            return "SIZE " + session.limits().maxMessageSize();
        }

        @Override
        public boolean hasMailParameter(String keyword) {
            return keyword.equals("SIZE");
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
        public String ehloLine(SmtpSession session) {
            return "8BITMIME";
        }

        @Override
        public boolean hasMailParameter(String keyword) {
            return keyword.equals("BODY");
        }

        @Override
        public void mailParameter(Parameter parameter, Transaction transaction, SmtpSession session) throws Refusal {
            String value = parameter.value() == null ? "" : CommandLine.upper(parameter.value());
            switch (value) {
                case "7BIT" -> transaction.body(BodyType.SEVEN_BIT);
                case "8BITMIME" -> transaction.body(BodyType.EIGHT_BIT_MIME);
                default -> throw new Refusal(501, "5.5.4", "BODY is 7BIT or 8BITMIME");
            }
        }
    }

    /** RFC 6531: addresses and header fields in UTF-8. */
    record SmtpUtf8() implements Extension {
        @Override
        public String ehloLine(SmtpSession session) {
            return "SMTPUTF8";
        }

        @Override
        public boolean hasMailParameter(String keyword) {
            return keyword.equals("SMTPUTF8");
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
        public boolean isOffered(SmtpSession session) {
            return session.connection().canStartTls();
        }

        @Override
        public String ehloLine(SmtpSession session) {
            return "STARTTLS";
        }
    }

    /** RFC 4954: logging in, and who submitted a message first. */
    record Auth() implements Extension {
        @Override
        public boolean isOffered(SmtpSession session) {
            return !session.login().offered().isEmpty();
        }

        @Override
        public String ehloLine(SmtpSession session) {
            return "AUTH " + String.join(" ", session.login().offered());
        }

        @Override
        public boolean hasMailParameter(String keyword) {
            return keyword.equals("AUTH");
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
