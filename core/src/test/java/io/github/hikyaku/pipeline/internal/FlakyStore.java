package io.github.hikyaku.pipeline.internal;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MessageContent;
import io.github.hikyaku.storage.StoreFeature;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A store of which some accounts fail to commit as often as told. It notes which contents are written into deposits. */
final class FlakyStore implements MailStore {
    private final MailStore store;
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();
    private final Set<String> errors = ConcurrentHashMap.newKeySet();
    private final List<MessageContent> written = new ArrayList<>();
    private MailStoreException how = new MailStoreException(Kind.UNAVAILABLE, "told to fail");

    FlakyStore(MailStore store) {
        this.store = store;
    }

    void fail(String account, int times, Kind how) {
        fail(account, times, new MailStoreException(how, "told to fail"));
    }

    void fail(String account, int times, MailStoreException exception) {
        failures.put(account, times);
        how = exception;
    }

    /** The next deposit into this account meets an error in the store's program. */
    void failWithError(String account) {
        errors.add(account);
    }

    List<MessageContent> written() {
        return written;
    }

    @Override
    public MailAccount open(AccountId id) {
        MailAccount account = store.open(id);
        return (MailAccount) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {MailAccount.class}, (proxy, method, arguments) -> {
                    Object result = call(() -> method.invoke(account, arguments));
                    return result instanceof Mailbox mailbox ? mailbox(mailbox, id) : result;
                });
    }

    private Mailbox mailbox(Mailbox mailbox, AccountId id) {
        return (Mailbox) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Mailbox.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("deposit")) {
                        @SuppressWarnings("unchecked")
                        Set<Flag> flags = (Set<Flag>) arguments[0];
                        return new FlakyDeposit(mailbox.deposit(flags, (Instant) arguments[1]), id);
                    }
                    return call(() -> method.invoke(mailbox, arguments));
                });
    }

    private interface Call {
        @Nullable
        Object run() throws ReflectiveOperationException;
    }

    private static @Nullable Object call(Call call) throws Throwable {
        try {
            return call.run();
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public Set<StoreFeature> features() {
        return store.features();
    }

    @Override
    public void close() {
        store.close();
    }

    int messages(String account, String mailbox) {
        try (MailAccount opened = store.open(new AccountId(account))) {
            return opened.open(MailboxName.of(mailbox)).view().size();
        }
    }

    private final class FlakyDeposit implements Deposit {
        private final Deposit deposit;
        private final AccountId id;

        FlakyDeposit(Deposit deposit, AccountId id) {
            this.deposit = deposit;
            this.id = id;
        }

        @Override
        public void write(byte[] octets, int offset, int length) {
            deposit.write(octets, offset, length);
        }

        @Override
        public void write(MessageContent content) throws IOException {
            written.add(content);
            deposit.write(content);
        }

        @Override
        public Receipt commit() {
            if (errors.remove(id.value())) {
                throw new NoSuchMethodError("told to fail");
            }
            if (failures.merge(id.value(), -1, Integer::sum) >= 0) {
                throw how;
            }
            return deposit.commit();
        }

        @Override
        public void close() {
            deposit.close();
        }
    }
}
