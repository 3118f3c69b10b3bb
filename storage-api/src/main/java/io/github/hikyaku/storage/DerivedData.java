package io.github.hikyaku.storage;

import java.util.Optional;

/**
 * An optional ability of a {@link Mailbox}, declared by {@link StoreFeature#DERIVED_DATA}: keeps beside each message a
 * small blob that the protocol layer computes from the content, such as its MIME structure. The blob is opaque, carries
 * its own version, and may be lost at any time.
 */
public interface DerivedData {
    /** The most octets of a blob; larger ones are not kept. */
    int MAX_OCTETS = 64 * 1024;

    /** The blob last kept for a message. Not to be modified. */
    Optional<byte[]> derived(long uid);

    /** Keeps a blob for a message in place of the former. Silently does nothing if the message is gone or the blob too large. */
    void keepDerived(long uid, byte[] blob);
}
