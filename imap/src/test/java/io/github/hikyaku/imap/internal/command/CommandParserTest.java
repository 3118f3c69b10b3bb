package io.github.hikyaku.imap.internal.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.imap.internal.command.FetchItem.Content;
import io.github.hikyaku.imap.internal.command.FetchItem.Section;
import io.github.hikyaku.imap.internal.command.FetchItem.Text;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.SpecialUse;
import io.github.hikyaku.storage.UidSet;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class CommandParserTest {
    private static final List<Function<CommandScanner, ? extends Command>> PARSERS = List.of(
            CommandParser::plain,
            CommandParser::id,
            CommandParser::login,
            CommandParser::authenticate,
            CommandParser::oneMailbox,
            CommandParser::create,
            CommandParser::rename,
            CommandParser::list,
            CommandParser::status,
            CommandParser::append,
            CommandParser::uidExpunge,
            CommandParser::uidSearch,
            CommandParser::uidFetch,
            CommandParser::uidStore,
            CommandParser::uidCopy);

    private static CommandScanner scanner(String arguments) {
        return new CommandScanner(arguments.getBytes(StandardCharsets.ISO_8859_1), 50);
    }

    private static SearchKey search(String arguments) {
        CommandScanner in = scanner(arguments);
        SearchKey key = CommandParser.search(in).key();
        in.end();
        return key;
    }

    private static List<FetchItem> fetch(String items) {
        CommandScanner in = scanner(" 1 " + items);
        List<FetchItem> read = CommandParser.fetch(in).items();
        in.end();
        return read;
    }

    @Test
    void readsStringsInAllTheirForms() {
        Command.Login login = CommandParser.login(scanner(" {3}\r\na\"b \"c \\\"d\\\\\""));
        assertThat(login).isEqualTo(new Command.Login("a\"b", "c \"d\\"));
        assertThat(CommandParser.login(scanner(" a]b \"\""))).isEqualTo(new Command.Login("a]b", ""));
        assertThat(login.toString()).doesNotContain("c \"d");
    }

    @Test
    void readsId() {
        assertThat(CommandParser.id(scanner(" (\"a\" \"b\" \"c\" NIL)")).fields())
                .isEqualTo(Map.of("a", "b", "c", ""));
        assertThat(CommandParser.id(scanner(" nil")).fields()).isEmpty();
        assertThat(CommandParser.id(scanner(" ()")).fields()).isEmpty();
    }

    @Test
    void readsAppendUpToItsLiteral() {
        CommandScanner in = scanner(" \"inbox\" (\\Seen $x) \" 1-Feb-2003 04:05:06 +0200\" {310}");
        assertThat(CommandParser.append(in))
                .isEqualTo(new Command.Append(
                        MailboxName.INBOX, List.of("\\Seen", "$x"), Instant.parse("2003-02-01T02:05:06Z")));
        assertThat(in.isAt('{')).isTrue();
    }

    @Test
    void readsSpecialUses() {
        assertThat(CommandParser.create(scanner(" Sent/ (USE (\\Sent \\archive))")))
                .isEqualTo(new Command.Create(MailboxName.of("Sent"), Set.of(SpecialUse.SENT, SpecialUse.ARCHIVE)));
    }

    @Test
    void readsSectionsAndTheirNames() {
        assertThat(fetch("(body[] BODY.PEEK[1.2.Mime]<0.10> body[3.header.fields.not (\"x y\" Date)])"))
                .containsExactly(
                        new Content(new Section(List.of(), Text.ALL, List.of()), false, null, "BODY[]"),
                        new Content(
                                new Section(List.of(1, 2), Text.MIME, List.of()),
                                true,
                                new FetchItem.Partial(0, 10),
                                "BODY[1.2.MIME]<0>"),
                        new Content(
                                new Section(List.of(3), Text.HEADER_FIELDS_NOT, List.of("x y", "Date")),
                                false,
                                null,
                                "BODY[3.HEADER.FIELDS.NOT (\"x y\" Date)]"));
        assertThat(fetch("rfc822.header")).allMatch(item -> ((Content) item).peek());
    }

    @Test
    void readsSearchKeys() {
        assertThat(search(" NOT OR OR SEEN FLAGGED (NOT DRAFT SMALLER 5)").toString())
                .isEqualTo(
                        "Not[key=Or[keys=[Or[keys=[HasFlag[flag=\\Seen], HasFlag[flag=\\Flagged]]], And[keys=[Not[key=HasFlag[flag=\\Draft]], Smaller[octets=5]]]]]]");
        assertThat(search(" SENTBEFORE \"1-Feb-1994\""))
                .isEqualTo(new SearchKey.Sent(SearchKey.When.BEFORE, LocalDate.of(1994, 2, 1)));
        assertThat(search(" charset utf-8 HEADER X-A {2}\r\n\u00c3\u00a9"))
                .isEqualTo(new SearchKey.Header("X-A", "\u00e9"));
        assertThat(search(" KEYWORD $a")).isEqualTo(new SearchKey.HasFlag(Flag.of("$A")));
    }

    @Test
    void aChainOfOrIsNoNesting() {
        assertThat(search(" OR 1".repeat(10_000) + " 2")).isInstanceOf(SearchKey.Or.class);
    }

    @Test
    void nestingIsBounded() {
        assertThat(search(" " + "(".repeat(40) + "ALL" + ")".repeat(40))).isInstanceOf(SearchKey.And.class);
        for (String deep : List.of("(", "NOT ", "OR ", "OR (", "NOT (OR ")) {
            assertThatThrownBy(() -> search(" " + deep.repeat(10_000)))
                    .isInstanceOf(CommandRefused.class)
                    .hasMessageContaining("Nested too deeply");
        }
    }

    @Test
    void setsOfManyRangesAreRead() {
        StringBuilder set = new StringBuilder(" 200001");
        for (int i = 199_999; i > 0; i -= 2) {
            set.append(',').append(i);
        }
        UidSet numbers =
                CommandParser.uidExpunge(scanner(set.toString())).uids().resolve(7);
        assertThat(numbers.ranges()).isEqualTo(100_001);
    }

    @Test
    void starIsTheLargest() {
        SequenceSet set = CommandParser.uidExpunge(scanner(" 5:*,2:1")).uids();
        assertThat(set.resolve(3)).isEqualTo(UidSet.of(1, 2, 3, 4, 5));
        assertThat(set.resolve(9).toString()).isEqualTo("1:2,5:9");
        assertThat(set.resolve(0).toString()).isEqualTo("1:2");
        assertThat(set.exceeds(4)).isTrue();
        assertThat(set.exceeds(5)).isFalse();
    }

    @Test
    void whatBreaksTheGrammarIsRefused() {
        for (String wrong : List.of(
                "0",
                "1:",
                "1,,2",
                "4294967296",
                ":*",
                "1-2",
                "",
                " 1",
                "1 2",
                "*:",
                "a",
                "1:2:3",
                "-1",
                "99999999999999999999")) {
            assertThatThrownBy(() -> {
                        CommandScanner in = scanner(" " + wrong);
                        CommandParser.uidExpunge(in);
                        in.end();
                    })
                    .as(wrong)
                    .isInstanceOf(CommandRefused.class);
        }
        for (String wrong : List.of(
                "BODY[",
                "BODY[1.]",
                "BODY[0]",
                "BODY[TEXT.1]",
                "BODY[HEADER.FIELDS]",
                "BODY[HEADER.FIELDS ()]",
                "BODY[]<1>",
                "BODY[]<-1.5>",
                "()",
                "(ALL)",
                "FLAGS UID",
                "BODY.PEEK",
                "RFC822.PEEK",
                "BODY[1.HEADER.FOO]",
                "BODYSTRUCTURE[]")) {
            assertThatThrownBy(() -> fetch(wrong)).as(wrong).isInstanceOf(CommandRefused.class);
        }
    }

    @Test
    void anyOctetsAreReadOrRefused() {
        Random random = new Random(11);
        String[] words = {
            " ",
            "(",
            ")",
            "\"",
            "{3}\r\nabc",
            "{9}\r\n",
            "1:*",
            ",",
            "NOT",
            "OR",
            "BODY[",
            "HEADER.FIELDS",
            "]",
            "<0.1>",
            "\\Seen",
            "FLAGS",
            "+",
            "INBOX",
            "&AOk-",
            "%",
            "*",
            "1-Jan-2000",
            "CHARSET",
            "UTF-8",
            "TEXT",
            "\u00ff",
            "\0",
            "NIL",
            "{",
            "}",
            "."
        };
        for (int i = 0; i < 100_000; i++) {
            StringBuilder command = new StringBuilder(random.nextBoolean() ? " " : "");
            for (int n = random.nextInt(12); n > 0; n--) {
                command.append(words[random.nextInt(words.length)]);
                command.append(random.nextInt(3) == 0 ? " " : "");
            }
            try {
                CommandScanner in = scanner(command.toString());
                PARSERS.get(random.nextInt(PARSERS.size())).apply(in);
                in.end();
            } catch (CommandRefused refused) {
                assertThat(refused.text()).isNotEmpty().matches("[ -~]+");
            }
        }
    }
}
