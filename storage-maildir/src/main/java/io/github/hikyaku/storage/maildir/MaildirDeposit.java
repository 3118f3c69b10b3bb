package io.github.hikyaku.storage.maildir;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.DotScan;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MessageContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way: in memory up to 128 KiB, which is then written by one call, and in {@code tmp/} beyond.
 */
final class MaildirDeposit implements Deposit {
    private static final int MOST_IN_MEMORY = 128 * 1024;

    private final MailboxState mailbox;
    private final Set<Flag> flags;
    private final long seconds;
    private final String unique = UniqueNames.next();
    private final DotScan dots = new DotScan();
    private long octets;
    private byte[] memory = new byte[0];
    private int inMemory;
    private @Nullable FileChannel file;
    private @Nullable FileContent shared;
    private boolean ended;

    MaildirDeposit(MailboxState mailbox, Set<Flag> flags, long seconds) {
        this.mailbox = mailbox;
        this.flags = flags;
        this.seconds = seconds;
    }

    private Path temporary() {
        return mailbox.tmpDirectory.resolve(unique);
    }

    @Override
    public void write(byte[] octets, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, octets.length);
        checkOpen();
        try {
            unshare();
            append(octets, offset, length);
        } catch (IOException e) {
            throw failed("Writing", e);
        } catch (MailStoreException e) {
            close();
            throw e;
        }
    }

    @Override
    public void write(MessageContent content) throws IOException {
        checkOpen();
        boolean first = shared == null && octets == 0;
        // At once: the original may go before the commit.
        if (first && content instanceof FileContent ours && isShareable(ours) && link(ours)) {
            shared = ours;
            return;
        }
        Deposit.super.write(content);
    }

    private boolean isShareable(FileContent content) {
        return !content.hasBareLf() && content.seconds() == seconds;
    }

    // The file that was to be shared is only the beginning of this message.
    private void unshare() throws IOException {
        if (shared == null) {
            return;
        }
        shared = null;
        Path beginning = mailbox.tmpDirectory.resolve(UniqueNames.next());
        Files.move(temporary(), beginning, StandardCopyOption.ATOMIC_MOVE);
        try (InputStream in = Files.newInputStream(beginning)) {
            byte[] buffer = new byte[64 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                append(buffer, 0, n);
            }
        } finally {
            Disk.discard(beginning);
        }
    }

    private void append(byte[] more, int offset, int length) throws IOException {
        dots.scan(more, offset, length);
        octets += length;
        if (file == null && inMemory + (long) length <= MOST_IN_MEMORY) {
            if (inMemory + length > memory.length) {
                int wanted = Math.max(inMemory + length, Math.min(MOST_IN_MEMORY, memory.length * 2));
                memory = Arrays.copyOf(memory, wanted);
            }
            System.arraycopy(more, offset, memory, inMemory, length);
            inMemory += length;
            return;
        }
        FileChannel channel = toFile();
        mailbox.checkRoom(octets);
        for (int at = 0; at < length; at += MOST_IN_MEMORY) {
            int part = Math.min(MOST_IN_MEMORY, length - at);
            Disk.writeFully(channel, ByteBuffer.wrap(more, offset + at, part));
        }
    }

    private FileChannel toFile() throws IOException {
        FileChannel channel = file;
        if (channel == null) {
            channel = FileChannel.open(
                    temporary(), StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, NOFOLLOW_LINKS);
            file = channel;
            Disk.writeFully(channel, ByteBuffer.wrap(memory, 0, inMemory));
            memory = new byte[0];
            inMemory = 0;
        }
        return channel;
    }

    @Override
    public Receipt commit() {
        checkOpen();
        // An interrupt would close the channel of the file.
        boolean interrupted = Thread.interrupted();
        try {
            mailbox.checkThere();
            Arrival arrival = arrive();
            mailbox.commit(arrival);
            ended = true;
            return new Receipt(mailbox.uidValidity, arrival.uid, arrival.modSeq);
        } catch (NoSuchFileException e) {
            close();
            mailbox.checkThere();
            throw Disk.failure("Depositing into " + mailbox.directory, e);
        } catch (IOException e) {
            throw failed("Depositing", e);
        } catch (RuntimeException e) {
            close();
            throw e;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Arrival arrive() throws IOException {
        FileContent content = shared;
        if (content != null) {
            return arrival(content.size(), content.isDotTransparent());
        }
        boolean begun = file != null;
        long before = Instant.now().getEpochSecond();
        try (FileChannel channel = toFile()) {
            boolean dated = !begun && before == seconds && Instant.now().getEpochSecond() == seconds;
            if (!dated) {
                Copies.setDate(temporary(), seconds);
            }
            mailbox.disk.sync(channel);
        }
        return arrival(octets, dots.isTransparent());
    }

    private boolean link(FileContent content) throws IOException {
        try {
            content.mailbox.linkTo(content.uid, temporary());
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            Disk.discard(temporary());
            return false;
        }
    }

    // What was deposited is served as it came: to readers W = S says that no line needs a CR.
    private Arrival arrival(long size, boolean transparent) {
        byte bits = transparent ? MessageTable.TRANSPARENT : 0;
        return new Arrival(temporary(), unique + ",S=" + size + ",W=" + size, flags, size, seconds, bits);
    }

    private MailStoreException failed(String doing, IOException e) {
        close();
        return Disk.failure(doing + " into " + mailbox.directory, e);
    }

    private void checkOpen() {
        if (ended) {
            throw new IllegalStateException("The deposit was committed, was aborted or failed");
        }
    }

    @Override
    public void close() {
        if (ended) {
            return;
        }
        ended = true;
        shared = null;
        memory = new byte[0];
        FileChannel channel = file;
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // Nobody wants what was in it.
            }
        }
        Disk.discard(temporary());
    }
}
