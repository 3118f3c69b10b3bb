package io.github.hikyaku.storage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.Metadata;
import io.github.hikyaku.storage.StoreFeature;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@link StoreFeature#METADATA}: annotations of the account and of its mailboxes. */
public abstract class MetadataContract extends StoreContract {
    private static final String COMMENT = "/private/comment";

    /** For subclasses. */
    protected MetadataContract() {}

    @BeforeEach
    void onlyIfDeclared() {
        assume(StoreFeature.METADATA);
    }

    private static Metadata metadata(Object handle) {
        return ability(Metadata.class, handle, says(StoreFeature.class, "Accounts and mailboxes implement Metadata"));
    }

    private Metadata metadata(String mailbox) {
        return metadata(account().open(name(mailbox)));
    }

    private static void set(Metadata metadata, String name, String value) {
        metadata.setMetadata(Map.of(name, Optional.of(bytes(value))));
    }

    private static void assertEntries(Metadata metadata, String rule, String... namesAndValues) {
        Map<String, byte[]> all = metadata.metadata();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            names.add(namesAndValues[i]);
            assertThat(all.get(namesAndValues[i])).as(rule).isEqualTo(bytes(namesAndValues[i + 1]));
        }
        assertThat(all.keySet()).as(rule).isEqualTo(names);
    }

    @Test
    void entriesAreSetReplacedAndRemoved() {
        String rule = says(Metadata.class, "Sets entries, or removes those that are given no value");
        for (Metadata some : List.of(metadata(account()), metadata("INBOX"), metadata(create("a")))) {
            assertEntries(some, rule);
            some.setMetadata(Map.of(COMMENT, Optional.of(bytes("one")), "/shared/x/y", Optional.of(bytes(""))));
            assertEntries(some, rule, COMMENT, "one", "/shared/x/y", "");
            some.setMetadata(Map.of(
                    COMMENT,
                    Optional.empty(),
                    "/shared/x/y",
                    Optional.of(bytes("two")),
                    "/shared/none",
                    Optional.empty()));
            assertEntries(some, rule, "/shared/x/y", "two");
            some.setMetadata(Map.of());
            assertEntries(some, rule, "/shared/x/y", "two");
        }
    }

    @Test
    void everyOctetIsKept() {
        byte[] octets = new byte[256];
        for (int i = 0; i < 256; i++) {
            octets[i] = (byte) i;
        }
        metadata(account()).setMetadata(Map.of(COMMENT, Optional.of(octets)));
        assertThat(metadata(account()).metadata().get(COMMENT))
                .as(says(Metadata.class, "All entries with their values."))
                .isEqualTo(octets);
    }

    @Test
    void theAccountAndEachMailboxHaveTheirOwn() {
        create("a");
        create("a/b");
        set(metadata(account()), COMMENT, "account");
        set(metadata("INBOX"), COMMENT, "inbox");
        set(metadata("a"), COMMENT, "a");
        String rule = says(Metadata.class, "keeps annotations (RFC 5464) of the account and of each mailbox");
        assertEntries(metadata(account()), rule, COMMENT, "account");
        assertEntries(metadata("INBOX"), rule, COMMENT, "inbox");
        assertEntries(metadata("a"), rule, COMMENT, "a");
        assertEntries(metadata("a/b"), rule);
        try (MailAccount other = store().open(FUGA)) {
            assertEntries(metadata(other), rule);
        }
        try (MailAccount same = store().open(HOGE)) {
            assertEntries(metadata(same), rule, COMMENT, "account");
            assertEntries(metadata(same.open(name("a"))), rule, COMMENT, "a");
        }
    }

    @Test
    void namesAreTheSameInAnyCase() {
        Metadata inbox = metadata("INBOX");
        set(inbox, "/PRIVATE/Comment", "one");
        String rule = says(Metadata.class, "it is given back in lower case");
        assertEntries(inbox, rule, COMMENT, "one");
        set(inbox, "/private/COMMENT", "two");
        assertEntries(inbox, rule, COMMENT, "two");
        inbox.setMetadata(Map.of("/Private/Comment", Optional.empty()));
        assertEntries(inbox, rule);
    }

    @Test
    void aBadNameIsRefusedAndNothingIsSet() {
        String rule = says(Metadata.class, "NAME_INVALID for an entry's name that #checkName refuses");
        String[] bad = {
            "",
            "/",
            "/private",
            "/private/",
            "private/a",
            "/other/a",
            "/private//a",
            "/private/a/",
            "/private/*",
            "/private/%",
            "/private/a b",
            "/private/\u00e9",
            "/shared/" + "x".repeat(Metadata.MAX_NAME)
        };
        for (Metadata some : List.of(metadata(account()), metadata("INBOX"))) {
            set(some, COMMENT, "kept");
            for (String name : bad) {
                Map<String, Optional<byte[]>> changes = new HashMap<>();
                changes.put(COMMENT, Optional.of(bytes("changed")));
                changes.put("/private/more", Optional.of(bytes("changed")));
                changes.put(name, Optional.of(bytes("x")));
                assertFails(Kind.NAME_INVALID, rule, () -> some.setMetadata(changes));
                assertEntries(some, says(Metadata.class, "all of them or, when it throws, none"), COMMENT, "kept");
            }
        }
    }

    @Test
    void valuesHaveALargestSize() {
        String rule = says(Metadata.class, "LIMIT_REACHED if a value is larger than");
        for (Metadata some : List.of(metadata(account()), metadata("INBOX"))) {
            byte[] largest = new byte[Metadata.MAX_OCTETS];
            some.setMetadata(Map.of(COMMENT, Optional.of(largest)));
            assertThat(some.metadata().get(COMMENT)).as(rule).hasSize(Metadata.MAX_OCTETS);
            assertFails(
                    Kind.LIMIT_REACHED,
                    rule,
                    () -> some.setMetadata(Map.of(
                            COMMENT,
                            Optional.of(bytes("small")),
                            "/private/large",
                            Optional.of(new byte[Metadata.MAX_OCTETS + 1]))));
            assertThat(some.metadata().get(COMMENT))
                    .as(says(Metadata.class, "all of them or, when it throws, none"))
                    .hasSize(Metadata.MAX_OCTETS);
        }
    }

    @Test
    void thereAreOnlySoManyEntries() {
        String rule = says(Metadata.class, "or there would be more than");
        for (Metadata some : List.of(metadata(account()), metadata("INBOX"))) {
            Map<String, Optional<byte[]>> all = new HashMap<>();
            for (int i = 0; i < Metadata.MAX_ENTRIES; i++) {
                all.put("/shared/entry" + i, Optional.of(bytes("x")));
            }
            some.setMetadata(all);
            assertFails(Kind.LIMIT_REACHED, rule, () -> set(some, "/shared/more", "x"));
            assertThat(some.metadata()).as(rule).hasSize(Metadata.MAX_ENTRIES);
            set(some, "/shared/entry0", "y");
            assertSucceeds(
                    rule,
                    () -> some.setMetadata(
                            Map.of("/shared/more", Optional.of(bytes("x")), "/shared/entry0", Optional.empty())));
            assertThat(some.metadata()).as(rule).hasSize(Metadata.MAX_ENTRIES).containsKey("/shared/more");
        }
    }

    @Test
    void theArraysAreTheCallers() {
        Metadata inbox = metadata("INBOX");
        byte[] value = bytes("value");
        inbox.setMetadata(Map.of(COMMENT, Optional.of(value)));
        value[0] = 'x';
        inbox.metadata().values().forEach(kept -> kept[1] = 'x');
        assertEntries(inbox, says(Metadata.class, "The arrays are the caller's"), COMMENT, "value");
    }

    @Test
    void theyFollowARenamedTree() {
        create("a");
        create("a/b/c");
        set(metadata("a"), COMMENT, "a");
        set(metadata("a/b/c"), COMMENT, "c");
        account().rename(name("a"), name("x/y"));
        String rule = says(Metadata.class, "Those of a mailbox follow it when it is renamed and end with it");
        assertEntries(metadata("x/y"), rule, COMMENT, "a");
        assertEntries(metadata("x/y/b/c"), rule, COMMENT, "c");
        assertEntries(metadata("x/y/b"), rule);
        create("a");
        assertEntries(metadata("a"), rule);
    }

    @Test
    void thoseOfInboxStayWithInbox() {
        set(metadata("INBOX"), COMMENT, "inbox");
        deposit(inbox(), message("a"));
        account().rename(MailboxName.INBOX, name("old"));
        String rule = says(Metadata.class, "those of INBOX stay with INBOX");
        assertEntries(metadata("INBOX"), rule, COMMENT, "inbox");
        assertEntries(metadata("old"), rule);
    }

    @Test
    void metadataEndWithTheMailbox() {
        create("a/b");
        set(metadata("a"), COMMENT, "a");
        set(metadata("a/b"), COMMENT, "b");
        account().delete(name("a"));
        account().delete(name("a/b"));
        create("a/b");
        String rule = says(Metadata.class, "Those of a mailbox follow it when it is renamed and end with it");
        assertEntries(metadata("a"), rule);
        assertEntries(metadata("a/b"), rule);
    }

    @Test
    void aHandleToAMailboxThatIsGoneFails() {
        Metadata doomed = metadata(create("doomed"));
        account().delete(name("doomed"));
        String rule = says(Mailbox.class, "NO_SUCH_MAILBOX once the mailbox is gone");
        assertFails(Kind.NO_SUCH_MAILBOX, rule, doomed::metadata);
        assertFails(Kind.NO_SUCH_MAILBOX, rule, () -> set(doomed, COMMENT, "x"));
    }

    @Test
    void theyAreNoPartOfTheClock() {
        Mailbox inbox = inbox();
        deposit(inbox, message("a"));
        MailboxStatus before = inbox.status();
        set(metadata(inbox), COMMENT, "x");
        set(metadata(account()), COMMENT, "x");
        String rule = says(Metadata.class, "They are no part of the mailbox's clock.");
        assertThat(inbox.status()).as(rule).isEqualTo(before);
        assertThat(inbox.changesSince(before.highestModSeq()).touched().size())
                .as(rule)
                .isZero();
    }

    @Test
    void whatThreadsSetAtOnceIsAllThere() throws Exception {
        List<Crowd.Task> tasks = new ArrayList<>();
        for (int thread = 0; thread < 6; thread++) {
            String own = "/private/thread" + thread;
            tasks.add(() -> {
                for (int i = 0; i < 15; i++) {
                    set(metadata("INBOX"), own, "value " + i);
                    set(metadata(account()), own, "value " + i);
                }
            });
        }
        Crowd.run(tasks);
        String rule = says(Metadata.class, "Sets entries, or removes those that are given no value");
        for (Metadata some : List.of(metadata(account()), metadata("INBOX"))) {
            Map<String, byte[]> all = some.metadata();
            assertThat(all).as(rule).hasSize(6);
            all.values().forEach(value -> assertThat(value).as(rule).isEqualTo(bytes("value 14")));
        }
    }

    @Test
    void metadataSurvive() throws Exception {
        assume(StoreFeature.PERSISTENT);
        create("a/b");
        set(metadata(account()), COMMENT, "account");
        set(metadata("INBOX"), "/shared/x", "\0\r\n\u00ff\"\\");
        set(metadata("a/b"), COMMENT, "b");
        set(metadata("a"), COMMENT, "gone");
        metadata("a").setMetadata(Map.of(COMMENT, Optional.empty()));
        account().rename(name("a"), name("x"));
        reopen();
        String rule = says(Metadata.class, "A store with StoreFeature#PERSISTENT keeps the entries.");
        assertEntries(metadata(account()), rule, COMMENT, "account");
        assertEntries(metadata("INBOX"), rule, "/shared/x", "\0\r\n\u00ff\"\\");
        assertEntries(metadata("x/b"), rule, COMMENT, "b");
        assertEntries(metadata("x"), rule);
    }
}
