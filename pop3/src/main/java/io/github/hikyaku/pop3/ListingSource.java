package io.github.hikyaku.pop3;

import io.github.hikyaku.engine.ReplyBuffer;
import io.github.hikyaku.engine.ReplySource;
import java.util.function.IntFunction;

/** The multi-line response to LIST or UIDL: a line for each message that is not marked as deleted. */
final class ListingSource implements ReplySource {
    private static final int PART = 32 * 1024;

    private final Maildrop maildrop;
    private final IntFunction<String> value;
    private int next = 1;

    ListingSource(Maildrop maildrop, IntFunction<String> value) {
        this.maildrop = maildrop;
        this.value = value;
    }

    @Override
    public boolean writeTo(ReplyBuffer buffer) {
        if (next == 1) {
            buffer.append("+OK ").append(maildrop.count()).append(" messages").crlf();
        }
        for (; next <= maildrop.highest(); next++) {
            if (buffer.size() >= PART) {
                return true;
            }
            if (maildrop.has(next)) {
                buffer.append(next).append(' ').append(value.apply(next)).crlf();
            }
        }
        buffer.append('.').crlf();
        return false;
    }
}
