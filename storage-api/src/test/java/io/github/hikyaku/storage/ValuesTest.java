package io.github.hikyaku.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** The smaller values of the SPI. */
class ValuesTest {
    @Test
    void accountIdsAreBounded() {
        assertThat(new AccountId("a".repeat(255)).toString()).hasSize(255);
        for (String bad : new String[] {"", "a".repeat(256), "a\nb", "\0", "\u0085"}) {
            assertThatThrownBy(() -> new AccountId(bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void specialUsesAreFoundByTheirAttribute() {
        assertThat(SpecialUse.ofAttribute("\\sent")).contains(SpecialUse.SENT);
        assertThat(SpecialUse.ofAttribute("Sent")).isEmpty();
        for (SpecialUse use : SpecialUse.values()) {
            assertThat(SpecialUse.ofAttribute(use.attribute())).contains(use);
        }
    }

    @Test
    void aMappingPairsItsColumns() {
        long[] from = {1, 2, 9};
        UidMapping mapping = new UidMapping(7, from, new long[] {4, 5, 6});
        from[0] = 99;
        assertThat(mapping.sources()).isEqualTo(UidSet.of(1, 2, 9));
        assertThat(mapping.targets()).isEqualTo(UidSet.range(4, 6));
        assertThat(mapping.from(2)).isEqualTo(9);
        assertThat(mapping.to(2)).isEqualTo(6);
        assertThat(mapping).isEqualTo(new UidMapping(7, new long[] {1, 2, 9}, new long[] {4, 5, 6}));
        assertThat(mapping).isNotEqualTo(new UidMapping(8, new long[] {1, 2, 9}, new long[] {4, 5, 6}));
        assertThatThrownBy(() -> new UidMapping(1, new long[1], new long[2]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatCanBeSelectedExists() {
        assertThatThrownBy(() -> new MailboxInfo(MailboxName.INBOX, Set.of(), true, false, false))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
