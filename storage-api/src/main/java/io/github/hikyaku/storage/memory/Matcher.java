package io.github.hikyaku.storage.memory;

import io.github.hikyaku.storage.SearchQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds out whether a message matches a query by what is kept beside its octets. */
final class Matcher {
    private Matcher() {}

    /** The test of a query; empty if its answer takes the octets of messages. */
    static Optional<Predicate<Message>> of(SearchQuery query) {
        if (query instanceof SearchQuery.And and) {
            return ofAll(and.all()).map(parts -> message -> parts.stream().allMatch(part -> part.test(message)));
        }
        if (query instanceof SearchQuery.Or or) {
            return ofAll(or.any()).map(parts -> message -> parts.stream().anyMatch(part -> part.test(message)));
        }
        if (query instanceof SearchQuery.Not not) {
            return of(not.other()).map(Predicate::negate);
        }
        return ofOne(query);
    }

    private static Optional<List<Predicate<Message>>> ofAll(List<SearchQuery> queries) {
        List<Predicate<Message>> tests = new ArrayList<>(queries.size());
        for (SearchQuery query : queries) {
            of(query).ifPresent(tests::add);
        }
        return tests.size() == queries.size() ? Optional.of(tests) : Optional.empty();
    }

    private static Optional<Predicate<Message>> ofOne(SearchQuery query) {
        if (query instanceof SearchQuery.All) {
            return Optional.of(message -> true);
        }
        if (query instanceof SearchQuery.Uids uids) {
            return Optional.of(message -> uids.uids().contains(message.uid));
        }
        if (query instanceof SearchQuery.HasFlag has) {
            return Optional.of(message -> message.flags.contains(has.flag()));
        }
        if (query instanceof SearchQuery.Larger larger) {
            return Optional.of(message -> message.content.size() > larger.octets());
        }
        if (query instanceof SearchQuery.Smaller smaller) {
            return Optional.of(message -> message.content.size() < smaller.octets());
        }
        if (query instanceof SearchQuery.Since since) {
            return Optional.of(message -> !message.internalDate.isBefore(since.from()));
        }
        if (query instanceof SearchQuery.Before before) {
            return Optional.of(message -> message.internalDate.isBefore(before.end()));
        }
        if (query instanceof SearchQuery.ModSeqFrom from) {
            return Optional.of(message -> message.modSeq >= from.modSeq());
        }
        return Optional.empty();
    }
}
