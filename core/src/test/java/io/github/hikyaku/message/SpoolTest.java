package io.github.hikyaku.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.engine.Limits;
import io.github.hikyaku.storage.MessageContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolTest {
    private static final Limits SMALL =
            Limits.defaults().with(l -> l.maxInMemory(10_000).memoryBudget(25_000));

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4_096, 9_999, 10_000, 10_001, 300_000})
    void readsBackWhatWasWrittenAsOftenAsWanted(int size) throws IOException {
        byte[] octets = octets(size);
        try (Spool spool = Spool.at(folder, SMALL);
                SpooledMessage message = spool.begin()) {
            write(message, octets, 777);

            assertThat(message.size()).isEqualTo(size);
            assertThat(message.content().size()).isEqualTo(size);
            assertThat(all(message.content())).isEqualTo(octets);
            assertThat(all(message.content())).isEqualTo(octets);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {9_000, 90_000})
    void opensRangesAndCutsThemAtTheEnd(int size) throws IOException {
        byte[] octets = octets(size);
        try (Spool spool = Spool.at(folder, SMALL);
                SpooledMessage message = spool.begin()) {
            write(message, octets, 4_000);
            MessageContent content = message.content();

            assertThat(content.open(5_000, 100).readAllBytes()).isEqualTo(slice(octets, 5_000, 5_100));
            assertThat(content.open(size - 10, 100).readAllBytes()).isEqualTo(slice(octets, size - 10, size));
            assertThat(content.open(size, 1).readAllBytes()).isEmpty();
            assertThatThrownBy(() -> content.open(size + 1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
            try (InputStream in = content.open()) {
                assertThat(in.skip(8_000)).isEqualTo(8_000);
                assertThat(in.read()).isEqualTo(octets[8_000] & 0xff);
            }
        }
    }

    @Test
    void writesNoFileAndMakesNoFolderForSmallMessages() throws IOException {
        Path below = folder.resolve("spool");
        try (Spool spool = Spool.at(below, SMALL);
                SpooledMessage message = spool.begin()) {
            write(message, octets(10_000), 1_000);

            assertThat(below).doesNotExist();
        }
    }

    @Test
    void makesItsFolderForItsOwnerAlone() throws IOException {
        Path below = folder.resolve("spool");
        try (Spool spool = Spool.at(below, SMALL);
                SpooledMessage message = spool.begin()) {
            write(message, octets(20_000), 1_000);

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(below)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void goesToAFileWhenTheBudgetOfAllMessagesIsSpent() throws IOException {
        try (DiskSpool spool = new DiskSpool(SpoolDirectory.at(folder), SMALL)) {
            List<SpooledMessage> messages =
                    Stream.generate(spool::begin).limit(10).toList();
            for (SpooledMessage message : messages) {
                write(message, octets(9_000), 1_000);
            }

            assertThat(spool.budget().free()).isBetween(0L, 25_000L - 18_000L);
            for (SpooledMessage message : messages) {
                assertThat(all(message.content())).isEqualTo(octets(9_000));
                message.close();
            }
            assertThat(spool.budget().free()).isEqualTo(25_000);
        }
    }

    @Test
    void isInMemoryOnlyWhereTheBudgetHasRoomForTheLeastThatIsTaken() throws IOException {
        Limits tight = Limits.defaults().with(l -> l.maxInMemory(10_000).memoryBudget(4_095));
        try (Spool spool = Spool.at(folder, tight);
                SpooledMessage message = spool.begin()) {
            assertThat(message.isInMemoryWith(10)).isFalse();
            write(message, octets(10), 10);

            assertThat(message.isInMemoryWith(1)).isFalse();
        }
    }

    @Test
    void keepsItsBudgetTogetherWhenManyThreadsWrite() throws Exception {
        try (DiskSpool spool = new DiskSpool(SpoolDirectory.at(folder), SMALL)) {
            List<FutureTask<Boolean>> writers = Stream.generate(() -> new FutureTask<>(() -> writeMany(spool)))
                    .limit(4)
                    .toList();
            writers.forEach(writer -> new Thread(writer).start());

            for (FutureTask<Boolean> writer : writers) {
                assertThat(writer.get(20, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(spool.budget().free()).isEqualTo(25_000);
        }
    }

    private static boolean writeMany(Spool spool) throws IOException {
        for (int i = 0; i < 50; i++) {
            try (SpooledMessage message = spool.begin()) {
                write(message, octets(9_000), 3_000);
                assertThat(all(message.content())).isEqualTo(octets(9_000));
            }
        }
        return true;
    }

    @Test
    void givesTheBudgetBackOnceHoweverOftenAMessageIsClosed() throws IOException {
        try (DiskSpool spool = new DiskSpool(SpoolDirectory.at(folder), SMALL)) {
            SpooledMessage small = spool.begin();
            write(small, octets(9_000), 1_000);
            SpooledMessage large = spool.begin();
            write(large, octets(90_000), 1_000);
            small.close();
            small.close();
            large.close();
            large.close();

            assertThat(spool.budget().free()).isEqualTo(25_000);
        }
    }

    @Test
    void leavesNothingBehind() throws IOException {
        SpooledMessage left;
        try (Spool spool = Spool.at(folder, SMALL)) {
            SpooledMessage closed = spool.begin();
            write(closed, octets(20_000), 1_000);
            closed.close();
            left = spool.begin();
            write(left, octets(20_000), 1_000);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
        assertThatThrownBy(() -> all(left.content())).isInstanceOf(IOException.class);
    }

    @Test
    void failsToReadOnceClosed() throws IOException {
        try (Spool spool = Spool.at(folder, SMALL)) {
            SpooledMessage message = spool.begin();
            write(message, octets(100), 100);
            MessageContent content = message.content();
            message.close();

            assertThatThrownBy(content::open).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> write(message, octets(1), 1)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void saysSoWhenTheFolderCannotBeWrittenAndGivesTheMemoryBack() throws IOException {
        Path notAFolder = Files.createFile(folder.resolve("file")).resolve("spool");
        try (DiskSpool spool = new DiskSpool(SpoolDirectory.at(notAFolder), SMALL)) {
            SpooledMessage message = spool.begin();
            write(message, octets(9_000), 1_000);

            assertThatThrownBy(() -> write(message, octets(9_000), 9_000)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> write(message, octets(1), 1)).isInstanceOf(IOException.class);
            message.close();
            assertThat(spool.budget().free()).isEqualTo(25_000);
        }
    }

    @Test
    void outlivesThatItsTemporaryFolderIsTidiedAway() throws IOException {
        Path below = folder.resolve("spool");
        try (Spool spool = Spool.at(below, SMALL)) {
            SpooledMessage first = spool.begin();
            write(first, octets(20_000), 20_000);
            first.close();
            Files.delete(below);
            SpooledMessage second = spool.begin();
            write(second, octets(20_000), 20_000);

            assertThat(all(second.content())).isEqualTo(octets(20_000));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\r\n", "a\r\n\r\nb\r\n", "a.b\r\nc.\r\n", "\r\n"})
    void knowsTextThatNeedsNoDotStuffing(String text) throws IOException {
        assertThat(isDotTransparent(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a\r", ".\r\n", "a\r\n.b\r\n", "a\nb\r\n", "a\r\r\nb\r\n", "\n", "a\r\nb"})
    void knowsTextThatDoes(String text) throws IOException {
        assertThat(isDotTransparent(text)).isFalse();
    }

    /** Whatever the pieces are, and in memory as in a file. */
    private boolean isDotTransparent(String text) throws IOException {
        Boolean answer = null;
        for (Limits limits : List.of(SMALL, SMALL.with(l -> l.maxInMemory(1)))) {
            for (int piece = 1; piece <= text.length() + 1; piece++) {
                try (Spool spool = Spool.at(folder, limits);
                        SpooledMessage message = spool.begin()) {
                    write(message, text.getBytes(ISO_8859_1), piece);
                    boolean now = message.content().isDotTransparent();
                    assertThat(answer == null || answer == now).isTrue();
                    answer = now;
                }
            }
        }
        return answer;
    }

    private static void write(SpooledMessage message, byte[] octets, int piece) throws IOException {
        for (int at = 0; at < octets.length; at += piece) {
            ByteBuffer buffer = ByteBuffer.wrap(octets, at, Math.min(piece, octets.length - at));
            message.write(buffer);
            assertThat(buffer.hasRemaining()).isFalse();
        }
    }

    private static byte[] octets(int size) {
        byte[] octets = new byte[size];
        new Random(size).nextBytes(octets);
        return octets;
    }

    private static byte[] slice(byte[] octets, int from, int to) {
        return Arrays.copyOfRange(octets, from, to);
    }

    private static byte[] all(MessageContent content) throws IOException {
        try (InputStream in = content.open()) {
            return in.readAllBytes();
        }
    }
}
