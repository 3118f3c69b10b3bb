package io.github.hikyaku.mime;

import static io.github.hikyaku.mime.Structures.octets;
import static io.github.hikyaku.mime.Structures.outline;
import static io.github.hikyaku.mime.Structures.parse;
import static io.github.hikyaku.mime.Structures.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MimeParserTest {
    private static final String MIXED = "Content-Type: multipart/mixed; boundary=b\n\n";

    @Test
    void aPlainMessageIsOneLeaf() {
        byte[] message = octets("Subject: x\r\n\r\none\r\ntwo\r\n");
        MimePart part = parse(message);
        assertThat(part.kind()).isEqualTo(MimePart.Kind.LEAF);
        assertThat(part.header()).isEqualTo(new Span(0, 14));
        assertThat(part.body()).isEqualTo(new Span(14, 10));
        assertThat(part.bodyLines()).isEqualTo(2);
        assertThat(part.is("text", "plain")).isTrue();
        assertThat(part.fields().parameters().get("charset")).contains("us-ascii");
        assertThat(part.fields().transferEncoding()).isEqualTo("7bit");
    }

    @Test
    void emptyInputIsAnEmptyMessage() {
        MimePart part = parse(new byte[0]);
        assertThat(part.whole()).isEqualTo(new Span(0, 0));
        assertThat(part.envelope()).contains(Envelope.EMPTY);
    }

    @Test
    void aMessageMayHaveNoHeaderSectionOrNoBody() {
        assertThat(outline("\nbody")).isEqualTo("text/plain'body'");
        assertThat(outline("Subject: x")).isEqualTo("text/plain''");
        assertThat(parse(octets("Subject: x\r\n")).header()).isEqualTo(new Span(0, 12));
    }

    @Test
    void theLineBreakBeforeABoundaryBelongsToIt() {
        assertThat(outline(MIXED + "preamble\n--b\n\none\n--b\n\ntwo\n\n--b--\nepilogue\n"))
                .isEqualTo("multipart/mixed(text/plain'one' text/plain'two|')");
    }

    @Test
    void spansAreExact() {
        byte[] message = octets("Content-Type: multipart/mixed; boundary=b\r\n\r\npre\r\n--b\r\nContent-ID: <1>\r\n\r\n"
                + "a\r\nb\r\n--b\r\n\r\n\r\n--b--\r\nend\r\n");
        MimePart part = parse(message);
        assertThat(text(part.body(), message)).startsWith("pre\r\n").endsWith("end\r\n");
        MimePart first = part.children().get(0);
        assertThat(text(first.header(), message)).isEqualTo("Content-ID: <1>\r\n\r\n");
        assertThat(text(first.body(), message)).isEqualTo("a\r\nb");
        assertThat(first.bodyLines()).isEqualTo(1);
        MimePart second = part.children().get(1);
        assertThat(text(second.header(), message)).isEqualTo("\r\n");
        assertThat(second.body().length()).isZero();
    }

    @Test
    void bareLineFeedsAreLineBreaks() {
        byte[] message = octets("Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n\ntwo\n--b--\n");
        assertThat(outline(parse(message), message)).isEqualTo("multipart/mixed(text/plain'one' text/plain'two')");
    }

    @Test
    void partsMayBeEmpty() {
        assertThat(outline(MIXED + "--b\n--b\nContent-Type: text/html\n--b\nContent-Type: a/b\n\n--b\n\n\n--b--\n"))
                .isEqualTo("multipart/mixed(text/plain'' text/html'' a/b'' text/plain'')");
    }

    @Test
    void aMissingCloseDelimiterEndsWithTheMessage() {
        assertThat(outline(MIXED + "--b\n\none\n--b\n\ntwo\n"))
                .isEqualTo("multipart/mixed(text/plain'one' text/plain'two|')");
        assertThat(outline(MIXED + "--b\n\none\n--b--")).isEqualTo("multipart/mixed(text/plain'one')");
    }

    @Test
    void anOuterBoundaryEndsAllInnerParts() {
        assertThat(
                        outline(
                                MIXED
                                        + "--b\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\none\n--b\n\ntwo\n--i\nno part\n--b--\n"))
                .isEqualTo("multipart/mixed(multipart/mixed(text/plain'one') text/plain'two|--i|no part')");
    }

    @Test
    void oneBoundaryMayBeTheStartOfAnother() {
        assertThat(outline("Content-Type: multipart/mixed; boundary=b\n\n--b\n"
                        + "Content-Type: multipart/mixed; boundary=b1\n\n--b1\n\none\n--b1--\n--b\n\ntwo\n--b--\n"))
                .isEqualTo("multipart/mixed(multipart/mixed(text/plain'one') text/plain'two')");
        assertThat(outline("Content-Type: multipart/mixed; boundary=b1\n\n--b1\n"
                        + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b--\n--b1\n\ntwo\n--b1--\n"))
                .isEqualTo("multipart/mixed(multipart/mixed(text/plain'one') text/plain'two')");
    }

    @Test
    void whiteSpaceMayFollowABoundary() {
        assertThat(outline(MIXED + "--b \t\n\none\n--b--" + " ".repeat(5000) + "\n\n"))
                .isEqualTo("multipart/mixed(text/plain'one')");
    }

    @Test
    void textMayFollowABoundaryBehindWhiteSpace() {
        assertThat(outline(MIXED + "--b ignored\n\none\n--b--\tthis too\ntext\n"))
                .isEqualTo("multipart/mixed(text/plain'one')");
    }

    @Test
    void aLongerWordThanTheBoundaryIsText() {
        assertThat(outline(MIXED + "--b\n\none\n--bx\n--b-\n--b--x\n --b\n--b--\n"))
                .isEqualTo("multipart/mixed(text/plain'one|--bx|--b-|--b--x| --b')");
    }

    @Test
    void nothingIsAPartBehindTheCloseDelimiter() {
        assertThat(outline(MIXED + "--b\n\none\n--b--\n--b\n\ntwo\n")).isEqualTo("multipart/mixed(text/plain'one')");
    }

    @Test
    void messagesNestWithTheirEnvelopes() {
        byte[] message = octets("Subject: outer\n" + MIXED + "--b\nContent-Type: message/rfc822\n\n"
                + "Subject: inner\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\none\n--i--\n\n--b\n"
                + "Content-Type: message/global\n\nSubject: global\n\ntwo\n--b--\n");
        MimePart part = parse(message);
        assertThat(outline(part, message))
                .isEqualTo("multipart/mixed(message/rfc822(multipart/mixed(text/plain'one'))"
                        + " message/global(text/plain'two'))");
        assertThat(part.envelope().orElseThrow().subject()).isEqualTo("outer");
        MimePart inner = part.children().get(0).message().orElseThrow();
        assertThat(inner.envelope().orElseThrow().subject()).isEqualTo("inner");
        assertThat(part.children().get(0).envelope()).isEmpty();
    }

    @Test
    void aMessagePartWithoutAMessageHoldsAnEmptyOne() {
        assertThat(outline(MIXED + "--b\nContent-Type: message/rfc822\n--b--\n"))
                .isEqualTo("multipart/mixed(message/rfc822(text/plain''))");
        assertThat(outline("Content-Type: message/rfc822\n\n")).isEqualTo("message/rfc822(text/plain'')");
    }

    @Test
    void partsOfADigestAreMessages() {
        assertThat(outline("Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: x\n\none\n--b\n"
                        + "Content-Type: text/plain\n\ntwo\n--b--\n"))
                .isEqualTo("multipart/digest(message/rfc822(text/plain'one') text/plain'two')");
    }

    @Test
    void aMultipartWithoutBoundaryOrPartsIsText() {
        assertThat(outline("Content-Type: multipart/mixed\n\n--b\n\none\n--b--\n"))
                .isEqualTo("text/plain'--b||one|--b--|'");
        assertThat(outline(MIXED + "nothing\n--c\n")).isEqualTo("text/plain'nothing|--c|'");
        assertThat(outline("Content-Type: multipart/mixed; boundary=\"" + "b".repeat(1001) + "\"\n\none\n"))
                .isEqualTo("text/plain'one|'");
    }

    @Test
    void aBrokenContentTypeIsTheDefault() {
        for (String broken :
                List.of("", "text", "/", "text/", "/plain", "te xt/html", "=?q?=", "text/" + "x".repeat(128))) {
            assertThat(outline("Content-Type: " + broken + "\n\none"))
                    .as(broken)
                    .isEqualTo("text/plain'one'");
        }
        assertThat(outline("Content-Type: (a) TEXT (b) / (c) Html (d)\n\none")).isEqualTo("text/html'one'");
    }

    @Test
    void boundariesComeInEveryQuoting() {
        for (String boundary : List.of(
                "\"b c\"",
                "\"b\\ c\"",
                "\"b c  \"",
                "b c",
                "\"b c\"; charset=x",
                "(x)\"b c\"",
                "x; boundary*=us-ascii''b%20c")) {
            assertThat(outline("Content-Type: multipart/mixed;\n boundary=" + boundary + "\n\n--b c\n\none\n--b c--\n"))
                    .as(boundary)
                    .isEqualTo("multipart/mixed(text/plain'one')");
        }
        assertThat(outline("Content-Type: multipart/mixed; boundary*0=b; boundary*1=\"'c\"\n\n--b'c\n\none\n--b'c--\n"))
                .isEqualTo("multipart/mixed(text/plain'one')");
    }

    @Test
    void aMissingSemicolonIsForgiven() {
        for (String type : List.of(
                "multipart/mixed boundary=b",
                "multipart/mixed; a=c boundary=b",
                "multipart/mixed; a=\"c\" boundary=b")) {
            assertThat(outline("Content-Type: " + type + "\n\n--b\n\none\n--b--\n"))
                    .as(type)
                    .isEqualTo("multipart/mixed(text/plain'one')");
        }
    }

    @Test
    void aDelimiterAtTheVeryEndStartsNoPart() {
        assertThat(outline(MIXED + "--b\n\none\n--b\n")).isEqualTo("multipart/mixed(text/plain'one')");
        assertThat(outline(MIXED + "--b")).isEqualTo("text/plain'--b'");
    }

    @Test
    void linesThatAreNoFieldsArePassedOver() {
        MimePart part = parse(
                octets("From x Mon Jan  1 00:00:00 2024\nSubject: one\nno field\n folded\n: empty\nTo: a\n\nbody"));
        Envelope envelope = part.envelope().orElseThrow();
        assertThat(envelope.subject()).isEqualTo("one");
        assertThat(envelope.to()).isEqualTo("a");
        assertThat(part.body().length()).isEqualTo(4);
    }

    @Test
    void keepsTheFieldsOfAPart() {
        MimePart part = parse(octets("Content-Type: Image/PNG; Name=\"a b.png\"\r\n"
                + "Content-ID: <i@d>\r\nContent-Description: =?utf-8?q?x?=\r\n\tfolded\r\n"
                + "Content-Transfer-Encoding: BASE64 (x)\r\nContent-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==\r\n"
                + "Content-Disposition: Attachment; filename*=utf-8''%E2%82%AC.png\r\n"
                + "Content-Language: en, (x) de-DE\r\nContent-Location: http://x/\r\n\r\n"));
        ContentFields fields = part.fields();
        assertThat(part.is("image", "png")).isTrue();
        assertThat(fields.parameters().raw()).containsExactly(new Parameters.Parameter("name", "a b.png"));
        assertThat(fields.id()).isEqualTo("<i@d>");
        assertThat(fields.description()).isEqualTo("=?utf-8?q?x?=\tfolded");
        assertThat(fields.transferEncoding()).isEqualTo("base64");
        assertThat(fields.md5()).isEqualTo("Q2hlY2sgSW50ZWdyaXR5IQ==");
        assertThat(fields.disposition()).isNotNull();
        assertThat(fields.disposition().type()).isEqualTo("attachment");
        assertThat(fields.disposition().parameters().get("filename")).contains("€.png");
        assertThat(fields.filename()).contains("€.png");
        assertThat(fields.languages()).containsExactly("en", "de-DE");
        assertThat(fields.location()).isEqualTo("http://x/");
    }

    @Test
    void keepsTheEnvelopeAndJoinsRepeatedAddressFields() {
        Envelope envelope = parse(
                        octets("Date: d\r\nSubject: s\r\nSubject: t\r\nFrom: f@x\r\nTo: a@x\r\nTO : b@x\r\nCc: c@x\r\n"
                                + "Bcc: e@x\r\nIn-Reply-To: <i>\r\nMessage-ID: <m>\r\nReferences: <r>\r\n <s>\r\n\r\n"))
                .envelope()
                .orElseThrow();
        assertThat(envelope)
                .isEqualTo(
                        new Envelope("d", "s", "f@x", null, null, "a@x, b@x", "c@x", "e@x", "<i>", "<m>", "<r> <s>"));
        assertThat(envelope.toAddresses()).hasSize(2);
        assertThat(envelope.senderAddresses())
                .isEqualTo(envelope.fromAddresses())
                .hasSize(1);
        assertThat(envelope.replyToAddresses()).isEqualTo(envelope.fromAddresses());
    }
}
