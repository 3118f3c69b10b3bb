package io.github.hikyaku.mime;

import io.github.hikyaku.mime.Parameters.Parameter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Parameter value continuations and encodings (RFC 2231 §3, §4). */
final class Rfc2231 {
    /** More sections than any line of a message could need. */
    private static final int MAX_SECTION = 9999;

    private Rfc2231() {}

    /** A joined value: its octets, and the character set that it names, if it names a known one. */
    record Value(String octets, @Nullable Charset charset) {
        String text() {
            return charset == null
                    ? HeaderDecoder.decode(octets)
                    : new String(octets.getBytes(StandardCharsets.ISO_8859_1), charset);
        }
    }

    /** What all the sections and forms of one name add up to. */
    private static final class Sections {
        @Nullable
        String plain;

        @Nullable
        String extended;

        final TreeMap<Integer, Parameter> numbered = new TreeMap<>();
    }

    static Optional<Value> collect(List<Parameter> raw, String name) {
        Sections sections = new Sections();
        for (Parameter parameter : raw) {
            if (baseName(parameter.name()).equals(name)) {
                add(sections, parameter);
            }
        }
        return Optional.ofNullable(join(sections));
    }

    static Map<String, String> collectAll(List<Parameter> raw) {
        Map<String, Sections> all = new LinkedHashMap<>();
        for (Parameter parameter : raw) {
            add(all.computeIfAbsent(baseName(parameter.name()), name -> new Sections()), parameter);
        }
        Map<String, String> decoded = new LinkedHashMap<>();
        all.forEach((name, sections) -> {
            Value value = join(sections);
            if (value != null && !name.isEmpty()) {
                decoded.put(name, value.text());
            }
        });
        return Collections.unmodifiableMap(decoded);
    }

    private static String baseName(String name) {
        int star = name.indexOf('*');
        return star < 0 ? name : name.substring(0, star);
    }

    private static void add(Sections sections, Parameter parameter) {
        String suffix = parameter.name().substring(baseName(parameter.name()).length());
        if (suffix.isEmpty()) {
            sections.plain = sections.plain == null ? parameter.value() : sections.plain;
        } else if (suffix.equals("*")) {
            sections.extended = sections.extended == null ? parameter.value() : sections.extended;
        } else {
            int number = sectionNumber(suffix);
            if (number >= 0) {
                sections.numbered.putIfAbsent(number, parameter);
            }
        }
    }

    /** The number in {@code *12} or {@code *12*}; -1 if it is none. */
    private static int sectionNumber(String suffix) {
        String digits = suffix.substring(1, suffix.endsWith("*") ? suffix.length() - 1 : suffix.length());
        if (digits.isEmpty() || digits.length() > 4 || digits.length() > 1 && digits.charAt(0) == '0') {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + c - '0';
        }
        return number <= MAX_SECTION ? number : -1;
    }

    private static @Nullable Value join(Sections sections) {
        if (sections.extended != null) {
            return extended(List.of(new Parameter("*", sections.extended)));
        }
        List<Parameter> run = new ArrayList<>();
        while (sections.numbered.containsKey(run.size())) {
            run.add(sections.numbered.get(run.size()));
        }
        if (!run.isEmpty()) {
            return extended(run);
        }
        return sections.plain == null ? null : new Value(sections.plain, null);
    }

    private static Value extended(List<Parameter> run) {
        StringBuilder octets = new StringBuilder();
        Charset charset = null;
        for (int i = 0; i < run.size(); i++) {
            String value = run.get(i).value();
            if (!run.get(i).name().endsWith("*")) {
                octets.append(value);
                continue;
            }
            if (i == 0) {
                int quote = value.indexOf('\'');
                int second = quote < 0 ? -1 : value.indexOf('\'', quote + 1);
                if (second >= 0) {
                    charset = Charsets.find(value.substring(0, quote)).orElse(null);
                    if (charset == null && quote > 0) {
                        octets.append(value);
                        continue;
                    }
                    value = value.substring(second + 1);
                }
            }
            percentDecode(value, octets);
        }
        return new Value(octets.toString(), charset);
    }

    private static void percentDecode(String value, StringBuilder out) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '%' && i + 2 < value.length()) {
                int high = Character.digit(value.charAt(i + 1), 16);
                int low = Character.digit(value.charAt(i + 2), 16);
                if (high >= 0 && low >= 0) {
                    out.append((char) (high * 16 + low));
                    i += 2;
                    continue;
                }
            }
            out.append(c);
        }
    }
}
