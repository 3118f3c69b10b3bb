/** Maildir++ on disk, shared with any other program that reads or writes a Maildir. */
@NullMarked
package io.github.hikyaku.storage.maildir;

import org.jspecify.annotations.NullMarked;
