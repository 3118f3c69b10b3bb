package io.github.hikyaku.pop3;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.StoreFeature;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A store that fails: at an account's opening if it has none, or in one of its methods. */
record BrokenStore(@Nullable MailAccount account, String brokenMethod, Throwable failure) implements MailStore {
    /** With an error in its program, met when an account is opened or, if it has one, when its INBOX is. */
    BrokenStore(@Nullable MailAccount account) {
        this(account, "open", new NoSuchMethodError("broken"));
    }

    @Override
    public MailAccount open(AccountId id) {
        MailAccount sound = account;
        if (sound == null) {
            throw new NoSuchMethodError("broken");
        }
        return (MailAccount) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {MailAccount.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals(brokenMethod)) {
                        throw failure;
                    }
                    return method.invoke(sound, arguments);
                });
    }

    @Override
    public Set<StoreFeature> features() {
        return Set.of();
    }

    @Override
    public void close() {}
}
