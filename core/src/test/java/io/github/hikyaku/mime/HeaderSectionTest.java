package io.github.hikyaku.mime;

import static io.github.hikyaku.mime.Structures.octets;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderSectionTest {
    private static HeaderSection parse(String text) {
        return HeaderSection.parse(octets(text), MimeLimits.DEFAULT);
    }

    private static String select(HeaderSection section, boolean others, String... names) {
        return new String(section.select(List.of(names), others), StandardCharsets.ISO_8859_1);
    }

    @Test
    void fieldsKeepTheirOrderNamesAndOctets() {
        HeaderSection section = parse("Subject: a\r\n b\r\nTO:c\r\nsubject :\td \r\n\r\nbody");
        assertThat(section.fields()).extracting(HeaderField::name).containsExactly("Subject", "TO", "subject");
        assertThat(section.fields()).extracting(HeaderField::value).containsExactly("a b", "c", "d");
        assertThat(section.first("to").orElseThrow().octets()).isEqualTo(octets("TO:c\r\n"));
        assertThat(section.first("SUBJECT").orElseThrow().span()).isEqualTo(new Span(0, 16));
        assertThat(section.all("subject")).hasSize(2);
        assertThat(section.first("cc")).isEmpty();
        assertThat(section.length()).isEqualTo(38);
        assertThat(section.isTerminated()).isTrue();
    }

    @Test
    void selectsTheExactOctetsOfFields() {
        HeaderSection section = parse("To: a,\r\n b\r\nX:  y \r\njunk\r\nto: c\r\n\r\n");
        assertThat(select(section, false, "TO", "Cc")).isEqualTo("To: a,\r\n b\r\nto: c\r\n\r\n");
        assertThat(select(section, true, "to")).isEqualTo("X:  y \r\n\r\n");
        assertThat(select(section, false, "None")).isEqualTo("\r\n");
    }

    @Test
    void aSectionMayEndWithoutLineBreak() {
        HeaderSection section = parse("To: a");
        assertThat(section.isTerminated()).isFalse();
        assertThat(section.length()).isEqualTo(5);
        assertThat(select(section, false, "to")).isEqualTo("To: a\r\n\r\n");
    }

    @Test
    void valuesHoldNoLineBreaksOrNul() {
        assertThat(parse("X: a\r\n\tb\n c\rd\u0000e\r\r\n f\r\n\r\n")
                        .first("x")
                        .orElseThrow()
                        .value())
                .isEqualTo("a\tb c d e  f");
    }

    @Test
    void textIsDecoded() {
        assertThat(parse("Subject: =?utf-8?q?=E2=82=AC?=\r\n\r\n")
                        .first("subject")
                        .orElseThrow()
                        .text())
                .isEqualTo("€");
    }

    @Test
    void readsFromAStreamUpToTheEmptyLine() throws IOException {
        byte[] octets = octets("A: b\r\n\r\n" + "x".repeat(100_000));
        HeaderSection section = HeaderSection.read(new ByteArrayInputStream(octets), MimeLimits.DEFAULT);
        assertThat(section.length()).isEqualTo(8);
        assertThat(HeaderSection.read(new ByteArrayInputStream(octets("\nA: b\n\n")), MimeLimits.DEFAULT)
                        .fields())
                .isEmpty();
        assertThat(HeaderSection.read(new ByteArrayInputStream(octets("A: b\n\r\r\nC: d\n")), MimeLimits.DEFAULT)
                        .fields())
                .hasSize(2);
    }

    @Test
    void isBounded() throws IOException {
        MimeLimits limits = new MimeLimits(1, 1, 12, 1, 1, 1, 1);
        HeaderSection section = HeaderSection.parse(octets("A: b\r\nC: d\r\nE: f\r\n"), limits);
        assertThat(section.fields()).hasSize(1);
        assertThat(section.length()).isEqualTo(12);
        assertThat(HeaderSection.read(new ByteArrayInputStream(octets("A: " + "b".repeat(100))), limits)
                        .length())
                .isEqualTo(12);
    }
}
