package io.github.hikyaku.storage.maildir;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.QuotaUsage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the mailboxes of an account add up to, and its limits, which are kept in the file {@code maildirsize} as Maildir++
 * has it: a line such as {@code 1000000S,1000C}, then lines of octets and messages that came or went, whose sum is the
 * usage. Other programs read the limits and the usage there. There is no file where there is no limit.
 *
 * <p>Each mailbox that is open tells of its changes ({@link #shift}), so that nothing is counted twice; a message that is
 * on its way has a reservation. The file follows, and is written anew when it is long or wrong.
 *
 * <p>Its lock is a leaf, but for the files.
 */
final class Quota {
    static final String NAME = "maildirsize";

    // As Maildir++ has it.
    private static final int LONG_FILE = 5120;

    private static final String ZEROES = "0Z";
    private static final Stamp NEVER = new Stamp("never read", 0, -1);

    private final Path file;
    private final Disk disk;
    private final ReentrantLock lock = new ReentrantLock();
    private OptionalLong octetLimit = OptionalLong.empty();
    private OptionalLong messageLimit = OptionalLong.empty();
    private Stamp stamp = NEVER;
    private boolean counted;
    private long octets;
    private long messages;
    private long reservedOctets;
    private long reservedMessages;
    private long untoldOctets;
    private long untoldMessages;

    Quota(Path account, Disk disk) {
        this.file = account.resolve(NAME);
        this.disk = disk;
    }

    /** Reads the limits again if another program wrote them. Returns whether there are any. */
    boolean isLimited() {
        lock.lock();
        try {
            Stamp now = Stamp.of(file);
            if (!now.equals(stamp)) {
                parse(new String(Disk.readIfThere(file, Disk.FEW_LINES), US_ASCII));
                stamp = now;
            }
            return hasLimits();
        } catch (IOException e) {
            throw Disk.failure("Reading " + file, e);
        } finally {
            lock.unlock();
        }
    }

    private boolean hasLimits() {
        return octetLimit.isPresent() || messageLimit.isPresent();
    }

    // A limit of 0 is none to Maildir++: ours bears a mark.
    private void parse(String text) {
        String first = text.split("\n", 2)[0].trim();
        boolean zeroes = first.endsWith(ZEROES);
        octetLimit = OptionalLong.empty();
        messageLimit = OptionalLong.empty();
        for (String limit : first.split(",")) {
            if (limit.matches("[0-9]{1,18}[SC]")) {
                long value = Long.parseLong(limit.substring(0, limit.length() - 1));
                OptionalLong kept = value == 0 && !zeroes ? OptionalLong.empty() : OptionalLong.of(value);
                if (limit.endsWith("S")) {
                    octetLimit = kept;
                } else {
                    messageLimit = kept;
                }
            }
        }
    }

    private String header() {
        List<String> limits = new ArrayList<>();
        octetLimit.ifPresent(limit -> limits.add(limit + "S"));
        messageLimit.ifPresent(limit -> limits.add(limit + "C"));
        if (octetLimit.orElse(1) == 0 || messageLimit.orElse(1) == 0) {
            limits.add(ZEROES);
        }
        return String.join(",", limits) + "\n";
    }

    /** Sets the limits, durably. All mailboxes have told what they have. */
    void limit(OptionalLong octetsAtMost, OptionalLong messagesAtMost) {
        lock.lock();
        try {
            counted = true;
            octetLimit = octetsAtMost;
            messageLimit = messagesAtMost;
            rewrite();
        } catch (IOException e) {
            // What is in the file is as it was, and read again.
            stamp = NEVER;
            throw Disk.failure("Writing " + file, e);
        } finally {
            lock.unlock();
        }
    }

    private void rewrite() throws IOException {
        if (octetLimit.isEmpty() && messageLimit.isEmpty()) {
            if (Files.deleteIfExists(file)) {
                disk.sync(file.resolveSibling("."));
            }
        } else {
            disk.replace(file, (header() + octets + " " + messages + "\n").getBytes(US_ASCII));
        }
        untoldOctets = 0;
        untoldMessages = 0;
        stamp = Stamp.of(file);
    }

    /** What is used, after all mailboxes have told what they have. */
    QuotaUsage usage() {
        isLimited();
        lock.lock();
        try {
            return new QuotaUsage(octets, messages, octetLimit, messageLimit);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes room for what is about to come, until {@link #shift} or {@link #cancel} gives it back.
     *
     * @throws MailStoreException {@code OVER_QUOTA} if there is not so much, and then takes none
     */
    void reserve(long moreOctets, long moreMessages) {
        lock.lock();
        try {
            check(moreOctets, moreMessages);
            reservedOctets += moreOctets;
            reservedMessages += moreMessages;
        } finally {
            lock.unlock();
        }
    }

    /** Fails if there is no room for so much now. */
    void check(long moreOctets, long moreMessages) {
        lock.lock();
        try {
            check("octets", moreOctets, octets + reservedOctets, octetLimit);
            check("messages", moreMessages, messages + reservedMessages, messageLimit);
        } finally {
            lock.unlock();
        }
    }

    private static void check(String what, long more, long used, OptionalLong limit) {
        if (limit.isPresent() && more > limit.getAsLong() - used) {
            throw new MailStoreException(
                    Kind.OVER_QUOTA, used + " and " + more + " " + what + ", of " + limit.getAsLong());
        }
    }

    /** Takes room, or gives it back if below 0, whether there is so much or not. */
    void cancel(long lessOctets, long lessMessages) {
        lock.lock();
        try {
            reservedOctets -= lessOctets;
            reservedMessages -= lessMessages;
        } finally {
            lock.unlock();
        }
    }

    /** A mailbox has so much more, of which so much was reserved. */
    void shift(long moreOctets, long moreMessages, long ofReservedOctets, long ofReservedMessages) {
        lock.lock();
        try {
            octets += moreOctets;
            messages += moreMessages;
            untoldOctets += moreOctets;
            untoldMessages += moreMessages;
            reservedOctets -= ofReservedOctets;
            reservedMessages -= ofReservedMessages;
        } finally {
            lock.unlock();
        }
    }

    /** A mailbox with so much in it was opened, or is not open any more. The file has it already, unless all was counted. */
    void join(long wholeOctets, long wholeMessages) {
        lock.lock();
        try {
            octets += wholeOctets;
            messages += wholeMessages;
            untoldOctets += counted ? wholeOctets : 0;
            untoldMessages += counted ? wholeMessages : 0;
        } finally {
            lock.unlock();
        }
    }

    /** Has the file follow. What goes wrong is put right by the next who counts. */
    void tell() {
        lock.lock();
        try {
            if (untoldOctets == 0 && untoldMessages == 0) {
                return;
            }
            if (stamp.equals(NEVER) ? !isLimited() : !hasLimits()) {
                untoldOctets = 0;
                untoldMessages = 0;
            } else if (stamp.size() > LONG_FILE && counted) {
                rewrite();
            } else {
                append(untoldOctets + " " + untoldMessages + "\n");
            }
        } catch (IOException | RuntimeException e) {
            Log.of(Quota.class).debug("{} could not be brought up to date", file, e);
        } finally {
            lock.unlock();
        }
    }

    private void append(String line) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND, NOFOLLOW_LINKS)) {
            Disk.writeFully(channel, ByteBuffer.wrap(line.getBytes(US_ASCII)));
        }
        untoldOctets = 0;
        untoldMessages = 0;
        stamp = Stamp.of(file);
    }

    /** Writes the file anew, after all mailboxes have told what they have. */
    void tellAll() {
        lock.lock();
        try {
            counted = true;
            rewrite();
        } catch (IOException e) {
            Log.of(Quota.class).debug("{} could not be brought up to date", file, e);
        } finally {
            lock.unlock();
        }
    }
}
