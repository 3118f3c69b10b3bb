package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.MessageContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.util.Objects;

/** The octets of a message file. A stream that is open goes on when the file is renamed or removed. */
final class FileContent implements MessageContent {
    final MailboxState mailbox;
    final long uid;
    private final long size;
    private final long seconds;
    private final byte bits;

    FileContent(MailboxState mailbox, IndexLog.Entry entry) {
        this.mailbox = mailbox;
        this.uid = entry.uid();
        this.size = entry.octets();
        this.seconds = entry.seconds();
        this.bits = entry.bits();
    }

    @Override
    public long size() {
        return size;
    }

    long seconds() {
        return seconds;
    }

    boolean hasBareLf() {
        return (bits & MessageTable.BARE_LF) != 0;
    }

    @Override
    public boolean isDotTransparent() {
        return (bits & MessageTable.TRANSPARENT) != 0;
    }

    @Override
    public InputStream open(long offset, long length) throws IOException {
        Objects.checkFromToIndex(0, offset, size);
        if (length < 0) {
            throw new IndexOutOfBoundsException("length " + length);
        }
        long count = Math.min(length, size - offset);
        FileChannel channel = mailbox.openFile(uid);
        try {
            if (!hasBareLf()) {
                return new FileRange(channel, offset, count);
            }
            InputStream whole = new CrlfInputStream(new FileRange(channel, 0, channel.size()));
            whole.skipNBytes(offset);
            return new LimitedInputStream(whole, count);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }
}
