package io.github.hikyaku.storage.maildir;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NameColumnTest {
    private static final int NAMES = 200_000;

    /** Who reads holds one of two locks, so two may read at once, also the first time. */
    @Test
    void twoThreadsReadWhatWasJustFilledIn() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        for (int row = 0; row < NAMES; row++) {
            byte[] name = ("name" + row).getBytes(ISO_8859_1);
            packed.write(name.length);
            packed.writeBytes(name);
        }
        byte[] octets = packed.toByteArray();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 30; round++) {
                NameColumn names = new NameColumn();
                names.fill(octets);
                CyclicBarrier start = new CyclicBarrier(2);
                List<Future<String>> read = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    read.add(threads.submit(() -> {
                        start.await(10, TimeUnit.SECONDS);
                        return names.get(NAMES - 1);
                    }));
                }
                for (Future<String> each : read) {
                    assertThat(each.get(10, TimeUnit.SECONDS)).isEqualTo("name" + (NAMES - 1));
                }
            }
        } finally {
            threads.shutdown();
        }
    }
}
