package io.github.hikyaku.benchmarks;

import io.github.hikyaku.mime.MimeLimits;
import io.github.hikyaku.mime.MimeParser;
import io.github.hikyaku.mime.MimePart;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The structure of a message of ten parts and about 12 KB: parsed, and decoded from what a store keeps. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MimeParsing {
    private byte[] message = new byte[0];
    private byte[] encoded = new byte[0];

    /** Makes the message. */
    @Setup
    public void make() {
        StringBuilder text = new StringBuilder("From: a@peer.example\r\nTo: b@test.example\r\nSubject: parts\r\n"
                + "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n");
        for (int i = 0; i < 10; i++) {
            text.append("--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n")
                    .append("A line of text as people write it.\r\n".repeat(32));
        }
        message = text.append("--b--\r\n").toString().getBytes(StandardCharsets.US_ASCII);
        encoded = parse().encode();
    }

    /** Parses the octets. */
    @Benchmark
    public MimePart parse() {
        MimeParser parser = new MimeParser(MimeLimits.DEFAULT);
        parser.update(message, 0, message.length);
        return parser.end();
    }

    /** Reads what was kept. */
    @Benchmark
    public MimePart decode() {
        return MimePart.decode(encoded).orElseThrow();
    }
}
