package io.github.hikyaku.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashSet;
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
}
