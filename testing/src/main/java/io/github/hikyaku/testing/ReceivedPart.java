package io.github.hikyaku.testing;

import io.github.hikyaku.mime.Disposition;
import io.github.hikyaku.mime.MimePart;
import io.github.hikyaku.mime.OctetRange;
import io.github.hikyaku.mime.TextExtractor;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** A part of a received mail that has no parts of its own. Immutable. */
public final class ReceivedPart {
    private final MimePart part;
    private final OctetRange message;

    ReceivedPart(MimePart part, OctetRange message) {
        this.part = part;
        this.message = message;
    }

    /** The media type in lower case, without parameters, such as {@code text/plain}. */
    public String contentType() {
        return part.fields().type() + "/" + part.fields().subtype();
    }

    /** Whether it says that it is an attachment, or has a file name. */
    public boolean isAttachment() {
        Disposition disposition = part.fields().disposition();
        return disposition != null && disposition.type().equalsIgnoreCase("attachment")
                || filename().isPresent();
    }

    /** The file name that it came with, decoded. */
    public Optional<String> filename() {
        Disposition disposition = part.fields().disposition();
        Optional<String> name = disposition == null
                ? Optional.empty()
                : disposition.parameters().get("filename");
        return name.isPresent() ? name : part.fields().parameters().get("name");
    }

    /** The content with its transfer encoding undone. */
    public byte[] content() {
        try (InputStream in = TextExtractor.openDecoded(part, message)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw ReceivedMail.unreadable(e);
        }
    }

    /** The content as text, in its character set. */
    public String text() {
        try {
            return TextExtractor.read(part, message, Integer.MAX_VALUE);
        } catch (IOException e) {
            throw ReceivedMail.unreadable(e);
        }
    }

    @Override
    public String toString() {
        return contentType() + filename().map(name -> " \"" + name + '"').orElse("");
    }
}
