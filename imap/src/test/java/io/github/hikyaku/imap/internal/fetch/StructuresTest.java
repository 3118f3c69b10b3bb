package io.github.hikyaku.imap.internal.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.Mailbox;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StructuresTest {
    private final Structures structures = new Structures();
    private int read;

    private void get(long uid, String message) throws IOException {
        Mailbox mailbox = (Mailbox) Proxy.newProxyInstance(
                Mailbox.class.getClassLoader(), new Class<?>[] {Mailbox.class}, (self, called, arguments) -> null);
        structures.get(mailbox, uid, () -> {
            read++;
            return new ByteArrayInputStream(message.getBytes(StandardCharsets.US_ASCII));
        });
    }

    @Test
    void theLastFewAreKept() throws IOException {
        for (int i = 0; i < 3; i++) {
            for (long uid = 1; uid <= 4; uid++) {
                get(uid, "Subject: x\r\n\r\ny");
            }
        }
        assertThat(read).isEqualTo(4);
        get(5, "");
        get(1, "Subject: x\r\n\r\ny");
        assertThat(read).isEqualTo(6);
    }

    @Test
    void aLargeOneIsNotKept() throws IOException {
        String large = "Subject: " + "x".repeat(70_000) + "\r\n\r\n";
        get(1, large);
        get(1, large);
        assertThat(read).isEqualTo(2);
    }
}
