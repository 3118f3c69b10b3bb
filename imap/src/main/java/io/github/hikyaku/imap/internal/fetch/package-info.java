/** FETCH: the octets of sections, ENVELOPE and BODYSTRUCTURE, and the responses that carry them. */
@NullMarked
package io.github.hikyaku.imap.internal.fetch;

import org.jspecify.annotations.NullMarked;
