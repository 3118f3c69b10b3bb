package io.github.hikyaku.examples.jdbc;

import io.github.hikyaku.storage.SearchQuery;
import io.github.hikyaku.storage.UidSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A search as the condition of a WHERE. Texts are left to whoever asks: they are in octets that no index knows. */
final class SearchSql {
    private SearchSql() {}

    /** The condition, whose values are added to the list; empty if the query looks at texts. */
    static Optional<String> of(SearchQuery query, List<Object> values) {
        if (query instanceof SearchQuery.And and) {
            return join(and.all(), " AND ", "TRUE", values);
        } else if (query instanceof SearchQuery.Or or) {
            return join(or.any(), " OR ", "FALSE", values);
        } else if (query instanceof SearchQuery.Not not) {
            return of(not.other(), values).map(condition -> "NOT " + condition);
        } else if (query instanceof SearchQuery.All) {
            return Optional.of("TRUE");
        } else if (query instanceof SearchQuery.Uids uids) {
            return Optional.of(uids(uids.uids()));
        } else if (query instanceof SearchQuery.HasFlag has) {
            return test("POSITION(? IN LOWER(flags)) > 0", FlagText.wanted(has.flag()), values);
        } else if (query instanceof SearchQuery.Larger larger) {
            return test("octets > ?", larger.octets(), values);
        } else if (query instanceof SearchQuery.Smaller smaller) {
            return test("octets < ?", smaller.octets(), values);
        } else if (query instanceof SearchQuery.Since since) {
            return test("internal_date >= ?", second(since.from()), values);
        } else if (query instanceof SearchQuery.Before before) {
            return test("internal_date < ?", second(before.end()), values);
        } else if (query instanceof SearchQuery.ModSeqFrom from) {
            return test("mod_seq >= ?", from.modSeq(), values);
        }
        return Optional.empty();
    }

    private static Optional<String> test(String condition, Object value, List<Object> values) {
        values.add(value);
        return Optional.of("(" + condition + ")");
    }

    /** Internal dates are whole seconds: none lies between this one and the moment. */
    private static long second(Instant moment) {
        return moment.getEpochSecond() + (moment.getNano() > 0 ? 1 : 0);
    }

    private static Optional<String> join(List<SearchQuery> parts, String how, String ifNone, List<Object> values) {
        List<String> conditions = new ArrayList<>();
        for (SearchQuery part : parts) {
            of(part, values).ifPresent(conditions::add);
        }
        if (conditions.size() < parts.size()) {
            return Optional.empty();
        }
        return Optional.of(conditions.isEmpty() ? ifNone : "(" + String.join(how, conditions) + ")");
    }

    /** Numbers of ours, so they may stand in the text; a table of ranges, as there may be many. */
    private static String uids(UidSet uids) {
        if (uids.isEmpty()) {
            return "FALSE";
        }
        StringBuilder ranges = new StringBuilder();
        for (int i = 0; i < uids.ranges(); i++) {
            ranges.append(i == 0 ? "(" : ", (")
                    .append(uids.first(i))
                    .append(", ")
                    .append(uids.last(i))
                    .append(')');
        }
        return "EXISTS (SELECT 1 FROM (VALUES " + ranges + ") AS r (a, b) WHERE uid BETWEEN r.a AND r.b)";
    }
}
