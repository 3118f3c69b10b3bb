package io.github.hikyaku.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.hikyaku.engine.memory.SessionHarness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** ENVELOPE, BODY, BODYSTRUCTURE and the sections they lead to. */
class StructureTest {
    private final Fixture fixture = new Fixture();

    private String fetch(String items) {
        return fixture.selected().exchange("a FETCH 1 " + items + "\r\n");
    }

    /** What a client understands: types, names of parameters and encodings mean the same in any case. */
    private static String anyCase(String response) {
        return response.toUpperCase(Locale.ROOT);
    }

    @Test
    void theExampleOfTheStandard() {
        // RFC 3501 §8: the header section is given there, of the body only that it has 92 lines and 3028 octets.
        String header = "Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\r\n"
                + "From: Terry Gray <gray@cac.washington.edu>\r\n"
                + "Subject: IMAP4rev1 WG mtg summary and minutes\r\n"
                + "To: imap@cac.washington.edu\r\n"
                + "cc: minutes@CNRI.Reston.VA.US, John Klensin <KLENSIN@MIT.EDU>\r\n"
                + "Message-Id: <B27397-0100000@cac.washington.edu>\r\n"
                + "MIME-Version: 1.0\r\n"
                + "Content-Type: TEXT/PLAIN; CHARSET=US-ASCII\r\n"
                + "\r\n";
        assertThat(header).hasSize(342);
        String body = ("x".repeat(30) + "\r\n").repeat(91) + "y".repeat(3028 - 91 * 32 - 2) + "\r\n";
        fixture.deposit(header + body);
        assertThat(fetch("(ENVELOPE RFC822.SIZE)"))
                .isEqualTo(
                        "* 1 FETCH (ENVELOPE (\"Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\" \"IMAP4rev1 WG mtg summary and minutes\""
                                + " ((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\"))"
                                + " ((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\"))"
                                + " ((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\"))"
                                + " ((NIL NIL \"imap\" \"cac.washington.edu\"))"
                                + " ((NIL NIL \"minutes\" \"CNRI.Reston.VA.US\")(\"John Klensin\" NIL \"KLENSIN\" \"MIT.EDU\"))"
                                + " NIL NIL \"<B27397-0100000@cac.washington.edu>\") RFC822.SIZE 3370)\r\na OK FETCH completed\r\n");
        assertThat(anyCase(fetch("BODY")))
                .isEqualTo(
                        "* 1 FETCH (BODY (\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\") NIL NIL \"7BIT\" 3028 92))\r\nA OK FETCH COMPLETED\r\n");
        assertThat(fetch("BODY.PEEK[HEADER]"))
                .isEqualTo("* 1 FETCH (BODY[HEADER] {342}\r\n" + header + ")\r\na OK FETCH completed\r\n");
    }

    @Test
    void envelopesOfGroupsAndBrokenAndEncodedFields() {
        fixture.deposit("From: \"a \\\"b\\\"\" <x@y>, =?utf-8?q?=C3=A9?= <z@y>\r\n"
                + "Sender: \r\n"
                + "Reply-To: @r1,@r2:<q@r>\r\n"
                + "To: team: a@b, c@d;, undisclosed:;\r\n"
                + "Cc: broken <\r\n"
                + "Subject: folded\r\n subject \u00e9\r\n"
                + "In-Reply-To: <1@x>\r\n"
                + "\r\n");
        assertThat(fetch("ENVELOPE"))
                .contains(
                        "(NIL {16}\r\nfolded subject \u00e9 ((\"a \\\"b\\\"\" NIL \"x\" \"y\")(\"=?utf-8?q?=C3=A9?=\" NIL \"z\" \"y\"))")
                .contains(
                        " ((NIL NIL \"team\" NIL)(NIL NIL \"a\" \"b\")(NIL NIL \"c\" \"d\")(NIL NIL NIL NIL)(NIL NIL \"undisclosed\" NIL)(NIL NIL NIL NIL)) ")
                .endsWith(" NIL \"<1@x>\" NIL))\r\na OK FETCH completed\r\n");
        FetchReply.parse(fetch("ENVELOPE"));
    }

