package io.github.hikyaku.mime;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the Content fields of a part say (RFC 2045, RFC 2183, RFC 1864, RFC 3282, RFC 2557), with the defaults where they
 * are silent or broken. Texts are octet strings.
 *
 * @param type the media type in lower case, {@code text} by default
 * @param subtype the media subtype in lower case, {@code plain} by default
 * @param parameters the parameters of the media type; {@code charset=us-ascii} where the field is missing or broken
 * @param id the Content-ID with its angle brackets
 * @param description the Content-Description, encoded-words not decoded
 * @param transferEncoding the Content-Transfer-Encoding in lower case, {@code 7bit} by default
 * @param md5 the Content-MD5
 * @param disposition the Content-Disposition
 * @param languages the language tags of Content-Language; empty if there is none
 * @param location the Content-Location
 */
public record ContentFields(
        String type,
        String subtype,
        Parameters parameters,
        @Nullable String id,
        @Nullable String description,
        String transferEncoding,
        @Nullable String md5,
        @Nullable Disposition disposition,
        List<String> languages,
        @Nullable String location) {
    /**
     * Keeps an unmodifiable copy of the languages.
     *
     * @param type the media type
     * @param subtype the media subtype
     * @param parameters the parameters of the media type
     * @param id the Content-ID
     * @param description the Content-Description
     * @param transferEncoding the Content-Transfer-Encoding
     * @param md5 the Content-MD5
     * @param disposition the Content-Disposition
     * @param languages the language tags
     * @param location the Content-Location
     */
    public ContentFields {
        languages = List.copyOf(languages);
    }

    /**
     * The name under which to save the part: the {@code filename} of the disposition, else the {@code name} of the media
     * type.
     *
     * @return the decoded name as the sender wrote it, which may hold path separators; empty if there is none
     */
    public Optional<String> filename() {
        Optional<String> name = disposition == null
                ? Optional.empty()
                : disposition.parameters().get("filename");
        return name.or(() -> parameters.get("name"));
    }

    /** The same fields for a part that is read as another type than it says. */
    ContentFields readAs(String otherType, String otherSubtype) {
        return new ContentFields(
                otherType,
                otherSubtype,
                Parameters.NONE,
                id,
                description,
                transferEncoding,
                md5,
                disposition,
                languages,
                location);
    }
}
