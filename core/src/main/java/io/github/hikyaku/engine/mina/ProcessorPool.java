package io.github.hikyaku.engine.mina;

import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.apache.mina.core.service.IoProcessor;
import org.apache.mina.core.write.WriteRequest;
import org.apache.mina.transport.socket.nio.NioSession;

/** Several I/O threads, each with its share of the sessions. The library's own pool needs reflection to make them. */
final class ProcessorPool implements IoProcessor<NioSession> {
    private final Processor[] processors;

    ProcessorPool(Executor threads, int count) {
        processors =
                IntStream.range(0, count).mapToObj(i -> new Processor(threads)).toArray(Processor[]::new);
    }

    private Processor of(NioSession session) {
        return processors[(int) Math.floorMod(session.getId(), (long) processors.length)];
    }

    @Override
    public void add(NioSession session) {
        of(session).add(session);
    }

    @Override
    public void flush(NioSession session) {
        of(session).flush(session);
    }

    @Override
    public void write(NioSession session, WriteRequest request) {
        of(session).write(session, request);
    }

    @Override
    public void updateTrafficControl(NioSession session) {
        of(session).updateTrafficControl(session);
    }

    @Override
    public void remove(NioSession session) {
        of(session).remove(session);
    }

    @Override
    public void dispose() {
        for (Processor processor : processors) {
            processor.dispose();
        }
    }

    @Override
    public boolean isDisposing() {
        return Arrays.stream(processors).anyMatch(Processor::isDisposing);
    }

    @Override
    public boolean isDisposed() {
        return Arrays.stream(processors).allMatch(Processor::isDisposed);
    }
}
