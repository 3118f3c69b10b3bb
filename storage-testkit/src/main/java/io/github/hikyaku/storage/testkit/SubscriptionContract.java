package io.github.hikyaku.storage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.MailboxInfo;
import org.junit.jupiter.api.Test;

/** Subscriptions: {@link MailAccount#subscribe}. */
public abstract class SubscriptionContract extends StoreContract {
    /** For subclasses. */
    protected SubscriptionContract() {}

    @Test
    void aNameIsAddedAndTakenOff() {
        create("a");
        String rule = says(MailAccount.class, "Adds a name to the subscriptions or takes it off.");
        assertThat(info("a").subscribed()).as(rule).isFalse();
        account().subscribe(name("a"), true);
        account().subscribe(name("a"), true);
        assertThat(info("a").subscribed()).as(rule).isTrue();
        assertThat(info("a").selectable()).as(rule).isTrue();
        account().subscribe(name("a"), false);
        account().subscribe(name("a"), false);
        assertThat(info("a").subscribed()).as(rule).isFalse();
    }

    @Test
    void theNameNeedNotExist() {
        account().subscribe(name("not/there"), true);
        String rule = says(MailAccount.class, "The name need not exist");
        MailboxInfo info = info("not/there");
        assertThat(info.subscribed()).as(rule).isTrue();
        assertThat(info.exists())
                .as(says(MailboxInfo.class, "false for a name that is only subscribed to"))
                .isFalse();
        assertThat(info.selectable()).as(rule).isFalse();
        assertThat(names()).as(rule).containsExactly("INBOX", "not/there");
        assertFails(Kind.NO_SUCH_MAILBOX, rule, () -> account().open(name("not/there")));
        account().subscribe(name("not/there"), false);
        assertThat(names()).as(rule).containsExactly("INBOX");
    }

    @Test
    void theyOutliveTheMailbox() {
        create("a");
        account().subscribe(name("a"), true);
        account().delete(name("a"));
        assertThat(info("a").subscribed())
                .as(says(MailAccount.class, "The name need not exist"))
                .isTrue();
        assertThat(info("a").exists()).isFalse();
        create("a");
        assertThat(info("a").subscribed()).isTrue();
    }

    @Test
    void theyAreThoseOfTheAccount() {
        account().subscribe(name("a"), true);
        try (MailAccount same = store().open(HOGE);
                MailAccount other = store().open(FUGA)) {
            assertThat(same.list()).anyMatch(i -> i.name().equals(name("a")) && i.subscribed());
            assertThat(other.list()).noneMatch(i -> i.name().equals(name("a")));
        }
    }
}
