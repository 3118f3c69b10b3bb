package io.github.hikyaku.storage.maildir;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.github.hikyaku.storage.maildir.Listing.Found;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Finds out what is to be known of a message file that another program delivered. */
final class Inspector {
    private final MailboxState box;
    // For whoever holds the write lock of the mailbox.
    private @Nullable ByteBuffer buffer;
    private boolean passedOver;

    Inspector(MailboxState box) {
        this.box = box;
    }

    /**
     * What a file tells.
     *
     * @param octets the size of the message, with CRLF
     * @param seconds its internal date
     * @param bits what {@link MessageTable} knows as bits
     */
    record Seen(long octets, long seconds, byte bits) {}

    /** Empty if it is no message after all, or went away. */
    Optional<Seen> look(String base, Found found) {
        Path file = (found.inNew() ? box.newDirectory : box.curDirectory).resolve(found.name());
        try {
            BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
            if (!a.isRegularFile()) {
                return Optional.empty();
            }
            long seconds = Math.floorDiv(a.lastModifiedTime().to(TimeUnit.MILLISECONDS), 1000L);
            OptionalLong physical = MessageFileName.field(base, 'S');
            OptionalLong octets = MessageFileName.field(base, 'W');
            if (octets.isPresent()
                    && physical.orElse(a.size()) == a.size()
                    && isPlausible(octets.getAsLong(), a.size())) {
                byte bits = octets.getAsLong() > a.size() ? MessageTable.BARE_LF : 0;
                return Optional.of(new Seen(octets.getAsLong(), seconds, bits));
            }
            LineScan scan = scan(file, a.size());
            byte bits = scan.bareLfs() > 0 ? MessageTable.BARE_LF : scan.isTransparent() ? MessageTable.TRANSPARENT : 0;
            return Optional.of(new Seen(scan.octets() + scan.bareLfs(), seconds, bits));
        } catch (NoSuchFileException e) {
            // Renamed or removed while we looked, which moves the time stamp again.
            return Optional.empty();
        } catch (IOException e) {
            // Not ours to read, or not now.
            passedOver = true;
            Log.of(Inspector.class).debug("Passed over {}", file, e);
            return Optional.empty();
        }
    }

    private LineScan scan(Path file, long size) throws IOException {
        LineScan scan = new LineScan();
        ByteBuffer octets = buffer;
        if (octets == null) {
            octets = ByteBuffer.allocate(64 * 1024);
            buffer = octets;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, NOFOLLOW_LINKS)) {
            while (scan.octets() < size && channel.read(octets.clear()) >= 0) {
                scan.scan(octets.array(), 0, octets.position());
            }
        }
        return scan;
    }

    // Each LF adds one CR at most.
    private static boolean isPlausible(long octets, long size) {
        return octets >= size && octets - size <= size;
    }

    /**
     * Lets go of what is only needed for many files in a row.
     *
     * @return whether there was a file that could not be read, and may be another time
     */
    boolean rest() {
        boolean passed = passedOver;
        passedOver = false;
        buffer = null;
        return passed;
    }
}
