/**
 * Mail in and out as mbox, one file of many messages (RFC 4155 appendix A, and qmail's mbox(5) for the variants):
 * {@link io.github.hikyaku.storage.mbox.MboxImporter} and {@link io.github.hikyaku.storage.mbox.MboxExporter}. Messages
 * are streamed, never held in memory.
 */
@NullMarked
package io.github.hikyaku.storage.mbox;

import org.jspecify.annotations.NullMarked;
