package io.github.hikyaku.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.github.hikyaku.mime.HeaderField;
import io.github.hikyaku.mime.HeaderSection;
import io.github.hikyaku.mime.MimeLimits;
import io.github.hikyaku.mime.MimeParser;
import io.github.hikyaku.mime.MimePart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;

/** Any octets have a structure, the same one however they are cut, within the octets, which survives being written down. */
public final class MimeFuzz {
    private MimeFuzz() {}

    /** One message. */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) throws IOException {
        int piece = data.consumeInt(1, 100);
        byte[] octets = data.consumeRemainingAsBytes();
        MimePart whole = MimeParser.parse(new ByteArrayInputStream(octets), MimeLimits.DEFAULT);
        MimeParser parser = new MimeParser();
        for (int at = 0; at < octets.length; at += piece) {
            parser.update(octets, at, Math.min(piece, octets.length - at));
        }
        byte[] written = whole.encode();
        if (!Arrays.equals(written, parser.end().encode())) {
            throw new AssertionError("In pieces of " + piece + " the structure is another");
        }
        MimePart read = MimePart.decode(written).orElseThrow();
        if (!Arrays.equals(written, read.encode())) {
            throw new AssertionError("Another structure is read than was written");
        }
        check(whole, octets.length);
        for (HeaderField field : HeaderSection.parse(octets, MimeLimits.DEFAULT).fields()) {
            field.text();
        }
    }

    private static void check(MimePart part, int length) {
        if (part.whole().end() > length) {
            throw new AssertionError("A part reaches beyond the message");
        }
        part.children().forEach(child -> check(child, length));
    }
}