    // RFC 3501 §6.4.5: the message whose sections are numbered there.
    private static final String NESTED =
            "Subject: outer\r\nMIME-Version: 1.0\r\nContent-Type: MULTIPART/MIXED; boundary=o\r\n\r\n"
                    + "preamble\r\n"
                    + "--o\r\nContent-Type: TEXT/PLAIN\r\n\r\none\r\n"
                    + "--o\r\nContent-Type: APPLICATION/OCTET-STREAM\r\n\r\ntwo\r\n"
                    + "--o\r\nContent-Type: MESSAGE/RFC822\r\n\r\n"
                    + "Subject: three\r\nMIME-Version: 1.0\r\nContent-Type: MULTIPART/MIXED; boundary=i\r\n\r\n"
                    + "--i\r\n\r\nthree one\r\n"
                    + "--i\r\nContent-Type: APPLICATION/OCTET-STREAM\r\n\r\nthree two\r\n"
                    + "--i--\r\n\r\n"
                    + "--o\r\nContent-Type: MULTIPART/MIXED; boundary=m\r\n\r\n"
                    + "--m\r\nContent-Type: IMAGE/GIF\r\nContent-ID: <gif>\r\n\r\nfour one\r\n"
                    + "--m\r\nContent-Type: MESSAGE/RFC822\r\n\r\n"
                    + "Subject: four two\r\nMIME-Version: 1.0\r\nContent-Type: MULTIPART/ALTERNATIVE; boundary=a\r\n\r\n"
                    + "--a\r\nContent-Type: TEXT/PLAIN\r\n\r\nfour two two one\r\n"
                    + "--a\r\nContent-Type: TEXT/RICHTEXT\r\n\r\nfour two two two\r\n"
                    + "--a--\r\n\r\n"
                    + "--m--\r\n"
                    + "--o--\r\n";

    @Test
    void theSectionsOfTheStandardsExample() {
        fixture.deposit(NESTED);
        for (String[] expected : new String[][] {
            {"1", "one"},
            {"2", "two"},
            {"1.MIME", "Content-Type: TEXT/PLAIN\r\n\r\n"},
            {"3.1", "three one"},
            {"3.1.MIME", "\r\n"},
            {"3.2", "three two"},
            {"3.HEADER.FIELDS (subject)", "Subject: three\r\n\r\n"},
            {
                "3.TEXT",
                "--i\r\n\r\nthree one\r\n--i\r\nContent-Type: APPLICATION/OCTET-STREAM\r\n\r\nthree two\r\n--i--\r\n"
            },
            {"4.1", "four one"},
            {"4.1.MIME", "Content-Type: IMAGE/GIF\r\nContent-ID: <gif>\r\n\r\n"},
            {"4.2.HEADER.FIELDS.NOT (mime-version content-type)", "Subject: four two\r\n\r\n"},
            {"4.2.1", "four two two one"},
            {"4.2.2", "four two two two"},
            {"4.2.2.MIME", "Content-Type: TEXT/RICHTEXT\r\n\r\n"},
            {"5", null},
            {"1.1", null},
            {"1.HEADER", null},
            {"4.TEXT", null},
            {"4.2.3", null},
        }) {
            Object section = FetchReply.parse(fetch("BODY.PEEK[" + expected[0] + "]"))
                    .get(1)
                    .values()
                    .iterator()
                    .next();
            assertThat(section).as(expected[0]).isEqualTo(expected[1]);
        }
    }

