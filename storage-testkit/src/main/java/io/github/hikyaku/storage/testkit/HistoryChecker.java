package io.github.hikyaku.storage.testkit;

import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.testkit.History.Asked;
import io.github.hikyaku.storage.testkit.History.Call;
import io.github.hikyaku.storage.testkit.History.Deposited;
import io.github.hikyaku.storage.testkit.History.Expunged;
import io.github.hikyaku.storage.testkit.History.Followed;
import io.github.hikyaku.storage.testkit.History.Span;
import io.github.hikyaku.storage.testkit.History.Stored;
import io.github.hikyaku.storage.testkit.History.Viewed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Looks for an order of the calls of a history, one after the other, in which each answered what {@link MailboxModel}
 * says, and in which no call stands before one that had returned when it was called (linearisability).
 *
 * <p>MODSEQs name the order of most calls: a deposit and a change of flags stand at the one that they gave out, whatever
 * looks at the mailbox behind all changes up to the HIGHESTMODSEQ it saw. An expunge is told no MODSEQ: where it can stand
 * is tried out, and few places are left, as it must have removed just what was there.
 */
final class HistoryChecker {
    /** Something that stands at a MODSEQ. */
    private record Event(long modSeq, boolean look, List<Call> calls) {
        Event(long modSeq, boolean look, Call call) {
            this(modSeq, look, List.of(call));
        }
    }

    /** An order of the first calls. */
    private static final class State {
        final int next;
        final BitSet expunged;
        final MailboxModel model;
        // The changes of flags that changed something, by their number.
        final BitSet changers;
        // The latest call among those that stand in order: what had returned before it cannot follow.
        final long called;

        State(int next, BitSet expunged, MailboxModel model, BitSet changers, long called) {
            this.next = next;
            this.expunged = expunged;
            this.model = model;
            this.changers = changers;
            this.called = called;
        }
    }

    private final MailboxStatus start;
    private final IdentityHashMap<Call, Integer> numbers = new IdentityHashMap<>();
    private final List<Event> events = new ArrayList<>();
    private final List<Expunged> expunges = new ArrayList<>();
    // The earliest return among the events from each on, and the earliest MODSEQ that one of them asks for changes
    // since.
    private final long[] returns;
    private final long[] asks;
    private final Deque<State> open = new ArrayDeque<>();
    private int furthest = -1;
    private String failure = "";

    private HistoryChecker(MailboxStatus start, List<Call> calls) {
        this.start = start;
        Map<Long, List<Call>> stores = new TreeMap<>();
        Set<Long> deposits = new HashSet<>();
        for (Call call : calls) {
            numbers.put(call, numbers.size());
            if (call instanceof Expunged expunge) {
                expunges.add(expunge);
            } else if (call instanceof Deposited deposit) {
                deposits.add(deposit.receipt().modSeq());
                events.add(new Event(deposit.receipt().modSeq(), false, call));
            } else if (call instanceof Stored store) {
                events.add(new Event(store.outcome().current().status().highestModSeq(), true, call));
                stores.computeIfAbsent(store.newest(), m -> new ArrayList<>()).add(call);
            } else {
                events.add(new Event(seen(call).highestModSeq(), true, call));
            }
        }
        // Of several calls that answered with one MODSEQ one gave it out, unless a deposit did.
        stores.forEach((modSeq, claims) -> {
            if (modSeq > start.highestModSeq() && !deposits.contains(modSeq)) {
                // The earliest is tried first, which is the last here.
                claims.sort(
                        Comparator.comparingLong((Call claim) -> claim.span().called())
                                .reversed());
                events.add(new Event(modSeq, false, claims));
            }
        });
        events.sort(Comparator.comparingLong(Event::modSeq)
                .thenComparing(Event::look)
                .thenComparingLong(event -> event.calls.get(0).span().called()));
        returns = new long[events.size() + 1];
        asks = new long[events.size() + 1];
        returns[events.size()] = Long.MAX_VALUE;
        asks[events.size()] = Long.MAX_VALUE;
        for (int i = events.size() - 1; i >= 0; i--) {
            Event event = events.get(i);
            // A change of flags stands once more among those that look.
            long returned = event.look || event.calls.get(0) instanceof Deposited
                    ? event.calls.get(0).span().returned()
                    : Long.MAX_VALUE;
            returns[i] = Math.min(returns[i + 1], returned);
            asks[i] = asks[i + 1];
            if (event.calls.get(0) instanceof Followed followed && followed.since() > start.highestModSeq()) {
                asks[i] = Math.min(asks[i], followed.since());
            }
        }
    }

    private static MailboxStatus seen(Call call) {
        if (call instanceof Viewed viewed) {
            return viewed.view().status();
        }
        return call instanceof Asked asked
                ? asked.status()
                : ((Followed) call).changes().status();
    }

