package io.github.hikyaku.testing;

import io.github.hikyaku.address.ForwardPath;
import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.message.Envelope;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.message.Origin;
import io.github.hikyaku.mime.HeaderField;
import io.github.hikyaku.mime.HeaderSection;
import io.github.hikyaku.mime.MimeLimits;
import io.github.hikyaku.mime.MimeParser;
import io.github.hikyaku.mime.MimePart;
import io.github.hikyaku.mime.OctetRange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A mail that the server accepted: its envelope, and its octets decoded in the ways that tests ask for. Immutable. */
public final class ReceivedMail {
    private final Origin origin;
    private final Envelope envelope;
    private final byte[] octets;
    private final HeaderSection header;
    private final MimePart structure;

    private ReceivedMail(Origin origin, Envelope envelope, byte[] octets) throws IOException {
        this.origin = origin;
        this.envelope = envelope;
        this.octets = octets;
        this.header = HeaderSection.parse(octets, MimeLimits.DEFAULT);
        this.structure = MimeParser.parse(new ByteArrayInputStream(octets), MimeLimits.DEFAULT);
    }

    static ReceivedMail of(Mail mail) throws IOException {
        try (InputStream in = mail.content().open()) {
            return new ReceivedMail(mail.origin(), mail.envelope(), in.readAllBytes());
        }
    }

    /** The envelope, as it was typed. */
    public Envelope envelope() {
        return envelope;
    }

    /** Where it came from: connection, HELO name, login, TLS. */
    public Origin origin() {
        return origin;
    }

    /** The address of the reverse-path, or empty for the null reverse-path. */
    public String reversePath() {
        MailAddress address = envelope.reversePath().address();
        return address == null ? "" : address.toString();
    }

    /** The addresses of the forward-paths, in the order of RCPT. */
    public List<String> recipients() {
        return envelope.recipients().stream().map(r -> address(r.path())).toList();
    }

    private static String address(ForwardPath path) {
        MailAddress address = path.address();
        return address == null ? "postmaster" : address.toString();
    }

    /** The subject, decoded; empty if there is none. */
    public String subject() {
        return header("Subject").orElse("");
    }

    /** The first header field of that name, in any case: unfolded, with encoded-words decoded. */
    public Optional<String> header(String name) {
        return header.first(name).map(HeaderField::text);
    }

    /** All header fields of that name, in any case: unfolded, with encoded-words decoded. */
    public List<String> headers(String name) {
        return header.all(name).stream().map(HeaderField::text).toList();
    }

    /**
     * The first part of type text/plain that is not an attachment, decoded, as programs write text: lines end with LF,
     * the last one without. Empty if there is none. {@link ReceivedPart#text} has it as it came.
     */
    public String text() {
        return inline("plain");
    }

    /** The same of the first part of type text/html. */
    public String html() {
        return inline("html");
    }

    private String inline(String subtype) {
        return parts().stream()
                .filter(part -> part.contentType().equals("text/" + subtype) && !part.isAttachment())
                .findFirst()
                .map(part -> part.text().replace("\r\n", "\n"))
                .map(text -> text.endsWith("\n") ? text.substring(0, text.length() - 1) : text)
                .orElse("");
    }

    /** All parts without parts of their own, in order, those of attached messages among them; at least one. */
    public List<ReceivedPart> parts() {
        List<ReceivedPart> leaves = new ArrayList<>();
        collect(structure, leaves);
        return List.copyOf(leaves);
    }

    private void collect(MimePart part, List<ReceivedPart> leaves) {
        if (part.kind() == MimePart.Kind.LEAF) {
            leaves.add(new ReceivedPart(part, OctetRange.of(octets)));
        }
        part.children().forEach(child -> collect(child, leaves));
    }

    /** The parts that are attachments. */
    public List<ReceivedPart> attachments() {
        return parts().stream().filter(ReceivedPart::isAttachment).toList();
    }

    /** The octets: the trace fields that the server put on top, then what DATA carried, byte for byte. */
    public byte[] octets() {
        return octets.clone();
    }

    /** Reverse-path, recipients and subject on one line. */
    @Override
    public String toString() {
        return "<" + reversePath() + "> to " + recipients() + " \"" + subject() + '"';
    }

    /** Turns what cannot happen in memory into what need not be caught. */
    static UncheckedIOException unreadable(IOException cause) {
        return new UncheckedIOException("The mail cannot be read", cause);
    }
}
