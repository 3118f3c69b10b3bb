package io.github.hikyaku.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes the fields that a structure keeps out of a header section, as far as the octets allowed reach. */
final class PartHeader {
    private static final Parameters DEFAULT_PARAMETERS =
            new Parameters(List.of(new Parameters.Parameter("charset", "us-ascii")));

    private final HeaderSection section;
    private final int maxParameters;
    private final Allowance allowance;
    private String boundary = "";

    /** How many octets of header values may still be kept. */
    static final class Allowance {
        private int left;

        Allowance(int octets) {
            this.left = octets;
        }

        boolean take(int octets) {
            if (octets > left) {
                return false;
            }
            left -= octets;
            return true;
        }
    }

    PartHeader(HeaderSection section, MimeLimits limits, Allowance allowance) {
        this.section = section;
        this.maxParameters = limits.maxParameters();
        this.allowance = allowance;
    }

    /** The Content fields, and beside them the boundary, which is needed whether or not parameters can be kept. */
    ContentFields contentFields(boolean inDigest) {
        String type = inDigest ? "message" : "text";
        String subtype = inDigest ? "rfc822" : "plain";
        Parameters parameters = inDigest ? Parameters.NONE : DEFAULT_PARAMETERS;
        Optional<HeaderField> field = section.first("Content-Type");
        if (field.isPresent()) {
            ValueScanner in = new ValueScanner(field.get().value());
            String first = in.skipToToken();
            in.skipWhiteAndComments();
            String second = in.skip('/') ? in.skipToToken() : "";
            if (isTypeName(first) && isTypeName(second)) {
                type = first.toLowerCase(Locale.ROOT);
                subtype = second.toLowerCase(Locale.ROOT);
                parameters = Parameters.parse(in, maxParameters);
                boundary = parameters.octets("boundary").orElse("");
            } else {
                // RFC 2045 §5.2: a broken field means the default type
                type = "text";
                subtype = "plain";
                parameters = DEFAULT_PARAMETERS;
            }
        }
        return new ContentFields(
                type,
                subtype,
                allowance.take(octets(parameters)) ? parameters : Parameters.NONE,
                kept("Content-ID"),
                kept("Content-Description"),
                transferEncoding(),
                kept("Content-MD5"),
                disposition(),
                languages(),
                kept("Content-Location"));
    }

    /** The boundary parameter that {@link #contentFields} found; empty if there is none. */
    byte[] boundary() {
        // RFC 2046 §5.1.1: a boundary does not end with white space
        return boundary.stripTrailing().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean isTypeName(String name) {
        // RFC 6838 §4.2: no registered name is longer
        return !name.isEmpty() && name.length() <= 127;
    }

    private static int octets(Parameters parameters) {
        return parameters.raw().stream()
                .mapToInt(p -> p.name().length() + p.value().length())
                .sum();
    }

    Envelope envelope() {
        return new Envelope(
                kept("Date"),
                kept("Subject"),
                joined("From"),
                joined("Sender"),
                joined("Reply-To"),
                joined("To"),
                joined("Cc"),
                joined("Bcc"),
                kept("In-Reply-To"),
                kept("Message-ID"),
                kept("References"));
    }

    private @Nullable String kept(String name) {
        return section.first(name)
                .map(HeaderField::value)
                .filter(value -> allowance.take(value.length()))
                .orElse(null);
    }

    private @Nullable String joined(String name) {
        StringBuilder joined = null;
        for (HeaderField field : section.all(name)) {
            String value = field.value();
            if (allowance.take(value.length() + 2)) {
                joined = joined == null
                        ? new StringBuilder(value)
                        : joined.append(", ").append(value);
            }
        }
        return joined == null ? null : joined.toString();
    }

    private String transferEncoding() {
        String value = kept("Content-Transfer-Encoding");
        if (value == null) {
            return "7bit";
        }
        ValueScanner in = new ValueScanner(value);
        String token = in.skipToToken().toLowerCase(Locale.ROOT);
        return token.isEmpty() ? "7bit" : token;
    }

    private @Nullable Disposition disposition() {
        String value = kept("Content-Disposition");
        if (value == null) {
            return null;
        }
        ValueScanner in = new ValueScanner(value);
        String type = in.skipToToken().toLowerCase(Locale.ROOT);
        // RFC 2183 §2.8: what is not understood is an attachment
        return new Disposition(type.isEmpty() ? "attachment" : type, Parameters.parse(in, maxParameters));
    }

    private List<String> languages() {
        String value = kept("Content-Language");
        if (value == null) {
            return List.of();
        }
        List<String> tags = new ArrayList<>();
        ValueScanner in = new ValueScanner(value);
        while (!in.atEnd() && tags.size() < maxParameters) {
            String tag = in.skipToToken();
            if (!tag.isEmpty()) {
                tags.add(tag);
            }
            in.skipTo(',');
            in.skip(',');
        }
        return tags;
    }
}
