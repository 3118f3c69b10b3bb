package io.github.hikyaku.pipeline.internal;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.QuotaLimits;
import io.github.hikyaku.storage.StoreFeature;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;

/** A store whose accounts cannot be given limits until it works. */
final class FlakyQuotas implements MailStore {
    private final MailStore store;
    boolean works;

    FlakyQuotas(MailStore store) {
        this.store = store;
    }

    @Override
    public MailAccount open(AccountId id) {
        MailAccount opened = store.open(id);
        return (MailAccount) Proxy.newProxyInstance(
                FlakyQuotas.class.getClassLoader(),
                new Class<?>[] {MailAccount.class, QuotaLimits.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("limit") && !works) {
                        throw new MailStoreException(Kind.UNAVAILABLE, "No space left on device");
                    }
                    try {
                        return method.invoke(opened, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public Set<StoreFeature> features() {
        return store.features();
    }

    @Override
    public void close() {
        store.close();
    }
}
