package io.github.hikyaku.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.github.hikyaku.smtp.internal.command.CommandLine;
import io.github.hikyaku.smtp.internal.command.CommandParser;
import io.github.hikyaku.smtp.internal.command.Refusal;
import io.github.hikyaku.smtp.internal.command.Xtext;
import java.util.List;

/** Any command line is parsed or refused, by every parser that there is for one. */
public final class SmtpCommandFuzz {
    private interface Parser {
        Object parse(String argument) throws Refusal;
    }

    private static final List<Parser> PARSERS = List.of(
            CommandParser::none,
            CommandParser::text,
            CommandParser::someText,
            CommandParser::greeting,
            CommandParser::mail,
            CommandParser::rcpt,
            CommandParser::chunk,
            CommandParser::auth,
            Xtext::decode);

    private SmtpCommandFuzz() {}

    /** One line. */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        Parser parser = data.pickValue(PARSERS);
        try {
            CommandLine line = CommandLine.of(data.consumeRemainingAsBytes());
            parser.parse(line.argument());
        } catch (Refusal refused) {
            if (refused.reply().isPositive()) {
                throw new AssertionError("Refused with " + refused.reply());
            }
        }
    }
}
