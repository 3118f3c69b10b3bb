package io.github.hikyaku.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.engine.internal.ProxyHeader.State;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {
    private static final String SIGNATURE = "0D0A0D0A000D0A515549540A";
    private static final String IPV4 = "CB007109 C0000201 DA7D 0019";

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Version 2: the octets behind the signature, then a length, then what it counts. */
    private static byte[] binary(String command, String rest) {
        byte[] behind = hex(rest);
        return hex(SIGNATURE + command + "%04X".formatted(behind.length) + rest);
    }

    private static ProxyHeader whole(byte[] octets) {
        ProxyHeader header = new ProxyHeader();
        ByteBuffer buffer = ByteBuffer.wrap(octets);
        assertThat(header.take(buffer)).isEqualTo(State.COMPLETE);
        assertThat(buffer.hasRemaining()).isFalse();
        return header;
    }

    @ParameterizedTest
    @CsvSource({
        "TCP4 203.0.113.9 192.0.2.1 55933 25,/203.0.113.9:55933,/192.0.2.1:25",
        "TCP4 255.255.255.255 0.0.0.0 65535 0,/255.255.255.255:65535,/0.0.0.0:0",
        "TCP6 2001:db8::9 ::1 1 2,/[2001:db8:0:0:0:0:0:9]:1,/[0:0:0:0:0:0:0:1]:2",
        "TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ::1 65535 65535,"
                + "/[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535,/[0:0:0:0:0:0:0:1]:65535"
    })
    void aLineNamesBothEnds(String words, String source, String destination) {
        ProxyHeader header = whole(ascii("PROXY " + words + "\r\n"));
        assertThat(header.source()).hasToString(source);
        assertThat(header.destination()).hasToString(destination);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNKNOWN", "UNKNOWN ", "UNKNOWN whatever it says", "UNKNOWN ffff::1 ffff::2 65535 65535"})
    void aLineMayKnowNothing(String words) {
        assertThat(whole(ascii("PROXY " + words + "\r\n")).source()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EHLO client.example.net\r\n",
                "PROXX ",
                "PROXY  \r\n",
                "proxy TCP4 203.0.113.9 192.0.2.1 1 2\r\n",
                "PROXY TCP4 203.0.113.9 192.0.2.1 1 2\n",
                "PROXY TCP4 203.0.113.9 192.0.2.1 1 2\rX",
                "PROXY TCP4 203.0.113.9 192.0.2.1 1\r\n",
                "PROXY TCP4 203.0.113.9 192.0.2.1 1 2 \r\n",
                "PROXY TCP4  203.0.113.9 192.0.2.1 1 2\r\n",
                "PROXY TCP4 203.0.113.09 192.0.2.1 1 2\r\n",
                "PROXY TCP4 203.0.113.256 192.0.2.1 1 2\r\n",
                "PROXY TCP4 203.0.113 192.0.2.1 1 2\r\n",
                "PROXY TCP4 203.0.113.9 192.0.2.1 01 2\r\n",
                "PROXY TCP4 203.0.113.9 192.0.2.1 65536 2\r\n",
                "PROXY TCP4 ::1 ::1 1 2\r\n",
                "PROXY TCP6 203.0.113.9 192.0.2.1 1 2\r\n",
                "PROXY TCP6 1::2::3 ::1 1 2\r\n",
                "PROXY TCP6 10 ::1 1 2\r\n",
                "PROXY TCP6 ::1 10 1 2\r\n",
                "PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n",
                "PROXY UDP4 203.0.113.9 192.0.2.1 1 2\r\n",
                "PROXY localhost\r\n",
                "\r\n\r\n\0\r\nQUIX"
            })
    void whatIsNotExactlyAHeaderIsNone(String text) {
        assertThat(new ProxyHeader().take(ByteBuffer.wrap(ascii(text)))).isEqualTo(State.BROKEN);
    }

    @Test
    void aLineHasAnEndIn107Octets() {
        String longest = "PROXY UNKNOWN " + "x".repeat(107 - 16) + "\r\n";
        assertThat(longest).hasSize(107);
        assertThat(whole(ascii(longest)).source()).isNull();
        ByteBuffer more = ByteBuffer.wrap(ascii("PROXY UNKNOWN " + "x".repeat(200)));
        assertThat(new ProxyHeader().take(more)).isEqualTo(State.BROKEN);
        assertThat(more.position()).isEqualTo(107);
    }

    @Test
    void binaryNamesBothEnds() {
        ProxyHeader ipv4 = whole(binary("2111", IPV4));
        assertThat(ipv4.source()).hasToString("/203.0.113.9:55933");
        assertThat(ipv4.destination()).hasToString("/192.0.2.1:25");
        ProxyHeader ipv6 =
                whole(binary("2121", "20010DB8" + "00".repeat(11) + "09" + "00".repeat(15) + "01 0001 03E1"));
        assertThat(ipv6.source()).hasToString("/[2001:db8:0:0:0:0:0:9]:1");
        assertThat(ipv6.destination()).hasToString("/[0:0:0:0:0:0:0:1]:993");
    }

    @ParameterizedTest
    @CsvSource({
        "2000,''",
        "2011,CB007109C0000201DA7D0019",
        "20FF,0102",
        "2100,''",
        "2112,CB007109C0000201DA7D0019",
        "2131,00"
    })
    void binaryMayNameNobody(String command, String rest) {
        assertThat(whole(binary(command, rest)).source()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "1111,CB007109C0000201DA7D0019",
        "3111,CB007109C0000201DA7D0019",
        "2211,CB007109C0000201DA7D0019",
        "2141,CB007109C0000201DA7D0019",
        "2113,CB007109C0000201DA7D0019",
        "2111,CB007109C0000201DA7D00",
        "2121,CB007109C0000201DA7D0019",
        "2111,CB007109C0000201DA7D00190400",
        "2111,CB007109C0000201DA7D0019040001",
        "2111,CB007109C0000201DA7D001903000400000000",
        "2111,CB007109C0000201DA7D0019030003000000"
    })
    void whatBreaksTheFormatIsNoHeader(String command, String rest) {
        assertThat(new ProxyHeader().take(ByteBuffer.wrap(binary(command, rest))))
                .isEqualTo(State.BROKEN);
    }

    @Test
    void additionalFieldsArePassedOverUpToABound() {
        String field = "EA 0100" + "41".repeat(256);
        assertThat(whole(binary("2111", IPV4 + "04 0000" + field)).source()).isNotNull();
        byte[] tooLong = binary("2111", IPV4 + field.repeat(16));
        assertThat(new ProxyHeader().take(ByteBuffer.wrap(tooLong))).isEqualTo(State.BROKEN);
    }

    @Test
    void aChecksumHasToBeRight() {
        byte[] octets = binary("2111", IPV4 + "04 0001 FF 03 0004 00000000 04 0000");
        CRC32C sum = new CRC32C();
        sum.update(octets);
        int at = octets.length - 7;
        ByteBuffer.wrap(octets).putInt(at, (int) sum.getValue());
        assertThat(whole(octets).source()).isNotNull();
        octets[at]++;
        assertThat(new ProxyHeader().take(ByteBuffer.wrap(octets))).isEqualTo(State.BROKEN);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 13})
    void aHeaderMayComeInPiecesAndLeavesWhatFollows(int size) {
        for (byte[] octets : new byte[][] {ascii("PROXY TCP4 203.0.113.9 192.0.2.1 1 2\r\n"), binary("2111", IPV4)}) {
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            stream.writeBytes(octets);
            stream.writeBytes(ascii("EHLO x\r\n"));
            byte[] all = stream.toByteArray();
            ProxyHeader header = new ProxyHeader();
            int at = 0;
            while (true) {
                ByteBuffer piece = ByteBuffer.wrap(all, at, Math.min(size, all.length - at));
                State state = header.take(piece);
                at = piece.position();
                if (state != State.INCOMPLETE) {
                    assertThat(state).isEqualTo(State.COMPLETE);
                    break;
                }
            }
            assertThat(at).isEqualTo(octets.length);
        }
    }

    @Test
    void anyOctetsAreAHeaderOrNone() {
        Random random = new Random(20260304);
        byte[][] seeds = {
            ascii("PROXY TCP6 2001:db8::9 ::1 65535 25\r\n"),
            binary("2111", IPV4 + "03 0004 00000000 EA 0003 414243"),
            binary("2131", "00".repeat(216))
        };
        for (int i = 0; i < 50_000; i++) {
            byte[] octets = seeds[i % seeds.length].clone();
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
            }
            ProxyHeader header = new ProxyHeader();
            header.take(ByteBuffer.wrap(octets));
            assertThat(header.source() == null).isEqualTo(header.destination() == null);
        }
    }
}
