package io.github.hikyaku.engine.mina;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.engine.Limits;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AcceptorTest {
    @Test
    void theLibrarysDefaultsAreReplaced() throws Exception {
        IoThreads threads = new IoThreads("test-io-");
        ProcessorPool processors = new ProcessorPool(threads, 3);
        try (MinaEngine engine =
                (MinaEngine) MinaEngine.create(Limits.defaults(), Optional.empty(), Optional.empty())) {
            Acceptor acceptor = new Acceptor(engine, threads, processors);
            assertThat(acceptor.getBacklog()).isGreaterThanOrEqualTo(1024);
            assertThat(acceptor.isReuseAddress()).isTrue();
            assertThat(acceptor.isCloseOnDeactivation()).isFalse();
            assertThat(acceptor.getSessionConfig().isTcpNoDelay()).isTrue();
            assertThat(acceptor.getSessionConfig().isKeepAlive()).isTrue();
            assertThat(acceptor.getSessionConfig().getMaxReadBufferSize()).isLessThanOrEqualTo(64 * 1024);
            assertThat(acceptor.getFilterChain().getAll()).isEmpty();
            acceptor.dispose();
        } finally {
            processors.dispose();
            threads.await(Duration.ofSeconds(5));
        }
        assertThat(processors.isDisposed()).isTrue();
    }
}
