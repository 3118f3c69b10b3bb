package io.github.hikyaku.storage.testkit.selftest;

import static io.github.hikyaku.storage.testkit.selftest.BrokenStoresTest.fault;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.SearchQuery;
import io.github.hikyaku.storage.UidSet;
import io.github.hikyaku.storage.testkit.selftest.Delegating.Account;
import io.github.hikyaku.storage.testkit.selftest.Delegating.Box;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Stores that answer searches badly. */
final class SearchFaults {
    private SearchFaults() {}

    static Stream<Arguments> all() {
        return Stream.of(
                fault(
                        "answers nothing at all",
                        "everyCombinationIsAnsweredAsTheViewSays",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public Optional<UidSet> search(SearchQuery query) {
                                return query instanceof SearchQuery.Not ? Optional.empty() : super.search(query);
                            }
                        })),
                fault(
                        "takes a condition of none for one that holds",
                        "allNoneAndUids",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public Optional<UidSet> search(SearchQuery query) {
                                return super.search(
                                        query instanceof SearchQuery.Or or
                                                        && or.any().isEmpty()
                                                ? new SearchQuery.All()
                                                : query);
                            }
                        })),
                fault(
                        "answers with UIDs that it was asked for",
                        "allNoneAndUids",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public Optional<UidSet> search(SearchQuery query) {
                                return query instanceof SearchQuery.Uids uids
                                        ? Optional.of(uids.uids())
                                        : super.search(query);
                            }
                        })),
                fault(
                        "takes keywords as they are spelled",
                        "flagsAndKeywords",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public Optional<UidSet> search(SearchQuery query) {
                                if (query instanceof SearchQuery.HasFlag has) {
                                    String name = has.flag().name();
                                    return super.search(query)
                                            .map(found -> name.startsWith("NEVER") ? UidSet.EMPTY : found);
                                }
                                return super.search(query);
                            }
                        })),
                fault(
                        "takes larger for at least",
                        "sizesAtTheirBounds",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public Optional<UidSet> search(SearchQuery query) {
                                return super.search(
                                        query instanceof SearchQuery.Larger larger
                                                ? new SearchQuery.Larger(larger.octets() - 1)
                                                : query);
                            }
                        })),
                fault(
                        "knows dates to the day",
                        "datesAtTheirBounds",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public Optional<UidSet> search(SearchQuery query) {
                                return super.search(
                                        query instanceof SearchQuery.Since since
                                                ? new SearchQuery.Since(
                                                        since.from().truncatedTo(ChronoUnit.DAYS))
                                                : query);
                            }
                        })),
                fault(
                        "takes from for above",
                        "modSeqsAtTheirBounds",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public Optional<UidSet> search(SearchQuery query) {
                                return super.search(
                                        query instanceof SearchQuery.ModSeqFrom from && from.modSeq() < 1000
                                                ? new SearchQuery.ModSeqFrom(from.modSeq() + 1)
                                                : query);
                            }
                        })),
                fault(
                        "looks at one message after the other",
                        "anAnswerIsOfOneMoment",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {
                            @Override
                            public Optional<UidSet> search(SearchQuery query) {
                                UidSet.Builder found = UidSet.builder();
                                for (long uid : new long[] {1, 30}) {
                                    if (super.search(query).orElseThrow().contains(uid)) {
                                        found.add(uid);
                                    }
                                    LockSupport.parkNanos(200_000);
                                }
                                return Optional.of(found.build());
                            }
                        })),
                fault(
                        "looks for a text of the body in all of the message",
                        "whatItSaysOfTextsIsRight",
                        () -> searching(text -> text, false)),
                fault(
                        "looks at case",
                        "whatItSaysOfTextsIsRight",
                        () -> searching(text -> text.substring(text.indexOf("\r\n\r\n")), true)),
                fault("remembers what it found", "whatItSaysOfTextsFollowsEveryChange", () -> {
                    Map<SearchQuery, UidSet> remembered = new ConcurrentHashMap<>();
                    MailStore store = searching(text -> text, false);
                    return new Delegating.Store(store, store.features()) {
                        @Override
                        public MailAccount open(AccountId id) {
                            return new Account(super.open(id)) {
                                @Override
                                public Mailbox open(MailboxName name) {
                                    return new Box(super.open(name)) {
                                        @Override
                                        public Optional<UidSet> search(SearchQuery query) {
                                            return super.search(query).map(found -> {
                                                UidSet before = remembered.putIfAbsent(query, found);
                                                return before == null ? found : before;
                                            });
                                        }
                                    };
                                }
                            };
                        }
                    };
                }),
                fault(
                        "finds what was expunged",
                        "anEmptyMailboxHasNoMatches",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {

                            @Override
                            public Optional<UidSet> search(SearchQuery query) {
                                return super.search(query).map(found -> found.isEmpty() ? UidSet.of(1) : found);
                            }
                        })));
    }

    /** Answers Body and Text queries that stand alone, by a plain look into a part of each message. */
    private static MailStore searching(UnaryOperator<String> part, boolean caseCounts) {
        return Delegating.withMailboxes(mailbox -> new Box(mailbox) {
            @Override
            public Optional<UidSet> search(SearchQuery query) {
                String wanted;
                if (query instanceof SearchQuery.Body body) {
                    wanted = body.text();
                } else if (query instanceof SearchQuery.Text text) {
                    wanted = text.text();
                } else {
                    return super.search(query);
                }
                UidSet.Builder found = UidSet.builder();
                for (long uid : mailbox.view().uids()) {
                    String text = part.apply(octets(uid));
                    if (caseCounts
                            ? text.contains(wanted)
                            : text.toLowerCase(Locale.ROOT).contains(wanted.toLowerCase(Locale.ROOT))) {
                        found.add(uid);
                    }
                }
                return Optional.of(found.build());
            }

            private String octets(long uid) {
                try (InputStream in = mailbox.content(uid).open()) {
                    return new String(in.readAllBytes(), US_ASCII);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
    }
}
