package io.github.hikyaku.imap.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.imap.internal.command.CommandReceiver.Step;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CommandReceiverTest {
    private final CommandReceiver receiver = new CommandReceiver();

    private Step line(String line) {
        return receiver.line(line.getBytes(StandardCharsets.ISO_8859_1), 100, 200);
    }

    private void literal(String octets) {
        receiver.literal(ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static String command(Step step) {
        assertThat(step).isInstanceOf(Step.Ready.class);
        return new String(((Step.Ready) step).octets(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void aLineIsACommand() {
        assertThat(command(line("a NOOP"))).isEqualTo("a NOOP");
        assertThat(command(line("a {x} {} {+} {1 }"))).isEqualTo("a {x} {} {+} {1 }");
        assertThat(command(line(""))).isEmpty();
        assertThat(command(line("{}"))).isEqualTo("{}");
    }

    @Test
    void literalsStandWhereTheyCame() {
        assertThat(line("a LOGIN {3}")).isEqualTo(new Step.Literal(3, true));
        literal("b\r");
        literal("\n");
        assertThat(line(" {0+}")).isEqualTo(new Step.Literal(0, false));
        assertThat(command(line(" x"))).isEqualTo("a LOGIN {3}\r\nb\r\n {0+}\r\n x");
        assertThat(command(line("b NOOP"))).isEqualTo("b NOOP");
    }

    @Test
    void theMessageOfAnAppendIsLeftToTheCaller() {
        Step step = line("a append INBOX (\\Seen) {4000000}");
        assertThat(step).isInstanceOf(Step.Message.class);
        assertThat(((Step.Message) step).count()).isEqualTo(4_000_000);
        assertThat(line("a APPEND {5}")).isEqualTo(new Step.Literal(5, true));
        literal("INBOX");
        step = line(" {7+}");
        assertThat(step).isInstanceOf(Step.Message.class);
        assertThat(((Step.Message) step).synchronizing()).isFalse();
        assertThat(((Step.Message) step).command())
                .asString(StandardCharsets.ISO_8859_1)
                .isEqualTo("a APPEND {5}\r\nINBOX {7+}");
        assertThat(line("a APPENDIX x {7}")).isInstanceOf(Step.Literal.class);
    }

    @Test
    void whatIsTooBigIsSaid() {
        assertThat(((Step.TooBig) line("a LOGIN {101}")).count()).isEqualTo(101);
        assertThat(((Step.TooBig) line("a LOGIN {4294967296+}")).count()).isEqualTo(Long.MAX_VALUE);
        assertThat(((Step.TooBig) line("a APPEND x {99999999999999999999999}")).synchronizing())
                .isTrue();
        assertThat(line("a LOGIN {100}")).isInstanceOf(Step.Literal.class);
        literal("x".repeat(100));
        assertThat(line(" {90}")).isInstanceOf(Step.TooBig.class);
        assertThat(command(line("b NOOP"))).isEqualTo("b NOOP");
    }
}