    /** What is wrong with a history of a mailbox that was empty at the start; nothing if there is an order. */
    static Optional<String> check(MailboxStatus start, List<Call> calls) {
        return new HistoryChecker(start, calls).search();
    }

    private Optional<String> search() {
        Set<List<Object>> seen = new HashSet<>();
        open.push(new State(0, new BitSet(), new MailboxModel(start), new BitSet(), 0));
        while (!open.isEmpty()) {
            State state = open.pop();
            if (state.next == events.size() && state.expunged.cardinality() == expunges.size()) {
                return Optional.empty();
            }
            if (seen.add(key(state))) {
                if (state.next < events.size()) {
                    takeNext(state);
                }
                expungeNext(state);
            }
        }
        return Optional.of("There is no order of the calls that explains their answers. " + failure);
    }

    /** What the rest of the search depends on. */
    private List<Object> key(State state) {
        return List.of(
                state.next,
                state.expunged,
                state.changers,
                state.model.floor(),
                state.model.wentAfter(asks[state.next]));
    }

    /** Opens each order in which an expunge comes next. */
    private void expungeNext(State state) {
        for (int i = 0; i < expunges.size(); i++) {
            Expunged call = expunges.get(i);
            boolean gap =
                    call.removed().isEmpty() || state.next == events.size() || hasGap(state, events.get(state.next));
            if (!state.expunged.get(i)
                    && gap
                    && call.span().returned() > state.called
                    && call.span().called() < earliestReturn(state, i)
                    && state.model.removes(call)) {
                MailboxModel model = state.model.copy();
                if (!call.removed().isEmpty()) {
                    model.expunge(call);
                }
                BitSet expunged = (BitSet) state.expunged.clone();
                expunged.set(i);
                long called = Math.max(state.called, call.span().called());
                open.push(new State(state.next, expunged, model, state.changers, called));
            }
        }
    }

    /** Whether there is a MODSEQ for one change more between what happened and this event. */
    private static boolean hasGap(State state, Event next) {
        return state.model.floor() + 1 < next.modSeq || next.look && state.model.floor() + 1 == next.modSeq;
    }

    /** The earliest return of what does not yet stand in order, other than one expunge. */
    private long earliestReturn(State state, int without) {
        long earliest = returns[state.next];
        for (int i = 0; i < expunges.size(); i++) {
            if (i != without && !state.expunged.get(i)) {
                earliest = Math.min(earliest, expunges.get(i).span().returned());
            }
        }
        return earliest;
    }

    /** Opens each order in which the next event comes next. */
    private void takeNext(State state) {
        Event event = events.get(state.next);
        for (Call call : event.calls) {
            MailboxModel model = state.model.copy();
            Optional<String> wrong = early(state, call.span()).or(() -> apply(model, state, event, call));
            if (wrong.isPresent()) {
                if (state.next >= furthest) {
                    furthest = state.next;
                    failure = "At MODSEQ " + event.modSeq + ", after " + state.next + " of " + events.size()
                            + " steps, " + wrong.get() + ": " + told(call);
                }
                continue;
            }
            BitSet changers = state.changers;
            if (!event.look) {
                changers = (BitSet) changers.clone();
                changers.set(number(call));
            }
            long called = Math.max(state.called, call.span().called());
            open.push(new State(state.next + 1, state.expunged, model, changers, called));
        }
    }

    /** What speaks against a call here by the order of calls and returns. */
    private Optional<String> early(State state, Span span) {
        if (span.returned() < state.called) {
            return Optional.of("a call that had returned comes after one that was made later");
        }
        for (int i = 0; i < expunges.size(); i++) {
            if (!state.expunged.get(i) && expunges.get(i).span().returned() < span.called()) {
                return Optional.of("an expunge is not seen that had returned: " + expunges.get(i));
            }
        }
        return Optional.empty();
    }

    private Optional<String> apply(MailboxModel model, State state, Event event, Call call) {
        if (call instanceof Deposited deposit) {
            return model.deposit(deposit);
        } else if (call instanceof Stored store) {
            if (!event.look) {
                return model.store(store, event.modSeq);
            }
            Optional<String> wrong = state.changers.get(number(call)) ? Optional.empty() : model.storeOfNothing(store);
            return wrong.or(() -> model.look(store.outcome().current().status()));
        } else if (call instanceof Viewed viewed) {
            return model.view(viewed.view());
        } else if (call instanceof Followed followed) {
            return model.changes(followed.since(), followed.changes());
        }
        return model.look(((Asked) call).status());
    }

    private int number(Call call) {
        return numbers.getOrDefault(call, -1);
    }

    private static String told(Call call) {
        if (call instanceof Viewed viewed) {
            return "view() answered " + viewed.view().status();
        } else if (call instanceof Followed followed) {
            return "changesSince(" + followed.since() + ") answered " + followed.changes();
        }
        return call.toString();
    }
}
