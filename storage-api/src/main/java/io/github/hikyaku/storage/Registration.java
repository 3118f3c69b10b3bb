package io.github.hikyaku.storage;

/** Something that was registered; closing it ends that. Closing twice is harmless. */
@FunctionalInterface
public interface Registration extends AutoCloseable {
    @Override
    void close();
}
