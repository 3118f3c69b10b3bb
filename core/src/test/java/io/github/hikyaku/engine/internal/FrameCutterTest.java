package io.github.hikyaku.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.engine.Frame;
import io.github.hikyaku.engine.Framing;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameCutterTest {
    @Test
    void aLineComesWithoutItsEnd() {
        assertThat(cut(new Framing.Lines(10), "EHLO x\r\n\r\nQUIT\r\nrest"))
                .containsExactly("line:EHLO x", "line:", "line:QUIT");
    }

    @Test
    void aLineEndedByLineFeedAloneSaysSo() {
        assertThat(cut(new Framing.Lines(10), "a\nb\r\n\nc\rd\r\n"))
                .containsExactly("bareLf:a", "line:b", "bareLf:", "line:c\rd");
    }

    @Test
    void aLineMayBeAsLongAsAskedForButNotLonger() {
        assertThat(cut(new Framing.Lines(4), "1234\r\n1234\n12345\r\n12345\n123\r\r\n1234\r\r\n1\r\n"))
                .containsExactly(
                        "line:1234", "bareLf:1234", "overlong", "overlong", "line:123\r", "overlong", "line:1");
    }

    @Test
    void anOverlongLineIsDrainedToItsEnd() {
        String line = "x".repeat(1_000_000);
        assertThat(cut(new Framing.Lines(100), line + "\r\nNOOP\r\n")).containsExactly("overlong", "line:NOOP");
    }

    @Test
    void aTextEndsWithDotAloneAndKeepsItsLastLineEnd() {
        assertThat(cut(new Framing.DotStuffed(100), "a\r\n.\r\n")).containsExactly("run:a\r\n");
        assertThat(cut(new Framing.DotStuffed(100), ".\r\n")).containsExactly("run:");
    }

    @Test
    void dotsAreUnstuffed() {
        assertThat(cut(new Framing.DotStuffed(100), "..\r\n..a\r\n.b\r\na.\r\n...\r\n.\r\n"))
                .containsExactly("run:.\r\n.a\r\nb\r\na.\r\n..\r\n");
    }

    /** What other servers were talked into taking for an end (SMTP smuggling). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\n.\r\n",
                "a\n.\n",
                "a\r\n.\n",
                "a\r.\r\n",
                "a\r\n.\r",
                "a\r\r\n.\r\r\n",
                "a\r\n.\r.\r\n",
                "\n.\r\n",
                ".\n",
                "a\n\r.\r\n",
                "a\r\n.\0\r\n"
            })
    void nothingButCrlfDotCrlfEndsAText(String almost) {
        assertThat(cut(new Framing.DotStuffed(100), almost + "b")).isEmpty();
        assertThat(cut(new Framing.DotStuffed(100), almost + "b\r\n.\r\n")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "\n", "\r", "a\r\r\n", "\n.\r\n", ".\rb", ".\n", "a\r\n.\r\r\n", "a\n\r\n"})
    void aBareLineBreakInATextIsTold(String bad) {
        assertThat(cut(new Framing.DotStuffed(100), bad + "b\r\n.\r\n"))
                .singleElement()
                .asString()
                .startsWith("BARE_LINE_BREAK:");
    }

    @Test
    void aTextTooBigIsDrainedToItsEnd() {
        Framing framing = new Framing.DotStuffed(5);
        assertThat(cut(framing, "abc\r\n.\r\n")).containsExactly("run:abc\r\n");
        assertThat(cut(framing, "abcd\r\n.\r\n")).containsExactly("TOO_BIG:abcd\r");
        assertThat(cut(framing, "abc\r\nMAIL\r\n.\r\nabc\r\n.\r\n")).containsExactly("TOO_BIG:abc\r\n", "run:abc\r\n");
        assertThat(cut(framing, "..a\r\n.\r\n")).containsExactly("run:.a\r\n");
    }

    @Test
    void aRunOfOctetsIsExactlySoLong() {
        assertThat(cut(new Framing.Octets(5), "12345\r\n.\r\n")).containsExactly("run:12345", "run:\r\n.\r\n");
    }

    @Test
    void aRunOfNoOctetsEndsWithoutInput() {
        FrameCutter cutter = new FrameCutter();
        cutter.framing(new Framing.Octets(0));
        assertThat(cutter.next(ByteBuffer.allocate(0)))
                .isInstanceOfSatisfying(
                        Frame.Chunk.class,
                        c -> assertThat(c.last() && !c.octets().hasRemaining()).isTrue());
    }

    @Test
    void everyChunkingGivesWhatAPlainReaderGives() {
        Random random = new Random(20240131);
        byte[] alphabet = "\r\n.aé\0".getBytes(StandardCharsets.ISO_8859_1);
        for (int round = 0; round < 20_000; round++) {
            byte[] input = new byte[random.nextInt(60)];
            for (int i = 0; i < input.length; i++) {
                input[i] = alphabet[random.nextInt(alphabet.length)];
            }
            int max = 1 + random.nextInt(12);
            Framing framing = switch (random.nextInt(3)) {
                case 0 -> new Framing.Lines(max);
                case 1 -> new Framing.Octets(max);
                default -> new Framing.DotStuffed(max);
            };
            List<String> expected = plainly(framing, input);
            assertThat(cut(framing, input, new Random(round), 1)).isEqualTo(expected);
            assertThat(cut(framing, input, new Random(round), 9)).isEqualTo(expected);
            assertThat(cut(framing, input, new Random(round), 1_000)).isEqualTo(expected);
        }
    }

    /** Says the same as the cutter, octet by octet, by the words of the RFCs. */
    private static List<String> plainly(Framing framing, byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        List<String> frames = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            if (framing instanceof Framing.Lines lines) {
                int end = text.indexOf('\n', at);
                if (end < 0) {
                    break;
                }
                boolean bare = end == at || text.charAt(end - 1) != '\r';
                String line = text.substring(at, bare ? end : end - 1);
                frames.add(line.length() > lines.max() ? "overlong" : (bare ? "bareLf:" : "line:") + line);
                at = end + 1;
            } else if (framing instanceof Framing.Octets octets) {
                if (text.length() - at < octets.count()) {
                    break;
                }
                frames.add("run:" + text.substring(at, at + (int) octets.count()));
                at += (int) octets.count();
            } else if (framing instanceof Framing.DotStuffed stuffed) {
                int end = text.startsWith(".\r\n", at) ? at - 2 : text.indexOf("\r\n.\r\n", at);
                if (end < 0 && !text.startsWith(".\r\n", at)) {
                    break;
                }
                String body = end < at ? "" : text.substring(at, end + 2);
                at = end + 5;
                String unstuffed = (body.startsWith(".") ? body.substring(1) : body).replace("\r\n.", "\r\n");
                boolean bare = unstuffed.replace("\r\n", "").matches("(?s).*[\r\n].*")
                        || body.replace("\r\n", "").matches("(?s).*[\r\n].*");
                boolean big = unstuffed.length() > stuffed.max();
                frames.add((big ? "TOO_BIG:" : bare ? "BARE_LINE_BREAK:" : "run:")
                        + unstuffed.substring(0, (int) Math.min(unstuffed.length(), stuffed.max())));
            }
        }
        return frames;
    }

    private static List<String> cut(Framing framing, String input) {
        byte[] octets = input.getBytes(StandardCharsets.ISO_8859_1);
        List<String> whole = cut(framing, octets, new Random(1), Integer.MAX_VALUE);
        if (octets.length < 1_000) {
            assertThat(cut(framing, octets, new Random(1), 1)).isEqualTo(whole);
        }
        return whole;
    }

    private static List<String> cut(Framing framing, byte[] input, Random random, int piece) {
        FrameCutter cutter = new FrameCutter();
        cutter.framing(framing);
        List<String> frames = new ArrayList<>();
        ByteArrayOutputStream run = new ByteArrayOutputStream();
        int at = 0;
        while (at < input.length) {
            int size = Math.min(input.length - at, piece == 1 ? 1 : 1 + random.nextInt(piece));
            ByteBuffer segment = ByteBuffer.wrap(Arrays.copyOfRange(input, Math.max(0, at - 3), at + size));
            segment.position(at - Math.max(0, at - 3)); // the cutter must mind where its input starts
            at += size;
            while (segment.hasRemaining()) {
                Frame frame = cutter.next(segment);
                if (frame == null) {
                    assertThat(segment.hasRemaining()).isFalse();
                } else if (frame instanceof Frame.Line line) {
                    frames.add((line.bareLf() ? "bareLf:" : "line:") + line.latin1());
                    cutter.framing(framing);
                } else if (frame instanceof Frame.OverlongLine) {
                    frames.add("overlong");
                    cutter.framing(framing);
                } else if (frame instanceof Frame.Chunk chunk) {
                    byte[] octets = new byte[chunk.octets().remaining()];
                    chunk.octets().get(octets);
                    run.writeBytes(octets);
                    if (chunk.last()) {
                        frames.add((chunk.fault() == Frame.Fault.NONE ? "run" : chunk.fault()) + ":"
                                + run.toString(StandardCharsets.ISO_8859_1));
                        run.reset();
                        cutter.framing(framing);
                    } else {
                        assertThat(chunk.fault()).isEqualTo(Frame.Fault.NONE);
                    }
                }
            }
        }
        return frames;
    }
}
