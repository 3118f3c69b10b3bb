package io.github.hikyaku.imap;

import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MessageContent;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** A store in front of another, of whose mailboxes one method can be made to fail. */
final class Faults {
    /** The name of the method of {@link Mailbox} that fails, or null. */
    @Nullable
    String method;

    MailStoreException.Kind kind = MailStoreException.Kind.UNAVAILABLE;
    int failed;
    /** How many streams of messages are open. */
    int streams;

    MailStore before(MailStore real) {
        return proxy(MailStore.class, real);
    }

    private <T> T proxy(Class<T> type, Object real) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, called, arguments) -> call(called, real, arguments)));
    }

    private @Nullable Object call(Method called, Object real, Object @Nullable [] arguments) throws Throwable {
        if (real instanceof Mailbox && called.getName().equals(method)) {
            if (++failed > 1_000) {
                throw new AssertionError("Tried without end");
            }
            throw new MailStoreException(kind, "details");
        }
        Object result;
        try {
            result = called.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        if (result instanceof MailAccount) {
            return proxy(MailAccount.class, result);
        }
        if (result instanceof InputStream in) {
            return new Counted(in);
        }
        if (result instanceof MessageContent) {
            return proxy(MessageContent.class, result);
        }
        return result instanceof Mailbox ? proxy(Mailbox.class, result) : result;
    }

    /** A stream that is open until it is closed. */
    private final class Counted extends FilterInputStream {
        private boolean open = true;

        Counted(InputStream in) {
            super(in);
            streams++;
        }

        @Override
        public void close() throws IOException {
            super.close();
            streams -= open ? 1 : 0;
            open = false;
        }
    }
}
