package io.github.hikyaku.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class UidSetTest {
    @Test
    void isWrittenAsImapWritesIt() {
        assertThat(UidSet.of(7, 1, 3, 2).toString()).isEqualTo("1:3,7");
        assertThat(UidSet.of(5).toString()).isEqualTo("5");
        assertThat(UidSet.EMPTY.toString()).isEmpty();
        assertThat(UidSet.ALL.toString()).isEqualTo("1:4294967295");
    }

    @Test
    void rangesComeInEitherOrder() {
        assertThat(UidSet.range(9, 4)).isEqualTo(UidSet.range(4, 9));
        assertThat(UidSet.range(9, 4).size()).isEqualTo(6);
    }

    @Test
    void neighboursAndOverlapsBecomeOneRange() {
        UidSet set = UidSet.builder()
                .addRange(10, 20)
                .addRange(21, 30)
                .addRange(5, 12)
                .addRange(40, 41)
                .add(35)
                .build();
        assertThat(set.toString()).isEqualTo("5:30,35,40:41");
        assertThat(set.ranges()).isEqualTo(3);
        assertThat(set.first(1)).isEqualTo(35);
        assertThat(set.last(2)).isEqualTo(41);
    }

    @Test
    void holdsTheLargestUidsUnsorted() {
        UidSet set = UidSet.of(UidSet.MAX_UID, 1, 0x8000_0000L, 0x7FFF_FFFFL, UidSet.MAX_UID - 1);
        assertThat(set.toString()).isEqualTo("1,2147483647:2147483648,4294967294:4294967295");
        assertThat(set.contains(UidSet.MAX_UID)).isTrue();
    }

    @Test
    void refusesWhatIsNoUid() {
        for (long bad : new long[] {0, -1, UidSet.MAX_UID + 1, Long.MIN_VALUE}) {
            assertThatThrownBy(() -> UidSet.of(bad)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> UidSet.range(1, bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void everyUidCostsNoMoreThanOne() {
        assertThat(UidSet.ALL.ranges()).isEqualTo(1);
        assertThat(UidSet.ALL.size()).isEqualTo(UidSet.MAX_UID);
        assertThat(UidSet.ALL.contains(1)).isTrue();
        assertThat(UidSet.ALL.contains(0)).isFalse();
        assertThat(UidSet.ALL.intersect(new long[] {3, 99})).isEqualTo(UidSet.of(3, 99));
    }

    @Test
    void aBuilderCanGoOnAfterBuilding() {
        UidSet.Builder builder = UidSet.builder().add(9).add(2);
        UidSet first = builder.build();
        UidSet second = builder.add(5).build();
        assertThat(first).isEqualTo(UidSet.of(2, 9));
        assertThat(second).isEqualTo(UidSet.of(2, 5, 9));
    }

    @Test
    void agreesWithAPlainSetOfNumbers() {
        Random random = new Random(3);
        for (int round = 0; round < 300; round++) {
            TreeSet<Long> one = new TreeSet<>();
            TreeSet<Long> other = new TreeSet<>();
            UidSet setOne = fill(random, one);
            UidSet setOther = fill(random, other);
            assertThat(setOne.stream().boxed()).containsExactlyElementsOf(one);
            assertThat(setOne.size()).isEqualTo(one.size());
            for (long uid = 1; uid < 70; uid++) {
                assertThat(setOne.contains(uid)).isEqualTo(one.contains(uid));
            }
            TreeSet<Long> both = new TreeSet<>(one);
            both.addAll(other);
            assertThat(setOne.union(setOther).stream().boxed()).containsExactlyElementsOf(both);
            assertThat(setOne.union(setOther)).isEqualTo(setOther.union(setOne));
            assertThat(setOne.union(setOther)).hasSameHashCodeAs(setOther.union(setOne));
            long[] ascending = other.stream().mapToLong(Long::longValue).toArray();
            other.retainAll(one);
            assertThat(setOne.intersect(ascending).stream().boxed()).containsExactlyElementsOf(other);
        }
    }

    private static UidSet fill(Random random, TreeSet<Long> plain) {
        UidSet.Builder builder = UidSet.builder();
        for (int i = random.nextInt(12); i > 0; i--) {
            long first = 1 + random.nextInt(60);
            long last = first + random.nextInt(5);
            builder.addRange(first, last);
            for (long uid = first; uid <= last; uid++) {
                plain.add(uid);
            }
        }
        return builder.build();
    }
}
