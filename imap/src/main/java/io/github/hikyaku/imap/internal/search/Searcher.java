package io.github.hikyaku.imap.internal.search;

import io.github.hikyaku.imap.internal.command.SearchKey;
import io.github.hikyaku.imap.internal.fetch.Structures;
import io.github.hikyaku.imap.internal.view.SelectedMailbox;
import io.github.hikyaku.mime.DateTimes;
import io.github.hikyaku.mime.HeaderField;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.UidSet;
import java.io.IOException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * Runs one SEARCH over a view. Of several keys the cheap ones are asked first, so that a message is opened only if all
 * that the view knows of it fits.
 */
public final class Searcher {
    private final SelectedMailbox selected;
    private final Structures structures;
    private final Test test;

    /** Prepares a search in a mailbox. */
    public Searcher(SelectedMailbox selected, SearchKey key, Structures structures) {
        this.selected = selected;
        this.structures = structures;
        this.test = compile(key);
    }

    /** Tells each row that fits, ascending. A message that is gone or cannot be read fits nothing that needs its octets. */
    public void run(IntConsumer found) {
        for (int row = 0; row < selected.size(); row++) {
            if (fits(row)) {
                found.accept(row);
            }
        }
    }

    private boolean fits(int row) {
        try {
            return test.predicate.test(new Candidate(selected, structures, row));
        } catch (IOException e) {
            return false;
        } catch (MailStoreException e) {
            if (e.kind() == MailStoreException.Kind.NO_SUCH_MESSAGE || e.kind() == MailStoreException.Kind.CORRUPT) {
                return false;
            }
            throw e;
        }
    }

    @FunctionalInterface
    private interface Predicate {
        boolean test(Candidate message) throws IOException;
    }

    /** What a key asks of a message: 0 for the view alone, 1 for the header section, 2 for the body. */
    private record Test(int cost, Predicate predicate) {}

    private Test compile(SearchKey key) {
        if (key instanceof SearchKey.And and) {
            return all(and.keys());
        } else if (key instanceof SearchKey.Or or) {
            return any(or.keys());
        } else if (key instanceof SearchKey.Not not) {
            Test inner = compile(not.key());
            return new Test(inner.cost, m -> !inner.predicate.test(m));
        } else if (key instanceof SearchKey.Header header) {
            return header(header);
        } else if (key instanceof SearchKey.Sent sent) {
            return new Test(
                    1,
                    m -> sentDay(m)
                            .filter(day -> sent.when().fits(day, sent.day()))
                            .isPresent());
        } else if (key instanceof SearchKey.Body body) {
            TextPattern pattern = new TextPattern(body.text());
            return new Test(2, m -> m.bodyHolds(pattern));
        } else if (key instanceof SearchKey.Anywhere anywhere) {
            TextPattern pattern = new TextPattern(anywhere.text());
            return new Test(2, m -> m.headerHolds(pattern) || m.bodyHolds(pattern));
        }
        return new Test(0, ofView(key));
    }

    private Predicate ofView(SearchKey key) {
        if (key instanceof SearchKey.Messages messages) {
            UidSet numbers = messages.set().resolve(selected.size());
            return m -> numbers.contains(m.row() + 1L);
        } else if (key instanceof SearchKey.Uids uids) {
            UidSet numbers = uids.set().resolve(selected.size() == 0 ? 0 : selected.uid(selected.size() - 1));
            return m -> numbers.contains(selected.uid(m.row()));
        } else if (key instanceof SearchKey.HasFlag has) {
            return m -> selected.flags(m.row()).contains(has.flag());
        } else if (key instanceof SearchKey.Recent) {
            return m -> selected.isRecent(m.row());
        } else if (key instanceof SearchKey.Arrived arrived) {
            return m -> arrived.when().fits(arrivalDay(m.row()), arrived.day());
        } else if (key instanceof SearchKey.Larger larger) {
            return m -> selected.octets(m.row()) > larger.octets();
        } else if (key instanceof SearchKey.Smaller smaller) {
            return m -> selected.octets(m.row()) < smaller.octets();
        }
        return m -> true;
    }

    private Test all(List<SearchKey> keys) {
        List<Test> tests = cheapFirst(keys);
        return new Test(tests.get(tests.size() - 1).cost, m -> {
            for (Test each : tests) {
                if (!each.predicate.test(m)) {
                    return false;
                }
            }
            return true;
        });
    }

    private Test any(List<SearchKey> keys) {
        List<Test> tests = cheapFirst(keys);
        return new Test(tests.get(tests.size() - 1).cost, m -> {
            for (Test each : tests) {
                if (each.predicate.test(m)) {
                    return true;
                }
            }
            return false;
        });
    }

    private List<Test> cheapFirst(List<SearchKey> keys) {
        List<Test> tests = new ArrayList<>(keys.size());
        keys.forEach(key -> tests.add(compile(key)));
        tests.sort(Comparator.comparingInt(Test::cost));
        return tests;
    }

    private static Test header(SearchKey.Header key) {
        TextPattern pattern = new TextPattern(key.text());
        return new Test(1, m -> {
            for (HeaderField field : m.fields(key.field())) {
                if (pattern.isIn(field.text())) {
                    return true;
                }
            }
            return false;
        });
    }

    private static Optional<LocalDate> sentDay(Candidate message) throws IOException {
        List<HeaderField> dates = message.fields("Date");
        // RFC 3501 §6.4.4: the day as it stands there, whatever its zone.
        return dates.isEmpty()
                ? Optional.empty()
                : DateTimes.parse(dates.get(0).value()).map(OffsetDateTime::toLocalDate);
    }

    private LocalDate arrivalDay(int row) {
        return LocalDate.ofInstant(selected.internalDate(row), ZoneOffset.UTC);
    }
}
