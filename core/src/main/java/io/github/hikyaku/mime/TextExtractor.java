package io.github.hikyaku.mime;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The readable text of a message's parts: transfer encoding undone and character set decoded, as a stream. Markup is
 * left in place.
 */
public final class TextExtractor {
    /** How much of a text is looked at to tell its character set. */
    private static final int SNIFFED = 8192;

    private TextExtractor() {}

    /**
     * The parts that hold text, from the outside in and in order, those of nested messages among them.
     *
     * @param message a message or part
     * @return its leaves of type text
     */
    public static List<MimePart> textParts(MimePart message) {
        List<MimePart> found = new ArrayList<>();
        collect(message, found);
        return found;
    }

    private static void collect(MimePart part, List<MimePart> found) {
        if (part.kind() == MimePart.Kind.LEAF && part.fields().type().equals("text")) {
            found.add(part);
        }
        part.children().forEach(child -> collect(child, found));
    }

    /**
     * Opens the text of a part. Octets that are not of its character set become replacement characters. Where the
     * character set is US-ASCII, unknown or not named, the text is read as UTF-8 or windows-1252, whichever it looks like.
     *
     * @param part a leaf
     * @param message the octets of the message that the part is of
     * @return the text, to be closed by the caller
     * @throws IOException if the octets cannot be read
     */
    public static Reader open(MimePart part, OctetRange message) throws IOException {
        InputStream octets = openDecoded(part, message);
        Optional<Charset> charset = charset(part);
        if (charset.isPresent()) {
            return new InputStreamReader(octets, charset.get());
        }
        BufferedInputStream buffered = new BufferedInputStream(octets, SNIFFED);
        try {
            buffered.mark(SNIFFED);
            byte[] first = buffered.readNBytes(SNIFFED);
            buffered.reset();
            return new InputStreamReader(buffered, Charsets.sniff(first, first.length));
        } catch (IOException e) {
            buffered.close();
            throw e;
        }
    }

    /**
     * Opens the content of a part: the body with its Content-Transfer-Encoding undone.
     *
     * @param part a leaf
     * @param message the octets of the message that the part is of
     * @return the octets, to be closed by the caller
     * @throws IOException if the octets cannot be read
     */
    public static InputStream openDecoded(MimePart part, OctetRange message) throws IOException {
        return TransferDecoder.decode(message.open(part.body()), part.fields().transferEncoding());
    }

    /**
     * Reads the text of a part into memory.
     *
     * @param part a leaf
     * @param message the octets of the message that the part is of
     * @param maxChars the most chars to read; the rest is left out
     * @return the text
     * @throws IOException if the octets cannot be read
     */
    public static String read(MimePart part, OctetRange message, int maxChars) throws IOException {
        StringBuilder text = new StringBuilder();
        char[] block = new char[4096];
        try (Reader reader = open(part, message)) {
            int n;
            while (text.length() < maxChars
                    && (n = reader.read(block, 0, Math.min(block.length, maxChars - text.length()))) > 0) {
                text.append(block, 0, n);
            }
        }
        return text.toString();
    }

    private static Optional<Charset> charset(MimePart part) {
        return part.fields()
                .parameters()
                .get("charset")
                .filter(name -> !name.toLowerCase(Locale.ROOT).endsWith("ascii"))
                .flatMap(Charsets::find);
    }
}
