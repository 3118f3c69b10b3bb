package io.github.hikyaku.storage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailboxInfo;
import io.github.hikyaku.storage.SpecialUse;
import io.github.hikyaku.storage.StoreFeature;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@link StoreFeature#SPECIAL_USE}. */
public abstract class SpecialUseContract extends StoreContract {
    /** For subclasses. */
    protected SpecialUseContract() {}

    @Test
    void aStoreWithoutTheFeatureIgnoresThem() {
        account().create(name("sent"), Set.of(SpecialUse.SENT));
        if (!store().features().contains(StoreFeature.SPECIAL_USE)) {
            assertThat(info("sent").uses())
                    .as(says(MailAccount.class, "ignored by stores without StoreFeature#SPECIAL_USE"))
                    .isEmpty();
        }
        assertThat(info("sent").selectable()).isTrue();
    }

    @Test
    void createKeepsThem() {
        assume(StoreFeature.SPECIAL_USE);
        account().create(name("mail/sent"), Set.of(SpecialUse.SENT));
        account().create(name("both"), Set.of(SpecialUse.JUNK, SpecialUse.TRASH));
        create("none");
        String rule = says(StoreFeature.class, "MailAccount#create keeps the special uses it is given");
        assertThat(info("mail/sent").uses()).as(rule).containsExactly(SpecialUse.SENT);
        assertThat(info("both").uses()).as(rule).containsExactlyInAnyOrder(SpecialUse.JUNK, SpecialUse.TRASH);
        assertThat(info("none").uses()).as(rule).isEmpty();
        assertThat(info("mail").uses())
                .as(says(MailboxInfo.class, "its special uses, often none"))
                .isEmpty();
        assertThat(info("INBOX").uses()).isEmpty();
    }

    @Test
    void theyGoWithARenamedMailbox() {
        assume(StoreFeature.SPECIAL_USE);
        account().create(name("a/sent"), Set.of(SpecialUse.SENT));
        account().rename(name("a"), name("x"));
        assertThat(info("x/sent").uses())
                .as(says(MailAccount.class, "UIDs, UIDVALIDITY and special uses go with it."))
                .containsExactly(SpecialUse.SENT);
    }

    @Test
    void theyEndWithTheMailbox() {
        assume(StoreFeature.SPECIAL_USE);
        account().create(name("a"), Set.of(SpecialUse.SENT));
        create("a/b");
        account().delete(name("a"));
        assertThat(info("a").uses())
                .as(says(MailboxInfo.class, "its special uses, often none"))
                .isEmpty();
        create("a");
        assertThat(info("a").uses())
                .as(says(MailboxInfo.class, "its special uses, often none"))
                .isEmpty();
    }
}
