package io.github.hikyaku.engine.mina;

import java.nio.ByteBuffer;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.write.DefaultWriteRequest;

/** A write that says, once it has left, how many octets of plaintext have left with it. */
final class Outgoing extends DefaultWriteRequest {
    private final int plaintext;

    Outgoing(ByteBuffer octets, int plaintext) {
        super(IoBuffer.wrap(octets));
        this.plaintext = plaintext;
    }

    int plaintext() {
        return plaintext;
    }

    /** Is what the handler is told about. */
    @Override
    public Object getOriginalMessage() {
        return this;
    }
}
