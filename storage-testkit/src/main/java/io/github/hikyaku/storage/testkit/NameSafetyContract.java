package io.github.hikyaku.storage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.MailboxName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Names that a store could stumble over: it keeps each as it is, apart from all others, or refuses it. */
public abstract class NameSafetyContract extends StoreContract {
    private static final String LONG = "x".repeat(MailboxName.MAX_SEGMENT_OCTETS);
    private static final List<String> ODD_NAMES = List.of(
            "a.b",
            "a/b",
            "a b",
            "A/B",
            "work",
            "Work",
            ".hidden",
            "...",
            "a..b",
            "~root",
            "-rf",
            "cur",
            "new",
            "tmp",
            "a:2,S",
            "a\\b",
            "%2e%2e",
            "%",
            "*",
            "&",
            "&-",
            "&AOk-",
            "a&b",
            "\"quoted\"",
            "'",
            "$(x)",
            "`x`",
            "a;b",
            "#x",
            "INBOX.x",
            "INBOXES",
            "con",
            "NUL",
            "a.",
            " a",
            "a ",
            "日本語",
            "é",
            "e\u0301",
            "Straße",
            "STRASSE",
            "\uD83D\uDCEC",
            "\u202Egpj",
            "subscriptions",
            "dovecot-uidlist",
            "maildirfolder",
            LONG,
            LONG + "/" + LONG);
    private static final List<String> ODD_ACCOUNTS = List.of(
            "..",
            ".",
            "../other",
            "/etc",
            "a/b",
            "a\\b",
            "a b",
            "A",
            "a",
            "~",
            "con",
            "a:b",
            "*",
            "%2e",
            "é",
            "e\u0301",
            "x".repeat(255),
            "user+detail@example.com",
            "用户@例子");

    /** For subclasses. */
    protected NameSafetyContract() {}

    @Test
    void oddNamesAreKeptAsTheyAreOrRefused() {
        Set<MailboxName> kept = new TreeSet<>();
        kept.add(MailboxName.INBOX);
        for (String odd : ODD_NAMES) {
            MailboxName name = name(odd);
            try {
                account().create(name, Set.of());
                for (MailboxName n = name; n != null; n = n.parent().orElse(null)) {
                    kept.add(n);
                }
            } catch (MailStoreException e) {
                assertThat(e.kind())
                        .as("Making " + odd + ". " + says(Kind.class, "The name cannot be that of a mailbox here."))
                        .isEqualTo(Kind.NAME_INVALID);
            }
        }
        assertThat(names())
                .as(says(MailboxName.class, "all else is compared as it is"))
                .containsExactlyElementsOf(
                        kept.stream().map(MailboxName::toString).toList());
        for (MailboxName name : kept) {
            deposit(account().open(name), message(name.toString().length() + "") + ascii(name));
        }
        for (MailboxName name : kept) {
            assertThat(text(account().open(name), 1))
                    .as("What is in " + name + ". " + says(MailboxName.class, "all else is compared as it is"))
                    .isEqualTo(message(name.toString().length() + "") + ascii(name));
        }
        List<MailboxName> leavesFirst = new ArrayList<>(kept);
        Collections.reverse(leavesFirst);
        for (MailboxName name : leavesFirst) {
            if (!name.isInbox()) {
                account().delete(name);
            }
        }
        assertThat(names()).containsExactly("INBOX");
    }

    private static String ascii(MailboxName name) {
        StringBuilder text = new StringBuilder();
        name.toString()
                .codePoints()
                .forEach(c -> text.append(Integer.toHexString(c)).append("\r\n"));
        return text.toString();
    }

    @Test
    void theDeepestNameIsKeptOrRefused() {
        String deep = "d" + "/d".repeat(MailboxName.MAX_DEPTH - 1);
        try {
            create(deep);
            assertThat(names())
                    .as(says(MailboxName.class, "segments of at most"))
                    .hasSize(MailboxName.MAX_DEPTH + 1)
                    .contains(deep);
        } catch (MailStoreException e) {
            assertThat(e.kind())
                    .as(says(Kind.class, "The name cannot be that of a mailbox here."))
                    .isEqualTo(Kind.NAME_INVALID);
            assertThat(names()).containsExactly("INBOX");
        }
    }

    @Test
    void oddAccountsAreApartOrRefused() {
        List<AccountId> made = new ArrayList<>();
        for (String odd : ODD_ACCOUNTS) {
            AccountId id = new AccountId(odd);
            try (MailAccount account = store().open(id)) {
                made.add(id);
                deposit(account.open(MailboxName.INBOX), message("" + made.size()));
            } catch (MailStoreException e) {
                assertThat(e.kind()).as(odd).isIn(Kind.NAME_INVALID, Kind.LIMIT_REACHED, Kind.UNAVAILABLE);
            }
        }
        for (int i = 0; i < made.size(); i++) {
            try (MailAccount account = store().open(made.get(i))) {
                assertThat(account.open(MailboxName.INBOX).status().messages())
                        .as(made.get(i) + ". " + says(AccountId.class, "Compared as it is"))
                        .isEqualTo(1);
                assertThat(text(account.open(MailboxName.INBOX), 1))
                        .as(made.get(i) + ". " + says(AccountId.class, "Compared as it is"))
                        .isEqualTo(message("" + (i + 1)));
            }
        }
    }
}
