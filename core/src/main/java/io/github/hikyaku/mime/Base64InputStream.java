package io.github.hikyaku.mime;

import java.io.IOException;
import java.io.InputStream;

/** Base64 (RFC 2045 §6.8), decoded while it is read. */
@SuppressWarnings("InputStreamSlowMultibyteRead") // the octets come out of a buffer
final class Base64InputStream extends TransferDecoder {
    private final Base64Octets decoder = new Base64Octets();

    Base64InputStream(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        int character;
        while ((character = next()) >= 0) {
            int octet = decoder.next(character);
            if (octet >= 0) {
                return octet;
            }
        }
        return -1;
    }
}
