package io.github.hikyaku.precis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrecisTest {
    @ParameterizedTest
    @CsvSource({
        "juliet@example.com, juliet@example.com",
        "Juliet@Example.COM, juliet@example.com",
        "fussball, fussball",
        "fu\u00dfball, fu\u00dfball",
        "\u03c0, \u03c0",
        "\u03a3, \u03c3",
        "\uff2a\uff55\uff4c\uff49\uff45\uff54, juliet",
        "cafe\u0301, caf\u00e9",
        "\u05d0\u05d1\u05d2, \u05d0\u05d1\u05d2"
    })
    void userNamesHaveOneForm(String name, String form) {
        assertThat(Precis.usernameCaseMapped(name)).contains(form);
        assertThat(Precis.usernameCaseMapped(form)).contains(form);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "foo bar", "henry\u2163", "\u265a", "\u05d01a", "a\u05d0", "tab\t", "\ud800", "a\u200db"})
    void whatIsNoUserNameHasNone(String name) {
        assertThat(Precis.usernameCaseMapped(name)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "correct horse battery staple, correct horse battery staple",
        "Correct Horse Battery Staple, Correct Horse Battery Staple",
        "\u03c0\u00df\u00e5, \u03c0\u00df\u00e5",
        "Jack of \u2666s, Jack of \u2666s",
        "foo\u1680bar, foo bar",
        "cafe\u0301, caf\u00e9",
        "\uff2a, \uff2a"
    })
    void secretsHaveOneForm(String secret, String form) {
        assertThat(Precis.opaqueString(secret)).contains(form);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "my cat is a \u0009by", "\u0000", "\ue000", "\ud800"})
    void whatIsNoSecretHasNone(String secret) {
        assertThat(Precis.opaqueString(secret)).isEmpty();
    }

    @Test
    void joinersStandWhereTheyMeanSomething() {
        assertThat(Precis.usernameCaseMapped("\u0915\u094d\u200d\u0937"))
                .as("behind a virama")
                .isPresent();
        assertThat(Precis.usernameCaseMapped("\u0628\u200c\u0628"))
                .as("between joining letters")
                .isPresent();
        assertThat(Precis.usernameCaseMapped("\u0628\u064e\u200c\u0628"))
                .as("and marks")
                .isPresent();
        assertThat(Precis.usernameCaseMapped("\u0627\u200c\u0628"))
                .as("alef does not join what follows")
                .isEmpty();
    }
}
