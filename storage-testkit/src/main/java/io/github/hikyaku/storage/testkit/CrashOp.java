package io.github.hikyaku.storage.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A call that a worker made, as its lines tell: what it was about to do, and what came of it. Fields stand between tabs.
 *
 * @param kind what was called
 * @param arguments what it was called with
 * @param state what came of it
 * @param results what it returned, or of what kind the failure was and what it said
 */
record CrashOp(Kind kind, List<String> arguments, State state, List<String> results) {
    /** What a worker calls. */
    enum Kind {
        /** nothing: nothing. */
        OPEN,
        /** mailbox, id, flags: UIDVALIDITY, UID, MODSEQ. */
        DEPOSIT,
        /** mailbox, UIDs, mode, flags: HIGHESTMODSEQ, rows. */
        STORE,
        /** mailbox, UIDs: UIDs. */
        EXPUNGE,
        /** mailbox, UIDs, target: UIDVALIDITY, pairs. */
        COPY,
        /** mailbox, UIDs, target: UIDVALIDITY, pairs. */
        MOVE,
        /** mailbox: UIDVALIDITY, UIDNEXT, HIGHESTMODSEQ, rows. */
        LOOK,
        /** mailbox: the lowest UID that was unclaimed. */
        CLAIM,
        /** name, special uses: UIDVALIDITY. */
        CREATE,
        /** old name, new name: nothing. */
        RENAME,
        /** name: nothing. */
        DELETE,
        /** name, on or off: nothing. */
        SUBSCRIBE;

        boolean isOfTree() {
            return this == CREATE || this == RENAME || this == DELETE;
        }
    }

    /** What came of it. */
    enum State {
        /** It returned, and its caller was told. */
        ACKNOWLEDGED,
        /** It threw. */
        FAILED,
        /** It had not returned, as far as anybody knows. */
        IN_FLIGHT
    }

    private static final String BEGIN = "begin";
    private static final String END = "end";
    private static final String FAIL = "fail";

    boolean isAcknowledged() {
        return state == State.ACKNOWLEDGED;
    }

    String argument(int index) {
        return arguments.get(index);
    }

    String result(int index) {
        return results.get(index);
    }

    long number(int result) {
        return Long.parseLong(result(result));
    }

    /** What a worker writes before a call. */
    static String begin(long number, Kind kind, List<String> arguments) {
        return BEGIN + '\t' + number + '\t' + kind + '\t' + String.join("\t", arguments);
    }

    /** What a worker writes after a call. */
    static String end(long number, List<String> results) {
        return END + '\t' + number + '\t' + String.join("\t", results);
    }

    /** What a worker writes after a call that threw. */
    static String fail(long number, String kind, String message) {
        return FAIL + '\t' + number + '\t' + kind + '\t' + message.replaceAll("[\\t\\r\\n]+", " ");
    }

    /** The calls that whole lines tell of, in the order of their begin; lines that tell of none are passed over. */
    static List<CrashOp> read(List<String> lines) {
        Map<String, CrashOp> ops = new LinkedHashMap<>();
        for (String line : lines) {
            List<String> fields = List.of(line.split("\t", -1));
            switch (fields.get(0)) {
                case BEGIN ->
                    ops.put(
                            fields.get(1),
                            new CrashOp(
                                    Kind.valueOf(fields.get(2)),
                                    fields.subList(3, fields.size()),
                                    State.IN_FLIGHT,
                                    List.of()));
                case END -> ops.computeIfPresent(fields.get(1), (n, op) -> op.became(State.ACKNOWLEDGED, fields));
                case FAIL -> ops.computeIfPresent(fields.get(1), (n, op) -> op.became(State.FAILED, fields));
                default -> {
                    // "ready" and the like
                }
            }
        }
        return new ArrayList<>(ops.values());
    }

    private CrashOp became(State now, List<String> fields) {
        return new CrashOp(kind, arguments, now, fields.subList(2, fields.size()));
    }

    @Override
    public String toString() {
        return kind + " " + String.join(" ", arguments) + " " + state + " " + String.join(" ", results);
    }
}
