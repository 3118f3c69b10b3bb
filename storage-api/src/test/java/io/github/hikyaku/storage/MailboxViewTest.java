package io.github.hikyaku.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MailboxViewTest {
    private static final MailboxStatus STATUS = new MailboxStatus(1, 5000, 9, 0, 0, 0, 0, 0);
    private static final Instant DATE = Instant.parse("1999-12-31T23:59:59.999Z");

    @Test
    void givesBackWhatWasPutIn() {
        MailboxView view = MailboxView.builder(STATUS, 0)
                .add(3, Set.of(Flag.SEEN), 100, DATE, 7)
                .add(8, Set.of(), 5_000_000_000L, DATE.minusSeconds(2_000_000_000), 6)
                .build();
        assertThat(view.status()).isEqualTo(STATUS);
        assertThat(view.size()).isEqualTo(2);
        assertThat(view.uids()).containsExactly(3, 8);
        assertThat(view.uid(1)).isEqualTo(8);
        assertThat(view.modSeq(0)).isEqualTo(7);
        assertThat(view.octets(1)).isEqualTo(5_000_000_000L);
        assertThat(view.flags(0)).containsExactly(Flag.SEEN);
        assertThat(view.flags(1)).isEmpty();
        assertThat(view.internalDate(0)).isEqualTo(Instant.parse("1999-12-31T23:59:59Z"));
        assertThat(view.internalDate(1)).isEqualTo(Instant.parse("1936-08-15T20:26:39Z"));
    }

    @Test
    void findsRowsOfUids() {
        MailboxView.Builder builder = MailboxView.builder(STATUS, 1);
        for (long uid = 2; uid <= 2000; uid += 2) {
            builder.add(uid, uid % 4 == 0 ? Set.of(Flag.SEEN) : Set.of(), uid, DATE, uid);
        }
        MailboxView view = builder.build();
        assertThat(view.size()).isEqualTo(1000);
        assertThat(view.row(2)).isZero();
        assertThat(view.row(2000)).isEqualTo(999);
        assertThat(view.row(3)).isEqualTo(-1);
        assertThat(view.row(2001)).isEqualTo(-1);
        assertThat(view.flags(1)).isSameAs(view.flags(3));
    }

    @Test
    void doesNotChangeWhenItsSourcesDo() {
        Set<Flag> flags = new HashSet<>(Set.of(Flag.SEEN));
        MailboxView.Builder builder = MailboxView.builder(STATUS, 10).add(1, flags, 1, DATE, 1);
        MailboxView view = builder.build();
        flags.add(Flag.DELETED);
        builder.add(2, flags, 1, DATE, 1);
        view.uids()[0] = 99;
        assertThat(view.size()).isEqualTo(1);
        assertThat(view.uid(0)).isEqualTo(1);
        assertThat(view.flags(0)).containsExactly(Flag.SEEN);
        assertThatThrownBy(() -> view.flags(0).clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void rowsStandInAscendingOrder() {
        MailboxView.Builder builder = MailboxView.builder(STATUS, 2).add(5, Set.of(), 1, DATE, 1);
        assertThatThrownBy(() -> builder.add(5, Set.of(), 1, DATE, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.add(4, Set.of(), 1, DATE, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyNumberComesBackHoweverLarge() {
        long[] sizes = {0, 1, 0xFFFF_FFFFL, 0x1_0000_0000L, Long.MAX_VALUE, 7};
        long[] seconds = {0, -1, 0xFFFF_FFFFL, 0x1_0000_0000L, -5_000_000_000L, 7};
        long[] modSeqs = {1, 0xFFFF_FFFFL, 2, 0x1_0000_0000L, Long.MAX_VALUE, 7};
        long[] uids = {1, 0x7FFF_FFFFL, 0x8000_0000L, 0xFFFF_FFF0L, 0xFFFF_FFFEL, UidSet.MAX_UID};
        for (int expected : new int[] {0, 3, 6, 100}) {
            MailboxView.Builder builder = MailboxView.builder(STATUS, expected);
            for (int i = 0; i < uids.length; i++) {
                builder.add(uids[i], Set.of(), sizes[i], Instant.ofEpochSecond(seconds[i]), modSeqs[i]);
            }
            MailboxView view = builder.build();
            assertThat(view.uids()).containsExactly(uids);
            for (int i = 0; i < uids.length; i++) {
                assertThat(view.octets(i)).isEqualTo(sizes[i]);
                assertThat(view.internalDate(i)).isEqualTo(Instant.ofEpochSecond(seconds[i]));
                assertThat(view.modSeq(i)).isEqualTo(modSeqs[i]);
                assertThat(view.row(uids[i])).isEqualTo(i);
            }
        }
    }

    @Test
    void aFullBuilderGoesOnWithoutTouchingWhatItBuilt() {
        MailboxView.Builder builder = MailboxView.builder(STATUS, 2);
        builder.add(1, Set.of(Flag.SEEN), 10, DATE, 1).add(2, Set.of(), 20, DATE, 2);
        MailboxView first = builder.build();
        MailboxView second =
                builder.add(3, Set.of(Flag.DRAFT), 1L << 40, DATE, 3).build();
        assertThat(first.size()).isEqualTo(2);
        assertThat(first.octets(1)).isEqualTo(20);
        assertThat(second.size()).isEqualTo(3);
        assertThat(second.octets(2)).isEqualTo(1L << 40);
        assertThat(second.flags(2)).containsExactly(Flag.DRAFT);
    }

    @Test
    void aMillionMessagesAreSmall() {
        int messages = 1_000_000;
        List<Set<Flag>> flags = List.of(Set.of(Flag.SEEN), Set.of(), Set.of(Flag.SEEN, Flag.of("$Junk")));
        MailboxView exact = million(messages, messages, flags);
        assertThat(exact.heapOctets()).isEqualTo(20L * messages);
        assertThat(million(messages, 0, flags).heapOctets()).isEqualTo(20L * messages);
        // As a store would have them whose MODSEQs begin at a time in nanoseconds.
        MailboxView.Builder wide = MailboxView.builder(STATUS, messages);
        for (int i = 1; i <= messages; i++) {
            wide.add(i, flags.get(0), i, DATE, (1L << 60) + i);
        }
        assertThat(wide.build().heapOctets()).isEqualTo(24L * messages).isLessThan(40_000_000);
        assertThat(exact.flags(5)).isSameAs(exact.flags(8));
        assertThat(exact.row(777_777)).isEqualTo(777_776);
    }

    private static MailboxView million(int messages, int expected, List<Set<Flag>> flags) {
        MailboxView.Builder builder = MailboxView.builder(STATUS, expected);
        for (int i = 1; i <= messages; i++) {
            builder.add(i, flags.get(i % 3), i % 100_000, DATE, i);
        }
        return builder.build();
    }
}
