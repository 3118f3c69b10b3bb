package io.github.hikyaku.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
    @ParameterizedTest
    @ValueSource(classes = {Limits.class, ReceptionLimits.class, SubmissionLimits.class})
    void eachLimitCanBeChangedByItself(Class<?> limits) throws Exception {
        Object defaults = limits.getMethod("defaults").invoke(null);
        Method with = limits.getMethod("with", UnaryOperator.class);
        Class<?> builder = Class.forName(limits.getName() + "$Builder");
        for (var component : limits.getRecordComponents()) {
            Class<?> type = component.getType();
            if (type.isRecord()) {
                continue; // a group, which has a turn of its own
            }
            Method setter = builder.getMethod(component.getName(), type);
            Object value = another(type, component.getAccessor().invoke(defaults));
            UnaryOperator<Object> change = changed -> {
                try {
                    return setter.invoke(changed, value);
                } catch (ReflectiveOperationException impossible) {
                    throw new AssertionError(impossible);
                }
            };
            Object changed = with.invoke(defaults, change);
            for (var other : limits.getRecordComponents()) {
                Object expected = other.getName().equals(component.getName())
                        ? value
                        : other.getAccessor().invoke(defaults);
                assertThat(other.getAccessor().invoke(changed))
                        .as(other.getName() + " after " + component.getName())
                        .isEqualTo(expected);
            }
        }
    }

    private static Object another(Class<?> type, Object value) {
        if (type == Duration.class) {
            return Duration.ofSeconds(77);
        } else if (type == List.class) {
            return List.of(Net.of("198.51.100.0/24"));
        } else if (type == boolean.class) {
            return !((Boolean) value);
        }
        return type == int.class ? (Object) 77 : (Object) 77L;
    }

    @Test
    void aGroupOfLimitsIsChangedWithinTheWhole() {
        Limits changed = Limits.defaults().with(l -> l.reception(r -> r.maxHeaderOctets(99)));

        assertThat(changed.reception().maxHeaderOctets()).isEqualTo(99);
        assertThat(changed.submission()).isEqualTo(SubmissionLimits.defaults());
    }

    @ParameterizedTest
    @ValueSource(classes = {ReceptionLimits.class, SubmissionLimits.class})
    void theDefaultsAreWholeWhicheverGroupIsTouchedFirst(Class<?> group) throws Exception {
        URL classes = Limits.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader fresh = new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader())) {
            fresh.loadClass(group.getName()).getMethod("defaults").invoke(null);
            Object all = fresh.loadClass(Limits.class.getName())
                    .getMethod("defaults")
                    .invoke(null);
            assertThat(all).hasToString(Limits.defaults().toString());
        }
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
        assertThatThrownBy(() -> ReceptionLimits.defaults().with(l -> l.tarpitMax(Duration.ofSeconds(-1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reception.tarpitMax");
        assertThatThrownBy(() -> ReceptionLimits.defaults().with(l -> l.sessionTime(Duration.ZERO)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reception.sessionTime");
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
