package io.github.hikyaku.filter.internal;

import io.github.hikyaku.address.AddressParser;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.message.MailChange;
import io.github.hikyaku.message.Spool;
import io.github.hikyaku.message.SpooledMessage;
import io.github.hikyaku.mime.HeaderField;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a milter wants to be changed in a message. As by Sendmail, it is not shown the Received field that this server
 * has put on top, and counts fields without it.
 */
public final class MilterChanges {
    private static final int MAX_CHANGES = 1000;
    private static final int MAX_OCTETS = 1024 * 1024;

    private final Spool spool;
    private final long maxBody;
    private final List<HeaderField> shown;
    private final List<MailChange> changes = new ArrayList<>();

    /** Where the field stands that is not shown; -1 if there is none. */
    private int hidden = -1;

    private int octets;
    private @Nullable SpooledMessage body;
    private boolean afterReturn;
    private boolean quarantined;

    /**
     * No changes yet.
     *
     * @param spool where another body goes
     * @param maxBody how long it may be, in octets
     */
    public MilterChanges(Mail mail, Spool spool, long maxBody) {
        this.spool = spool;
        this.maxBody = maxBody;
        this.shown = new ArrayList<>(mail.header().fields());
        for (int i = 0; i < shown.size() && hidden < 0; i++) {
            if (shown.get(i).name().equalsIgnoreCase("Received")) {
                hidden = i;
            }
        }
        if (hidden >= 0) {
            shown.remove(hidden);
        }
    }

    List<HeaderField> shownFields() {
        return shown;
    }

    /** Whether the message is to be set apart. */
    public boolean quarantined() {
        return quarantined;
    }

    /** All changes, in their order. The last one releases the body, if there is another one. */
    public List<MailChange> list() {
        SpooledMessage replaced = body;
        if (replaced == null) {
            return changes;
        }
        List<MailChange> all = new ArrayList<>(changes);
        all.add(new MailChange.ReplaceBody(replaced.content(), replaced::close));
        return all;
    }

    /** They are not made. */
    public void drop() {
        if (body != null) {
            body.close();
        }
    }

    void take(MilterPacket packet) throws IOException {
        try {
            switch (packet.command()) {
                case 'h' -> {
                    List<String> field = field(packet, 0);
                    add(new MailChange.InsertField(Integer.MAX_VALUE, field.get(0), value(field.get(1))));
                }
                case 'i' -> {
                    List<String> field = field(packet, 4);
                    add(new MailChange.InsertField(place(packet.number()), field.get(0), value(field.get(1))));
                }
                case 'm' -> change(packet);
                case '+', '2' ->
                    add(new MailChange.AddRecipient(AddressParser.utf8().forwardPath(path(packet))));
                case '-' ->
                    add(new MailChange.RemoveRecipient(AddressParser.utf8().forwardPath(path(packet))));
                case 'e' ->
                    add(new MailChange.ReplaceReversePath(AddressParser.utf8().reversePath(path(packet))));
                case 'b' -> body(packet.data());
                case 'q' -> quarantined = true;
                default -> throw new ProtocolException("The milter sends " + packet.shown() + " behind a message");
            }
        } catch (IllegalArgumentException e) {
            ProtocolException wrong =
                    new ProtocolException("The milter wants a change that cannot be made: " + e.getMessage());
            wrong.initCause(e);
            throw wrong;
        }
    }

    private List<String> field(MilterPacket packet, int from) throws ProtocolException {
        List<String> texts = packet.texts(from, 2);
        octets += packet.data().length;
        if (octets > MAX_OCTETS) {
            throw new ProtocolException("The milter adds more than " + MAX_OCTETS + " octets to the header section");
        }
        return texts;
    }

    private void change(MilterPacket packet) throws ProtocolException {
        List<String> field = field(packet, 4);
        String name = field.get(0);
        int occurrence = Math.max(1, packet.number());
        if (hidden >= 0 && name.equalsIgnoreCase("Received") && occurrence < Integer.MAX_VALUE) {
            occurrence++;
        }
        add(
                field.get(1).isEmpty()
                        ? new MailChange.RemoveField(name, occurrence)
                        : new MailChange.ReplaceField(name, occurrence, value(field.get(1))));
    }

    /** The place among all fields of a place among those that were shown; the top of these is below the hidden one. */
    private int place(int index) {
        int place = Math.max(0, index);
        if (hidden < 0) {
            return place;
        }
        if (place < hidden) {
            hidden++;
            return place;
        }
        return place == Integer.MAX_VALUE ? place : place + 1;
    }

    /** A value with one space less before it, which is written before each value. */
    private static String value(String value) {
        return Lines.folded(value.startsWith(" ") ? value.substring(1) : value);
    }

    private static String path(MilterPacket packet) throws ProtocolException {
        String path = packet.texts(0, 1).get(0).strip();
        return path.startsWith("<") ? path : "<" + path + ">";
    }

    private void add(MailChange change) throws ProtocolException {
        if (changes.size() == MAX_CHANGES) {
            throw new ProtocolException("The milter wants more than " + MAX_CHANGES + " changes");
        }
        changes.add(change);
    }

    private void body(byte[] piece) throws IOException {
        SpooledMessage replaced = body;
        if (replaced == null) {
            replaced = spool.begin();
            body = replaced;
        }
        // Twice the length if each octet is a bare line end.
        ByteBuffer lines = ByteBuffer.allocate(2 * piece.length + 1);
        for (byte octet : piece) {
            if (afterReturn && octet != '\n') {
                lines.put((byte) '\n');
            } else if (octet == '\n' && !afterReturn) {
                lines.put((byte) '\r');
            }
            lines.put(octet);
            afterReturn = octet == '\r';
        }
        lines.flip();
        if (replaced.size() + lines.remaining() > maxBody) {
            throw new ProtocolException("The milter's body is longer than " + maxBody + " octets");
        }
        replaced.write(lines);
    }

    /** No more changes come. */
    void end() throws IOException {
        if (afterReturn && body != null) {
            afterReturn = false;
            body.write(ByteBuffer.wrap(new byte[] {'\n'}));
        }
    }
}
