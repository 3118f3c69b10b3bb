package io.github.hikyaku.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of a Content-Type or Content-Disposition field: as they stand in the field, for IMAP, and decoded
 * (RFC 2231 continuations, character sets and percent-encoding). Immutable.
 */
public final class Parameters {
    /** No parameters. */
    public static final Parameters NONE = new Parameters(List.of());

    private final List<Parameter> raw;

    Parameters(List<Parameter> raw) {
        this.raw = List.copyOf(raw);
    }

    /**
     * One parameter as it stands in the field.
     *
     * @param name the name in lower case, with RFC 2231's asterisks, such as {@code filename*0*}
     * @param value the value without quoting, an octet string
     */
    public record Parameter(String name, String value) {}

    /** Reads the parameters behind the main value of a field. A semicolon that is missing between two is forgiven. */
    static Parameters parse(ValueScanner in, int max) {
        List<Parameter> raw = new ArrayList<>();
        while (raw.size() < max) {
            String name = in.parameterName();
            if (!name.isEmpty()) {
                raw.add(new Parameter(name.toLowerCase(Locale.ROOT), in.value()));
                continue;
            }
            in.skipTo(';');
            if (!in.skip(';')) {
                break;
            }
        }
        return raw.isEmpty() ? NONE : new Parameters(raw);
    }

    /**
     * The parameters as they stand in the field.
     *
     * @return an unmodifiable list in order
     */
    public List<Parameter> raw() {
        return raw;
    }

    /**
     * A parameter decoded.
     *
     * @param name the name without asterisks, in any case
     * @return the text, or empty if there is no such parameter
     */
    public Optional<String> get(String name) {
        return Rfc2231.collect(raw, name.toLowerCase(Locale.ROOT)).map(Rfc2231.Value::text);
    }

    /**
     * A parameter with continuations joined and percent-encoding undone, its character set left alone.
     *
     * @param name the name without asterisks, in any case
     * @return the value as an octet string, or empty if there is no such parameter
     */
    public Optional<String> octets(String name) {
        return Rfc2231.collect(raw, name.toLowerCase(Locale.ROOT)).map(Rfc2231.Value::octets);
    }

    /**
     * All parameters decoded.
     *
     * @return an unmodifiable map from names in lower case to texts, in order of first appearance
     */
    public Map<String, String> decoded() {
        return Rfc2231.collectAll(raw);
    }

    /**
     * Whether a parameter is there more than once, which different readers take differently. The first one is used.
     *
     * @return true if two names are the same
     */
    public boolean hasDuplicates() {
        return raw.stream().map(Parameter::name).distinct().count() < raw.size();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Parameters that && raw.equals(that.raw);
    }

    @Override
    public int hashCode() {
        return raw.hashCode();
    }

    /** The raw parameters, for logs. */
    @Override
    public String toString() {
        return raw.toString();
    }
}
