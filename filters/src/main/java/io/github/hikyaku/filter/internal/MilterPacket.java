package io.github.hikyaku.filter.internal;

import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A packet of the milter protocol: on the wire behind the length of both.
 *
 * @param command what it is, a letter or a sign
 * @param data what belongs to it
 */
record MilterPacket(char command, byte[] data) {
    /** A packet of texts, each with a NUL behind it. */
    static MilterPacket of(char command, String... texts) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (String text : texts) {
            data.writeBytes(text.replace('\0', '?').getBytes(StandardCharsets.UTF_8));
            data.write(0);
        }
        return new MilterPacket(command, data.toByteArray());
    }

    ByteBuffer octets() {
        ByteBuffer octets = ByteBuffer.allocate(5 + data.length);
        return octets.putInt(1 + data.length).put((byte) command).put(data).flip();
    }

    /** The texts from an octet on: at least {@code min} of them, each with a NUL behind it. */
    List<String> texts(int from, int min) throws ProtocolException {
        List<String> texts = new ArrayList<>();
        int begin = from;
        for (int i = from; i < data.length; i++) {
            if (data[i] == 0) {
                texts.add(new String(data, begin, i - begin, StandardCharsets.UTF_8));
                begin = i + 1;
            }
        }
        if (begin < data.length) {
            texts.add(new String(data, begin, data.length - begin, StandardCharsets.UTF_8));
        }
        if (texts.size() < min) {
            throw new ProtocolException("The milter's packet " + shown() + " is cut off");
        }
        return texts;
    }

    /** The number at its beginning. */
    int number() throws ProtocolException {
        if (data.length < 4) {
            throw new ProtocolException("The milter's packet " + shown() + " is cut off");
        }
        return ByteBuffer.wrap(data).getInt();
    }

    /** The command for people. */
    String shown() {
        return command > ' ' && command < 0x7f ? "'" + command + "'" : String.format("0x%02x", (int) command);
    }
}
