package io.github.hikyaku.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AnswerCacheTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final AnswerCache cache = new AnswerCache(2, now::get);

    private static AnswerCache.Key key(String name) {
        return new AnswerCache.Key(name, 1);
    }

    private static DnsAnswer<String> found(String text, Duration ttl) {
        return DnsAnswer.found(List.of(text), ttl);
    }

    @Test
    void anAnswerIsForgottenInTime() {
        cache.put(key("a"), found("1", Duration.ofSeconds(10)));
        now.addAndGet(Duration.ofSeconds(4).toNanos());
        assertThat(cache.get(key("a"))).isEqualTo(found("1", Duration.ofSeconds(6)));
        now.addAndGet(Duration.ofSeconds(6).toNanos());
        assertThat(cache.get(key("a"))).isNull();
        assertThat(cache.size()).isZero();
    }

    @Test
    void ofTooManyThoseAskedForLastAreKept() {
        cache.put(key("a"), found("1", Duration.ofSeconds(10)));
        cache.put(key("b"), found("2", Duration.ofSeconds(10)));
        cache.get(key("a"));
        cache.put(key("c"), found("3", Duration.ofSeconds(10)));

        assertThat(cache.size()).isEqualTo(2);
        assertThat(cache.get(key("a"))).isNotNull();
        assertThat(cache.get(key("b"))).isNull();
    }

    @Test
    void noAnswerIsKeptLongerThanADay() {
        cache.put(key("a"), found("1", Duration.ofSeconds(Integer.MAX_VALUE)));
        now.addAndGet(Duration.ofHours(25).toNanos());
        assertThat(cache.get(key("a"))).isNull();
    }

    @Test
    void failuresAreNotKept() {
        cache.put(key("a"), DnsAnswer.failed("x"));
        cache.put(key("b"), DnsAnswer.noName(Duration.ZERO));
        assertThat(cache.size()).isZero();
    }
}
