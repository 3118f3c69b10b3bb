package io.github.hikyaku.storage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.SearchIndex;
import io.github.hikyaku.storage.SearchQuery;
import io.github.hikyaku.storage.StoreFeature;
import io.github.hikyaku.storage.UidSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * {@link StoreFeature#SEARCH}: each answer is held against what the mailbox's view says, and answers about texts, which
 * a store may leave out, against plain ASCII messages.
 */
public abstract class SearchContract extends StoreContract {
    private static final String EXACTLY = says(SearchIndex.class, "The UIDs of exactly those messages that match");
    private static final String MUST = says(SearchIndex.class, "A store must answer every query that is made of");

    /** For subclasses. */
    protected SearchContract() {}

    @BeforeEach
    void onlyIfDeclared() {
        assume(StoreFeature.SEARCH);
    }

    private static Optional<UidSet> search(Mailbox mailbox, SearchQuery query) {
        return ability(SearchIndex.class, mailbox, says(StoreFeature.class, "Mailboxes implement SearchIndex"))
                .search(query);
    }

    private static void assertFinds(Mailbox mailbox, SearchQuery query, long... uids) {
        Optional<UidSet> found = search(mailbox, query);
        assertThat(found).as(MUST + " " + query).isPresent();
        assertThat(found).as(EXACTLY + " " + query).contains(UidSet.of(uids));
    }

    private static void add(Mailbox mailbox, String text, Instant date, Flag... flags) {
        try (Deposit deposit = mailbox.deposit(Set.of(flags), date)) {
            deposit.write(bytes(text), 0, text.length());
            deposit.commit();
        }
    }

    @Test
    void anEmptyMailboxHasNoMatches() {
        assertFinds(inbox(), new SearchQuery.All());
        assertFinds(inbox(), new SearchQuery.Not(new SearchQuery.Or(List.of())));
    }

    @Test
    void allNoneAndUids() {
        Mailbox inbox = inbox();
        depositMany(inbox, 5);
        inbox.expunge(UidSet.of(2));
        assertFinds(inbox, new SearchQuery.All(), 1, 3, 4, 5);
        assertFinds(inbox, new SearchQuery.And(List.of()), 1, 3, 4, 5);
        assertFinds(inbox, new SearchQuery.Or(List.of()));
        assertFinds(inbox, new SearchQuery.Uids(UidSet.ALL), 1, 3, 4, 5);
        assertFinds(inbox, new SearchQuery.Uids(UidSet.of(2, 3, 5, 99)), 3, 5);
        assertFinds(inbox, new SearchQuery.Uids(UidSet.EMPTY));
        assertFinds(inbox, new SearchQuery.Not(new SearchQuery.Uids(UidSet.range(3, 4))), 1, 5);
    }

    @Test
    void flagsAndKeywords() {
        Mailbox inbox = inbox();
        add(inbox, "a\r\n", DATE, Flag.SEEN, Flag.of("$Junk"));
        add(inbox, "b\r\n", DATE, Flag.SEEN);
        add(inbox, "c\r\n", DATE);
        assertFinds(inbox, new SearchQuery.HasFlag(Flag.SEEN), 1, 2);
        assertFinds(inbox, new SearchQuery.Not(new SearchQuery.HasFlag(Flag.SEEN)), 3);
        assertFinds(inbox, new SearchQuery.HasFlag(Flag.of("$junk")), 1);
        assertFinds(inbox, new SearchQuery.HasFlag(Flag.of("never")));
        inbox.store(UidSet.of(1, 3), FlagUpdate.replace(Flag.of("never")), Long.MAX_VALUE);
        assertFinds(inbox, new SearchQuery.HasFlag(Flag.of("NEVER")), 1, 3);
        assertFinds(inbox, new SearchQuery.HasFlag(Flag.SEEN), 2);
    }

    @Test
    void sizesAtTheirBounds() {
        Mailbox inbox = inbox();
        add(inbox, "", DATE);
        add(inbox, "12345678\r\n", DATE);
        add(inbox, "123456789\r\n", DATE);
        assertFinds(inbox, new SearchQuery.Larger(10), 3);
        assertFinds(inbox, new SearchQuery.Larger(0), 2, 3);
        assertFinds(inbox, new SearchQuery.Smaller(11), 1, 2);
        assertFinds(inbox, new SearchQuery.Smaller(0));
        assertFinds(inbox, new SearchQuery.Larger(Long.MAX_VALUE));
        assertFinds(inbox, new SearchQuery.Smaller(Long.MAX_VALUE), 1, 2, 3);
    }

    @Test
    void datesAtTheirBounds() {
        Mailbox inbox = inbox();
        Instant date = Instant.parse("2024-02-29T12:00:00Z");
        add(inbox, "a\r\n", date.minusSeconds(1));
        // Its internal date is kept to the second, and searched as it is kept.
        add(inbox, "b\r\n", date.plusMillis(900));
        add(inbox, "c\r\n", date.plusSeconds(1));
        add(inbox, "d\r\n", Instant.parse("1960-01-01T00:00:00Z"));
        assertFinds(inbox, new SearchQuery.Since(date), 2, 3);
        assertFinds(inbox, new SearchQuery.Since(date.plusMillis(500)), 3);
        assertFinds(inbox, new SearchQuery.Before(date), 1, 4);
        assertFinds(inbox, new SearchQuery.Before(date.plusMillis(500)), 1, 2, 4);
        assertFinds(inbox, new SearchQuery.Before(Instant.EPOCH), 4);
        assertFinds(inbox, new SearchQuery.Since(Instant.parse("9999-12-31T23:59:59Z")));
    }

    @Test
    void modSeqsAtTheirBounds() {
        Mailbox inbox = inbox();
        depositMany(inbox, 4);
        inbox.store(UidSet.of(2), FlagUpdate.add(Flag.SEEN), Long.MAX_VALUE);
        assertFinds(inbox, new SearchQuery.ModSeqFrom(modSeq(inbox, 4)), 2, 4);
        assertFinds(inbox, new SearchQuery.ModSeqFrom(modSeq(inbox, 4) + 1), 2);
        assertFinds(inbox, new SearchQuery.ModSeqFrom(modSeq(inbox, 2) + 1));
        assertFinds(inbox, new SearchQuery.ModSeqFrom(0), 1, 2, 3, 4);
        assertFinds(inbox, new SearchQuery.ModSeqFrom(Long.MAX_VALUE));
    }

    @Test
    void everyCombinationIsAnsweredAsTheViewSays() {
        Random random = new Random(11);
        Mailbox inbox = inbox();
        Flag[] flags = {Flag.SEEN, Flag.FLAGGED, Flag.of("$a")};
        for (int i = 0; i < 20; i++) {
            Flag flag = flags[random.nextInt(flags.length)];
            add(inbox, "x".repeat(random.nextInt(10)) + "\r\n", DATE.plusSeconds(random.nextInt(10)), flag);
        }
        for (int i = 0; i < 120; i++) {
            if (i % 10 == 0) {
                UidSet some = UidSet.of(1L + random.nextInt(20));
                inbox.store(some, FlagUpdate.add(flags[random.nextInt(flags.length)]), Long.MAX_VALUE);
                inbox.expunge(UidSet.of(1L + random.nextInt(60)));
            }
            MailboxView view = inbox.view();
            SearchQuery query = anyQuery(random, flags, 3);
            UidSet.Builder wanted = UidSet.builder();
            for (int row = 0; row < view.size(); row++) {
                if (matches(view, row, query)) {
                    wanted.add(view.uid(row));
                }
            }
            assertThat(search(inbox, query)).as(MUST + " " + query).isPresent();
            assertThat(search(inbox, query)).as(EXACTLY + " " + query).contains(wanted.build());
        }
    }

    private static SearchQuery anyQuery(Random random, Flag[] flags, int depth) {
        long uid = 1L + random.nextInt(20);
        return switch (random.nextInt(depth == 0 ? 7 : 12)) {
            case 0 -> new SearchQuery.Uids(UidSet.range(uid, uid + random.nextInt(9)));
            case 1 -> new SearchQuery.HasFlag(flags[random.nextInt(flags.length)]);
            case 2 -> new SearchQuery.Larger(random.nextInt(12));
            case 3 -> new SearchQuery.Smaller(random.nextInt(12));
            case 4 -> new SearchQuery.Since(DATE.plusSeconds(random.nextInt(10)));
            case 5 -> new SearchQuery.Before(DATE.plusSeconds(random.nextInt(10)));
            case 6 -> new SearchQuery.ModSeqFrom(random.nextInt(30));
            case 7, 8 -> new SearchQuery.And(someQueries(random, flags, depth - 1));
            case 9, 10 -> new SearchQuery.Or(someQueries(random, flags, depth - 1));
            default -> new SearchQuery.Not(anyQuery(random, flags, depth - 1));
        };
    }

    private static List<SearchQuery> someQueries(Random random, Flag[] flags, int depth) {
        List<SearchQuery> queries = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            queries.add(anyQuery(random, flags, depth));
        }
        return queries;
    }

    private static boolean matches(MailboxView view, int row, SearchQuery query) {
        if (query instanceof SearchQuery.And and) {
            return and.all().stream().allMatch(part -> matches(view, row, part));
        } else if (query instanceof SearchQuery.Or or) {
            return or.any().stream().anyMatch(part -> matches(view, row, part));
        } else if (query instanceof SearchQuery.Not not) {
            return !matches(view, row, not.other());
        } else if (query instanceof SearchQuery.Uids uids) {
            return uids.uids().contains(view.uid(row));
        } else if (query instanceof SearchQuery.HasFlag has) {
            return view.flags(row).contains(has.flag());
        } else if (query instanceof SearchQuery.Larger larger) {
            return view.octets(row) > larger.octets();
        } else if (query instanceof SearchQuery.Smaller smaller) {
            return view.octets(row) < smaller.octets();
        } else if (query instanceof SearchQuery.Since since) {
            return !view.internalDate(row).isBefore(since.from());
        } else if (query instanceof SearchQuery.Before before) {
            return view.internalDate(row).isBefore(before.end());
        }
        return view.modSeq(row) >= ((SearchQuery.ModSeqFrom) query).modSeq();
    }

    @Test
    void anAnswerIsOfOneMoment() throws Exception {
        Mailbox inbox = inbox();
        depositMany(inbox, 30);
        UidSet twins = UidSet.of(1, 30);
        SearchQuery query = new SearchQuery.HasFlag(Flag.FLAGGED);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
        CountDownLatch working = new CountDownLatch(1);
        Crowd.run(
                () -> {
                    for (int i = 0; i < 100_000 && System.nanoTime() < deadline; i++) {
                        FlagUpdate update = i % 2 == 0 ? FlagUpdate.add(Flag.FLAGGED) : FlagUpdate.remove(Flag.FLAGGED);
                        inbox.store(twins, update, Long.MAX_VALUE);
                    }
                    working.countDown();
                },
                () -> {
                    while (working.getCount() > 0) {
                        // "Or not now": an index may lag, and then says nothing.
                        search(inbox, query)
                                .ifPresent(found -> assertThat(found)
                                        .as(says(SearchIndex.class, "that match, at one MODSEQ"))
                                        .isIn(twins, UidSet.EMPTY));
                    }
                });
    }

    @Test
    void whatItSaysOfTextsIsRight() {
        Mailbox inbox = inbox();
        add(inbox, "Subject: Plan for Friday\r\nX-Tag: one\r\nX-Tag: two\r\n\r\nBring the cake.\r\n", DATE);
        add(inbox, "Subject: cake\r\nTo: hoge@example.com\r\n\r\nThe plan is off.\r\nX-Tag: three\r\n", DATE);
        add(inbox, "To: fuga@example.com\r\nX-Tag:\r\n\r\n\r\n", DATE);
        add(inbox, "Subject: only a header section\r\n\r\n", DATE);
        assertTexts(inbox, new SearchQuery.Header("Subject", "plan"), 1);
        assertTexts(inbox, new SearchQuery.Header("sUBJECT", "FRIDAY"), 1);
        assertTexts(inbox, new SearchQuery.Header("Subject", "cake"), 2);
        assertTexts(inbox, new SearchQuery.Header("Subject", ""), 1, 2, 4);
        assertTexts(inbox, new SearchQuery.Header("Subj", "cake"));
        assertTexts(inbox, new SearchQuery.Header("X-Tag", ""), 1, 3);
        assertTexts(inbox, new SearchQuery.Header("X-Tag", "two"), 1);
        assertTexts(inbox, new SearchQuery.Header("X-Tag", "three"));
        assertTexts(inbox, new SearchQuery.Header("To", "a@example"), 3);
        assertTexts(inbox, new SearchQuery.Body("PLAN"), 2);
        assertTexts(inbox, new SearchQuery.Body("cake."), 1);
        assertTexts(inbox, new SearchQuery.Body("subject"));
        assertTexts(inbox, new SearchQuery.Text("plan"), 1, 2);
        assertTexts(inbox, new SearchQuery.Text("hoge@EXAMPLE"), 2);
        assertTexts(inbox, new SearchQuery.Text("nowhere"));
        assertTexts(inbox, new SearchQuery.Not(new SearchQuery.Text("cake")), 3, 4);
        assertTexts(inbox, new SearchQuery.And(List.of(new SearchQuery.Text("cake"), new SearchQuery.Body("plan"))), 2);
        assertTexts(
                inbox,
                new SearchQuery.Or(List.of(new SearchQuery.Uids(UidSet.of(3)), new SearchQuery.Body("bring"))),
                1,
                3);
    }

    @Test
    void whatItSaysOfTextsFollowsEveryChange() {
        Mailbox inbox = inbox();
        Mailbox target = create("target");
        SearchQuery query = new SearchQuery.Text("needle");
        deposit(inbox, message("a needle"));
        deposit(inbox, message("hay"));
        assertTexts(inbox, query, 1);
        deposit(inbox, message("Needles"));
        assertTexts(inbox, query, 1, 3);
        long moved = inbox.move(UidSet.of(3), name("target")).to(0);
        assertTexts(inbox, query, 1);
        assertTexts(target, query, moved);
        inbox.expunge(UidSet.of(1));
        assertTexts(inbox, query);
        account().rename(name("target"), name("renamed"));
        assertTexts(account().open(name("renamed")), query, moved);
    }

    private static void assertTexts(Mailbox mailbox, SearchQuery query, long... uids) {
        search(mailbox, query)
                .ifPresent(found -> assertThat(found).as(EXACTLY + " " + query).isEqualTo(UidSet.of(uids)));
    }
}
