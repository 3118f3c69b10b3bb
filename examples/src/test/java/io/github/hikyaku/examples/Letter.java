package io.github.hikyaku.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

/** Letters that show it when a server changes, drops or adds an octet. */
final class Letter {
    /** Lines that begin with dots, spaces at line ends, text that looks like commands, 8-bit text, an attachment. */
    static final String PLAIN = lines(
            "Date: Sat, 01 Feb 2025 12:34:56 +0900",
            "From: =?UTF-8?B?44G744GS?= <hoge@example.com>",
            "To: Fuga <fuga@example.com>",
            "Message-ID: <runners.1@example.com>",
            "Subject: The runners are back",
            "X-Folded: one",
            "\ttwo ",
            "MIME-Version: 1.0",
            "Content-Type: multipart/mixed; boundary=\"=_b\"",
            "",
            "preamble",
            "--=_b",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: 8bit",
            "",
            ".",
            "..",
            ".leading dot, trailing spaces  ",
            "QUIT",
            "From here on: 飛脚 – grüße",
            "",
            "--=_b",
            "Content-Type: application/octet-stream; name=\"runners.bin\"",
            "Content-Disposition: attachment; filename=\"runners.bin\"",
            "Content-Transfer-Encoding: base64",
            "",
            "AAECAwQFBgcICQoLDA0ODw==",
            "--=_b--",
            "epilogue",
            "");

    private Letter() {}

    /** A short letter with a subject. */
    static String about(String subject) {
        return lines(
                "Date: Sat, 01 Feb 2025 12:34:56 +0900",
                "From: hoge@example.com",
                "To: fuga@example.com",
                "Message-ID: <" + subject.replace(' ', '.') + "@example.com>",
                "Subject: " + subject,
                "",
                "About " + subject + ".",
                "");
    }

    static String lines(String... lines) {
        return String.join("\r\n", lines);
    }

    /** Asserts that what a program read is {@link #PLAIN} behind Return-Path and one Received field, octet for octet. */
    static void assertIsPlain(byte[] read) {
        assertIs(PLAIN, read);
    }

    /** The same, by a program that writes the line ends of this machine. */
    static void assertIsPlainWithNativeLines(byte[] read) {
        String text = latin1(read);
        assertThat(text).doesNotContain("\r");
        assertIsPlain(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    static void assertIs(String letter, byte[] read) {
        String expected = latin1(letter.getBytes(StandardCharsets.UTF_8));
        String text = latin1(read);
        assertThat(text).endsWith(expected);
        String trace = text.substring(0, text.length() - expected.length());
        assertThat(trace)
                .matches("Return-Path: <hoge@example\\.com>\r\nReceived: from [^\r\n]*\r\n([ \t][^\r\n]*\r\n)*");
    }

    private static String latin1(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}
