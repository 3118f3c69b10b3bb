package io.github.hikyaku.mime;

import java.io.IOException;
import java.io.InputStream;

/**
 * Undoes a Content-Transfer-Encoding (RFC 2045 §6) as a stream. Tolerant: what is not of the encoding is skipped
 * (base64) or left as it is (quoted-printable), and reading fails only where the stream beneath fails.
 */
public abstract sealed class TransferDecoder extends InputStream permits QuotedPrintableInputStream, Base64InputStream {
    private final InputStream in;
    private final byte[] block = new byte[4096];
    private int position;
    private int limit;

    TransferDecoder(InputStream in) {
        this.in = in;
    }

    /**
     * Decodes a body.
     *
     * @param in the body as transferred; closed with the result
     * @param encoding the Content-Transfer-Encoding in any case; other values than base64 and quoted-printable stand for
     *     octets as they are
     * @return the decoded octets
     */
    public static InputStream decode(InputStream in, String encoding) {
        if (encoding.equalsIgnoreCase("base64")) {
            return new Base64InputStream(in);
        }
        if (encoding.equalsIgnoreCase("quoted-printable")) {
            return new QuotedPrintableInputStream(in);
        }
        return in;
    }

    /** The next octet as transferred, or -1 at the end. */
    final int next() throws IOException {
        if (position == limit) {
            limit = Math.max(0, in.read(block));
            position = 0;
            if (limit == 0) {
                return -1;
            }
        }
        return block[position++] & 0xFF;
    }

    /** The next octet decoded, or -1 at the end. */
    @Override
    public abstract int read() throws IOException;

    @Override
    public final int read(byte[] octets, int from, int length) throws IOException {
        int n = 0;
        while (n < length) {
            int octet = read();
            if (octet < 0) {
                return n == 0 ? -1 : n;
            }
            octets[from + n++] = (byte) octet;
        }
        return n;
    }

    @Override
    public final void close() throws IOException {
        in.close();
    }
}
