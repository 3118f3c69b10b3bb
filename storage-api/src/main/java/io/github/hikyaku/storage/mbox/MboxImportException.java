package io.github.hikyaku.storage.mbox;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An import that ended early: the file is no mbox, a message is too large, or the file could not be read or the mailbox
 * not be written, which is the {@link #getCause cause} then. What was imported before stays.
 */
public final class MboxImportException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long offset;
    private final transient MboxReport report;

    MboxImportException(String message, long offset, MboxReport report, @Nullable Throwable cause) {
        super(message + ", at octet " + offset + ", after " + report.messages() + " messages", cause);
        this.offset = offset;
        this.report = report;
    }

    /** Where what could not be imported begins, in octets from the beginning of the file: an import can go on from there. */
    public long offset() {
        return offset;
    }

    /** What was imported before. */
    public MboxReport report() {
        return report;
    }
}
