package io.github.hikyaku.pop3;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.StoreFeature;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A store with an error in its program, met when an account is opened or, if it has one, when its INBOX is. */
record BrokenStore(@Nullable MailAccount account) implements MailStore {
    @Override
    public MailAccount open(AccountId id) {
        MailAccount sound = account;
        if (sound == null) {
            throw new NoSuchMethodError("broken");
        }
        return (MailAccount) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {MailAccount.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("open")) {
                        throw new NoSuchMethodError("broken");
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