    @Test
    void structureWithExtensionData() {
        fixture.deposit("Content-Type: multipart/mixed; boundary=b; x=y\r\nContent-Language: de, en\r\n\r\n"
                + "--b\r\nContent-Type: text/plain; charset=utf-8; name*0*=utf-8''a; name*1=b\r\nContent-ID: <1>\r\n"
                + "Content-Description: =?utf-8?q?d?=\r\nContent-Transfer-Encoding: QUOTED-PRINTABLE\r\n"
                + "Content-Disposition: attachment; filename=\"a\\\"b\"\r\nContent-MD5: Q2hlY2s=\r\nContent-Location: http://x/\r\n\r\n"
                + "a\r\nb\r\n--b--\r\n");
        assertThat(anyCase(fetch("BODYSTRUCTURE")))
                .isEqualTo(
                        anyCase(
                                "* 1 FETCH (BODYSTRUCTURE ((\"text\" \"plain\" (\"charset\" \"utf-8\" \"name*0*\" \"utf-8''a\" \"name*1\" \"b\")"
                                        + " \"<1>\" \"=?utf-8?q?d?=\" \"quoted-printable\" 4 1 \"Q2hlY2s=\" (\"attachment\" (\"filename\" \"a\\\"b\")) NIL \"http://x/\")"
                                        + " \"mixed\" (\"boundary\" \"b\" \"x\" \"y\") NIL (\"de\" \"en\") NIL))\r\na OK FETCH completed\r\n"));
    }

    @Test
    void everyMessageOfOthersHasAStructureThatLeadsToItsParts() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String folder : List.of("mime4j-testmsgs", "mime4j-mimetools", "dovecot-malformed")) {
            Path path = SharedData.path("mime").resolve(folder);
            assumeTrue(Files.isDirectory(path), "no shared data");
            try (Stream<Path> all = Files.walk(path)) {
                all.filter(p -> p.toString().matches(".*\\.(msg|eml)")).sorted().forEach(files::add);
            }
        }
        assertThat(files).hasSizeGreaterThan(100);
        for (Path file : files) {
            String octets = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                    .replace("\r\n", "\n")
                    .replace("\n", "\r\n");
            if (!octets.isEmpty()) {
                check(file, octets);
            }
        }
    }

    private static void check(Path file, String octets) {
        Fixture own = new Fixture();
        own.deposit(octets);
        SessionHarness session = own.selected();
        Map<String, @Nullable Object> items = FetchReply.parse(session.exchange(
                        "a FETCH 1 (ENVELOPE BODY BODYSTRUCTURE BODY.PEEK[] BODY.PEEK[HEADER] BODY.PEEK[TEXT])\r\n"))
                .get(1);
        assertThat(items.get("BODY[]")).isEqualTo(octets);
        assertThat("" + items.get("BODY[HEADER]") + items.get("BODY[TEXT]"))
                .as(file.toString())
                .isEqualTo(octets);
        assertThat((List<?>) items.get("ENVELOPE")).hasSize(10);
        checkPart(session, file, (List<?>) items.get("BODYSTRUCTURE"), "");
        assertThat(session.failures()).isEmpty();
    }

    /** The octets of each part are as many as its structure says. */
    private static void checkPart(SessionHarness session, Path file, List<?> part, String number) {
        if (part.get(0) instanceof List) {
            for (int i = 0; i < part.size() && part.get(i) instanceof List<?> child; i++) {
                checkPart(session, file, child, number.isEmpty() ? "" + (i + 1) : number + "." + (i + 1));
            }
            return;
        }
        String section = number.isEmpty() ? "1" : number;
        Map<Integer, Map<String, @Nullable Object>> reply = FetchReply.parse(session.exchange("a FETCH 1 (BODY.PEEK["
                + section + "] BODY.PEEK[" + section + "]<1.3> BODY.PEEK[" + section + ".MIME])\r\n"));
        String body = (String) reply.get(1).get("BODY[" + section + "]");
        assertThat(body).as(file + " " + section).hasSize(Integer.parseInt((String) part.get(6)));
        assertThat(reply.get(1).get("BODY[" + section + "]<1>"))
                .isEqualTo(body.substring(Math.min(1, body.length()), Math.min(4, body.length())));
        assertThat(reply.get(1).get("BODY[" + section + ".MIME]")).isNotNull();
        if ("message".equals(part.get(0)) && "rfc822".equals(part.get(1))) {
            List<?> inner = (List<?>) part.get(8);
            checkPart(session, file, inner, inner.get(0) instanceof List ? section : section + ".1");
        }
    }
}
