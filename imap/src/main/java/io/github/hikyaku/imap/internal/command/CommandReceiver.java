package io.github.hikyaku.imap.internal.command;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Puts commands together from lines and literals, without I/O: each line ends in a command, or in the need of a literal
 * whose octets are then handed in. The message of an APPEND is not collected here but left to the caller.
 */
public final class CommandReceiver {
    private static final long MAX_COUNT = 0xFFFF_FFFFL;

    private @Nullable ByteArrayOutputStream collected;
    /** Whether the command that is collected is an APPEND. */
    private boolean append;

    /** No command has begun. */
    public CommandReceiver() {}

    /** What a line leads to. */
    public sealed interface Step {
        /** A command is complete. */
        record Ready(byte[] octets) implements Step {}

        /** So many octets are needed; they go to {@link CommandReceiver#literal}, and then the next line. */
        record Literal(long count, boolean synchronizing) implements Step {}

        /** The message of an APPEND comes next, so many octets; {@code command} is what stands before them. */
        record Message(byte[] command, long count, boolean synchronizing) implements Step {}

        /**
         * The command is larger than allowed.
         *
         * @param command what has come so far, which begins with the tag
         * @param count how many octets the literal has, {@link Long#MAX_VALUE} if that is no number that IMAP allows
         */
        record TooBig(byte[] command, long count, boolean synchronizing) implements Step {}
    }

    /**
     * Takes a line.
     *
     * @param line without its end
     * @param maxLiteral the most octets of a literal other than a message
     * @param maxCommand the most octets of a command without a message
     */
    public Step line(byte[] line, int maxLiteral, int maxCommand) {
        int open = literalStart(line);
        if (open < 0) {
            byte[] command = soFar(line);
            collected = null;
            return new Step.Ready(command);
        }
        int plus = line[line.length - 2] == '+' ? 1 : 0;
        boolean synchronizing = plus == 0;
        long count = count(line, open + 1, line.length - 1 - plus);
        boolean message = isMessage(line, open) && count <= MAX_COUNT;
        long size = collected == null ? line.length : collected.size() + line.length;
        if (message || count > maxLiteral || size + count > maxCommand) {
            byte[] command = soFar(line);
            collected = null;
            return message
                    ? new Step.Message(command, count, synchronizing)
                    : new Step.TooBig(command, count, synchronizing);
        }
        if (collected == null) {
            collected = new ByteArrayOutputStream(line.length + 64);
        }
        collected.writeBytes(line);
        collected.write('\r');
        collected.write('\n');
        return new Step.Literal(count, synchronizing);
    }

    /** Takes octets of a literal. */
    public void literal(ByteBuffer octets) {
        if (collected == null) {
            throw new IllegalStateException("No literal was asked for");
        }
        byte[] copy = new byte[octets.remaining()];
        octets.get(copy);
        collected.writeBytes(copy);
    }

    /** Forgets what has come. */
    public void reset() {
        collected = null;
    }

    private byte[] soFar(byte[] line) {
        if (collected == null) {
            return line;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream(collected.size() + line.length);
        all.writeBytes(collected.toByteArray());
        all.writeBytes(line);
        return all.toByteArray();
    }

    /** Where the <code>{n}</code> or <code>{n+}</code> at the end of the line starts, or -1. */
    private static int literalStart(byte[] line) {
        int at = line.length - 1;
        if (at < 2 || line[at] != '}') {
            return -1;
        }
        at--;
        if (line[at] == '+') {
            at--;
        }
        int end = at;
        while (at >= 0 && line[at] >= '0' && line[at] <= '9') {
            at--;
        }
        return at >= 0 && at < end && line[at] == '{' ? at : -1;
    }

    private static long count(byte[] line, int from, int to) {
        long count = 0;
        for (int i = from; i < to; i++) {
            count = count * 10 + line[i] - '0';
            if (count > MAX_COUNT) {
                return Long.MAX_VALUE;
            }
        }
        return count;
    }

    /** Whether the literal is an APPEND's message: its command has that name, and the mailbox stands already. */
    private boolean isMessage(byte[] line, int open) {
        if (collected != null) {
            return append;
        }
        append = false;
        int at = 0;
        while (at < line.length && line[at] != ' ') {
            at++;
        }
        String name = " APPEND ";
        for (int i = 0; i < name.length(); i++, at++) {
            if (at >= line.length || Character.toUpperCase((char) line[at]) != name.charAt(i)) {
                return false;
            }
        }
        append = true;
        return at < open;
    }
}
