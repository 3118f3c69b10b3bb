package io.github.hikyaku.message;

import io.github.hikyaku.storage.DotScan;
import io.github.hikyaku.storage.MessageContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

/** Header fields in front of some content, without a copy of it. */
record PrefixedContent(byte[] prefix, MessageContent rest) implements MessageContent {
    @Override
    public long size() {
        return prefix.length + rest.size();
    }

    @Override
    public InputStream open(long offset, long length) throws IOException {
        if (offset >= prefix.length) {
            return rest.open(offset - prefix.length, length);
        }
        int inPrefix = (int) Math.min(length, prefix.length - offset);
        InputStream head = new ByteArrayInputStream(prefix, (int) offset, inPrefix);
        return length == inPrefix ? head : new SequenceInputStream(head, rest.open(0, length - inPrefix));
    }

    @Override
    public boolean isDotTransparent() {
        // RFC 5322 §3.6.8: the name of a field may start with a dot.
        DotScan scan = new DotScan();
        scan.scan(prefix, 0, prefix.length);
        return scan.isTransparent() && rest.isDotTransparent();
    }
}
