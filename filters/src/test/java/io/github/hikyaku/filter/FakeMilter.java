package io.github.hikyaku.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A milter that says to each command what it was told to, {@code c} by default, and writes down what it hears, NUL as
 * {@code |}. Macros are written down too if they are wanted.
 */
final class FakeMilter implements AutoCloseable {
    private final FakeServer server = new FakeServer(this::serve);
    private final Map<Character, List<byte[]>> answers = new HashMap<>();
    private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private int version = 6;
    private int actions = 0xff;
    private int steps;
    private boolean macros;

    /** What it negotiates. */
    FakeMilter wants(int itsVersion, int itsActions, int itsSteps) {
        version = itsVersion;
        actions = itsActions;
        steps = itsSteps;
        return this;
    }

    FakeMilter writesDownMacros() {
        macros = true;
        return this;
    }

    /** Its answer to a command: packets, of which the first character is the command and {@code |} is NUL. */
    FakeMilter says(char command, String... packets) {
        List<byte[]> all = new ArrayList<>();
        for (String packet : packets) {
            byte[] octets = packet.replace('|', '\0').getBytes(StandardCharsets.UTF_8);
            all.add(framed(octets));
        }
        answers.put(command, all);
        return this;
    }

    /** Its answer, octet for octet. */
    FakeMilter saysRaw(char command, byte... octets) {
        answers.put(command, List.of(octets));
        return this;
    }

    static byte[] framed(byte[] packet) {
        ByteArrayOutputStream framed = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(framed)) {
            out.writeInt(packet.length);
            out.write(packet);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return framed.toByteArray();
    }

    int port() {
        return server.port();
    }

    int connections() {
        return server.connections();
    }

    /** What it has heard next. */
    String next() throws InterruptedException {
        String line = heard.poll(10, TimeUnit.SECONDS);
        assertThat(line).as("something said to the milter").isNotNull();
        return line;
    }

    /** What it hears up to a line, that line included. */
    List<String> upTo(String last) throws InterruptedException {
        List<String> lines = new ArrayList<>();
        do {
            lines.add(next());
        } while (!lines.get(lines.size() - 1).equals(last));
        return lines;
    }

    private void serve(DataInputStream in, OutputStream out) throws IOException {
        try {
            while (true) {
                byte[] packet = in.readNBytes(in.readInt());
                answer((char) packet[0], packet, out);
            }
        } catch (EOFException e) {
            heard.add("closed");
        }
    }

    private void answer(char command, byte[] packet, OutputStream out) throws IOException {
        switch (command) {
            case 'O' -> {
                List<byte[]> other = answers.get('O');
                ByteArrayOutputStream offer = new ByteArrayOutputStream();
                DataOutputStream data = new DataOutputStream(offer);
                data.writeByte('O');
                data.writeInt(version);
                data.writeInt(actions);
                data.writeInt(steps);
                out.write(other == null ? framed(offer.toByteArray()) : other.get(0));
            }
            case 'D' -> {
                if (macros) {
                    heard.add(shown(packet));
                }
            }
            case 'A', 'Q' -> heard.add(shown(packet));
            default -> {
                heard.add(shown(packet));
                for (byte[] octets : answers.getOrDefault(command, List.of(framed(new byte[] {'c'})))) {
                    out.write(octets);
                }
            }
        }
    }

    private static String shown(byte[] packet) {
        return new String(packet, StandardCharsets.ISO_8859_1).replace('\0', '|');
    }

    @Override
    public void close() {
        server.close();
    }
}
