package io.github.hikyaku.account.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import javax.naming.ldap.LdapName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LdapTextTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"alice, alice", "*, \\2a", "a)(uid=*, a\\29\\28uid=\\2a", "back\\slash, back\\5cslash", "zoë, zoë"
            })
    void aValueInAFilterIsAValue(String value, String escaped) {
        assertThat(LdapText.filterValue(value)).isEqualTo(escaped);
    }

    @Test
    void aNulIsEscapedInBoth() {
        assertThat(LdapText.filterValue("a\0b")).isEqualTo("a\\00b");
        assertThat(LdapText.dnValue("a\0b")).isEqualTo("a\\00b");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "alice,alice",
                " x ,\\ x\\ ",
                "#x#,\\#x#",
                "`a,b+c\"d\\e<f>g;h=i`,`a\\,b\\+c\\\"d\\\\e\\<f\\>g\\;h\\=i`"
            })
    void aValueInANameIsAValue(String value, String escaped) {
        assertThat(LdapText.dnValue(value)).isEqualTo(escaped);
    }

    @Test
    void whateverIsPutIntoANameStaysOneValueThere() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder value = new StringBuilder();
            for (int j = random.nextInt(12); j >= 0; j--) {
                value.append(" #,+\"\\<>;=*()\0axë\n".charAt(random.nextInt(18)));
            }
            LdapName name = new LdapName("uid=" + LdapText.dnValue(value.toString()) + ",ou=people,dc=example");

            assertThat(name.size()).as("%s", value).isEqualTo(3);
            assertThat(name.getRdn(2).getValue()).isEqualTo(value.toString());
        }
    }

    @Test
    void templatesHaveTheNameAndItsParts() {
        assertThat(LdapText.expand("%u|%n|%d|%%", "a*@b@c", LdapText::filterValue))
                .isEqualTo("a\\2a@b@c|a\\2a@b|c|%");
        assertThat(LdapText.expand("%u|%n|%d", "alice", LdapText::filterValue)).isEqualTo("alice|alice|");
        assertThatThrownBy(() -> LdapText.expand("%x", "a", LdapText::filterValue))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LdapText.expand("%", "a", LdapText::filterValue))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
