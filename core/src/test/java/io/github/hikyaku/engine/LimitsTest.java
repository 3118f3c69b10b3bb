package io.github.hikyaku.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LimitsTest {
    @Test
    void eachLimitCanBeChangedByItself() throws Exception {
        for (var component : Limits.class.getRecordComponents()) {
            Method setter = Limits.Builder.class.getMethod(component.getName(), component.getType());
            Object value = component.getType() == Duration.class
                    ? (Object) Duration.ofSeconds(77)
                    : component.getType() == int.class ? (Object) 77 : (Object) 77L;
            Limits changed = Limits.defaults().with(builder -> {
                try {
                    return (Limits.Builder) setter.invoke(builder, value);
                } catch (ReflectiveOperationException impossible) {
                    throw new AssertionError(impossible);
                }
            });
            for (var other : Limits.class.getRecordComponents()) {
                Object expected = other.getName().equals(component.getName())
                        ? value
                        : other.getAccessor().invoke(Limits.defaults());
                assertThat(other.getAccessor().invoke(changed))
                        .as(other.getName() + " after " + component.getName())
                        .isEqualTo(expected);
            }
        }
        assertThat(Arrays.asList(Limits.class.getRecordComponents())).hasSizeGreaterThan(10);
    }

    @Test
    void aTimeThatNoTimerCouldCountIsRefusedByName() {
        assertThatThrownBy(() -> Limits.defaults().with(l -> l.idleTimeout(Duration.ofDays(150_000))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("idleTimeout");
        assertThatThrownBy(() -> Limits.defaults().with(l -> l.loginTimeout(Duration.ofSeconds(Long.MAX_VALUE))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("loginTimeout");
    }

    @Test
    void whatIsNotPositiveIsRefusedByName() {
        assertThatThrownBy(() -> Limits.defaults().with(l -> l.maxLineLength(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxLineLength");
        assertThatThrownBy(() -> Limits.defaults().with(l -> l.shutdownGrace(Duration.ofSeconds(-1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("shutdownGrace");
        assertThat(Limits.defaults().with(l -> l.shutdownGrace(Duration.ZERO)).shutdownGrace())
                .isZero();
    }

    @Test
    void aFramingThatCannotBeIsRefused() {
        assertThatThrownBy(() -> new Framing.Lines(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Framing.Octets(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Framing.DotStuffed(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
