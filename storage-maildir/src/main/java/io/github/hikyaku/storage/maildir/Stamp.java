package io.github.hikyaku.storage.maildir;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What tells whether a file or directory changed: identity, time stamp and size.
 *
 * @param key which file it is, null if there is none
 * @param nanos its time of modification
 * @param size its size
 */
record Stamp(@Nullable Object key, long nanos, long size) {
    static final Stamp NONE = new Stamp(null, 0, -1);

    static Stamp of(Path path) throws IOException {
        try {
            BasicFileAttributes a = Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS);
            return new Stamp(a.fileKey(), a.lastModifiedTime().to(TimeUnit.NANOSECONDS), a.size());
        } catch (NoSuchFileException e) {
            return NONE;
        }
    }

    /** Whether one that was written down, its key as a text, is this. */
    boolean matches(Stamp written) {
        return exists()
                && nanos == written.nanos
                && size == written.size
                && String.valueOf(key).equals(written.key);
    }

    /** The same, also of a file that is not there. */
    boolean isAsWritten(Stamp written) {
        return exists() ? matches(written) : !written.exists();
    }

    boolean exists() {
        return size >= 0;
    }

    /**
     * How long, in milliseconds, a change may carry the same time stamp as one before: a tick of the kernel's clock, or
     * the whole second that some file systems count in.
     */
    private long tick() {
        return nanos % 1_000_000_000L == 0 ? 1_100 : 20;
    }

    /** The time in milliseconds from which on a listing shows all that happened under this time stamp. */
    long settledFrom() {
        return nanos / 1_000_000 + tick();
    }

    // Written out: what a record has by itself is made at run time, which a first start feels.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Stamp stamp
                && nanos == stamp.nanos
                && size == stamp.size
                && Objects.equals(key, stamp.key);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(key) * 31 + Long.hashCode(nanos);
    }
}
