package io.github.hikyaku.mime;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Character sets by the names that mail programs give them. */
final class Charsets {
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    /** Names in use that Java does not know, or knows more narrowly than mail uses them. */
    private static final Map<String, String> ALIASES = Map.ofEntries(
            Map.entry("us-ascii", "UTF-8"),
            Map.entry("ascii", "UTF-8"),
            Map.entry("ansi_x3.4-1968", "UTF-8"),
            Map.entry("utf8mb4", "UTF-8"),
            Map.entry("unicode-1-1-utf-8", "UTF-8"),
            Map.entry("iso-8859-1", "windows-1252"),
            Map.entry("latin1", "windows-1252"),
            Map.entry("ansi", "windows-1252"),
            Map.entry("gb2312", "GB18030"),
            Map.entry("gbk", "GB18030"),
            Map.entry("x-gbk", "GB18030"),
            Map.entry("ks_c_5601-1987", "x-windows-949"),
            Map.entry("ks_c_5601", "x-windows-949"),
            Map.entry("euc-kr", "x-windows-949"),
            Map.entry("iso-8859-8-i", "ISO-8859-8"),
            Map.entry("iso-8859-8-e", "ISO-8859-8"),
            Map.entry("x-sjis", "windows-31j"),
            Map.entry("shift_jis", "windows-31j"),
            Map.entry("iso-2022-jp", "x-windows-iso2022jp"));

    private Charsets() {}

    /** All names of this runtime's character sets. To ask for an unknown name takes a search of the class path each time. */
    private static final class Names {
        static final Map<String, Charset> ALL = new HashMap<>();

        static {
            for (Charset charset : Charset.availableCharsets().values()) {
                ALL.putIfAbsent(charset.name().toLowerCase(Locale.ROOT), charset);
                charset.aliases().forEach(alias -> ALL.putIfAbsent(alias.toLowerCase(Locale.ROOT), charset));
            }
        }
    }

    /** The character set of a name, or empty if there is none that can decode. */
    static Optional<Charset> find(String name) {
        String key = name.strip().toLowerCase(Locale.ROOT);
        String alias = ALIASES.getOrDefault(key, key).toLowerCase(Locale.ROOT);
        if (alias.equals("utf-8")) {
            return Optional.of(StandardCharsets.UTF_8);
        }
        if (alias.equals("windows-1252")) {
            return Optional.of(WINDOWS_1252);
        }
        // an alias may lead to a character set that this runtime was built without
        Charset charset = Names.ALL.get(alias);
        return Optional.ofNullable(charset == null ? Names.ALL.get(key) : charset);
    }

    /** Octets of unknown character set: UTF-8 if they are that (RFC 6532), else windows-1252. */
    static String guess(byte[] octets) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(octets, WINDOWS_1252);
        }
    }

    /** The character set that {@link #guess} would take, judged by the first octets of a text. */
    static Charset sniff(byte[] octets, int length) {
        ByteBuffer in = ByteBuffer.wrap(octets, 0, length);
        // a character cut at the end is an underflow and no error
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, CharBuffer.allocate(length + 1), false);
        return result.isError() ? WINDOWS_1252 : StandardCharsets.UTF_8;
    }
}
