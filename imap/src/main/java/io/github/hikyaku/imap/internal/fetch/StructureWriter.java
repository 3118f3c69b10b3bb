package io.github.hikyaku.imap.internal.fetch;

import io.github.hikyaku.address.ListedAddress;
import io.github.hikyaku.engine.ReplyBuffer;
import io.github.hikyaku.imap.internal.response.Wire;
import io.github.hikyaku.mime.ContentFields;
import io.github.hikyaku.mime.Disposition;
import io.github.hikyaku.mime.Envelope;
import io.github.hikyaku.mime.MimePart;
import io.github.hikyaku.mime.Parameters;
import java.util.List;

/** Writes ENVELOPE, BODY and BODYSTRUCTURE (RFC 3501 §7.4.2 and {@code envelope}, {@code body} of §9). */
final class StructureWriter {
    private final ReplyBuffer out;

    StructureWriter(ReplyBuffer out) {
        this.out = out;
    }

    void envelope(Envelope envelope) {
        out.append('(');
        Wire.nstring(out, envelope.date());
        out.append(' ');
        Wire.nstring(out, envelope.subject());
        addresses(envelope.fromAddresses());
        addresses(envelope.senderAddresses());
        addresses(envelope.replyToAddresses());
        addresses(envelope.toAddresses());
        addresses(envelope.ccAddresses());
        addresses(envelope.bccAddresses());
        out.append(' ');
        Wire.nstring(out, envelope.inReplyTo());
        out.append(' ');
        Wire.nstring(out, envelope.messageId());
        out.append(')');
    }

    private void addresses(List<ListedAddress> addresses) {
        if (addresses.isEmpty()) {
            out.append(" NIL");
            return;
        }
        out.append(" (");
        for (ListedAddress address : addresses) {
            out.append('(');
            Wire.nstring(out, address.name());
            out.append(' ');
            Wire.nstring(out, address.route());
            out.append(' ');
            Wire.nstring(out, address.mailbox());
            out.append(' ');
            Wire.nstring(out, address.host());
            out.append(')');
        }
        out.append(')');
    }

    /** The structure of a part; {@code extended} adds what BODYSTRUCTURE has and BODY has not. */
    void body(MimePart part, boolean extended) {
        ContentFields fields = part.fields();
        out.append('(');
        if (part.kind() == MimePart.Kind.MULTIPART) {
            for (MimePart child : part.children()) {
                body(child, extended);
            }
            out.append(' ');
            Wire.string(out, fields.subtype());
            if (extended) {
                out.append(' ');
                parameters(fields.parameters());
                extension(fields);
            }
        } else {
            onePart(part, fields, extended);
            if (extended) {
                out.append(' ');
                Wire.nstring(out, fields.md5());
                extension(fields);
            }
        }
        out.append(')');
    }

    private void onePart(MimePart part, ContentFields fields, boolean extended) {
        // A leaf that claims to be made of parts could not be read as such, and has none of the data they must have.
        boolean opaque = part.kind() == MimePart.Kind.LEAF
                && (fields.type().equals("multipart") || part.is("message", "rfc822"));
        Wire.string(out, opaque ? "application" : fields.type());
        out.append(' ');
        Wire.string(out, opaque ? "octet-stream" : part.message().isPresent() ? "rfc822" : fields.subtype());
        out.append(' ');
        parameters(opaque ? Parameters.NONE : fields.parameters());
        out.append(' ');
        Wire.nstring(out, fields.id());
        out.append(' ');
        Wire.nstring(out, fields.description());
        out.append(' ');
        Wire.string(out, fields.transferEncoding());
        out.append(' ').append(part.body().length());
        part.message().ifPresent(message -> {
            out.append(' ');
            message.envelope().ifPresent(this::envelope);
            out.append(' ');
            body(message, extended);
        });
        if (part.message().isPresent() || fields.type().equals("text")) {
            out.append(' ').append(part.bodyLines());
        }
    }

    private void extension(ContentFields fields) {
        out.append(' ');
        Disposition disposition = fields.disposition();
        if (disposition == null) {
            out.append("NIL");
        } else {
            out.append('(');
            Wire.string(out, disposition.type());
            out.append(' ');
            parameters(disposition.parameters());
            out.append(')');
        }
        out.append(' ');
        languages(fields.languages());
        out.append(' ');
        Wire.nstring(out, fields.location());
    }

    private void languages(List<String> languages) {
        if (languages.isEmpty()) {
            out.append("NIL");
            return;
        }
        char before = '(';
        for (String language : languages) {
            out.append(before);
            Wire.string(out, language);
            before = ' ';
        }
        out.append(')');
    }

    private void parameters(Parameters parameters) {
        if (parameters.raw().isEmpty()) {
            out.append("NIL");
            return;
        }
        char before = '(';
        for (Parameters.Parameter parameter : parameters.raw()) {
            out.append(before);
            Wire.string(out, parameter.name());
            out.append(' ');
            Wire.string(out, parameter.value());
            before = ' ';
        }
        out.append(')');
    }
}
