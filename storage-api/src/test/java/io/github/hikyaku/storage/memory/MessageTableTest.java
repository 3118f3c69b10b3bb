package io.github.hikyaku.storage.memory;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.UidSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MessageTableTest {
    private static Message message(long uid, long modSeq) {
        MemoryContent.Builder content = new MemoryContent.Builder();
        content.write("x".repeat((int) (uid % 7)).getBytes(US_ASCII), 0, (int) (uid % 7));
        return new Message(uid, content.build(), Instant.EPOCH, 0, Set.of(), modSeq);
    }

    @Test
    void agreesWithAPlainMapThroughAnyChanges() {
        Random random = new Random(5);
        MessageTable table = new MessageTable();
        TreeMap<Long, Message> plain = new TreeMap<>();
        long uid = 0;
        long modSeq = 0;
        for (int step = 0; step < 5000; step++) {
            modSeq++;
            int dice = random.nextInt(step / 1000 % 2 == 0 ? 4 : 8);
            if (dice < 2 || plain.isEmpty()) {
                uid += 1 + random.nextInt(3);
                Message added = message(uid, modSeq);
                table.add(added);
                plain.put(uid, added);
            } else {
                Message chosen =
                        plain.ceilingEntry(1 + random.nextLong(plain.lastKey())).getValue();
                if (dice == 2) {
                    table.setFlags(chosen, random.nextBoolean() ? Set.of(Flag.SEEN) : Set.of(Flag.DELETED), modSeq);
                } else {
                    table.remove(chosen);
                    plain.remove(chosen.uid);
                }
            }
            if (step % 50 == 0) {
                compare(table, plain, random, modSeq);
            }
        }
    }

    private static void compare(MessageTable table, TreeMap<Long, Message> plain, Random random, long modSeq) {
        List<Message> all = new ArrayList<>();
        table.forEach(all::add);
        assertThat(all).containsExactlyElementsOf(plain.values());
        assertThat(table.size()).isEqualTo(plain.size());
        assertThat(table.octets())
                .isEqualTo(
                        plain.values().stream().mapToLong(m -> m.content.size()).sum());
        assertThat(table.unseen())
                .isEqualTo(plain.values().stream()
                        .filter(m -> !m.flags.contains(Flag.SEEN))
                        .count());
        assertThat(table.deleted())
                .isEqualTo(plain.values().stream()
                        .filter(m -> m.flags.contains(Flag.DELETED))
                        .count());
        long since = random.nextLong(modSeq);
        assertThat(table.above(since))
                .containsExactlyElementsOf(
                        plain.values().stream().filter(m -> m.modSeq > since).toList());
        assertThat(table.allAbove(since)).isEqualTo(plain.values().stream().allMatch(m -> m.modSeq > since));
        long first = 1 + random.nextInt(2000);
        UidSet some =
                UidSet.builder().addRange(first, first + 100).add(first + 300).build();
        assertThat(table.select(some))
                .containsExactlyElementsOf(plain.values().stream()
                        .filter(m -> some.contains(m.uid))
                        .toList());
        assertThat(table.find(first)).isSameAs(plain.get(first));
        Long at = plain.ceilingKey(first);
        assertThat(table.firstUid(first, -1)).isEqualTo(at == null ? -1 : at);
        assertThat(all).isSortedAccordingTo(Comparator.comparingLong(m -> m.uid));
    }
}
