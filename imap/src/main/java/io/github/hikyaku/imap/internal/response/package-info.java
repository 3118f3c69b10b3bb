/** What the server says: strings, flags and dates as RFC 3501 §9 wants them on the wire. */
@NullMarked
package io.github.hikyaku.imap.internal.response;

import org.jspecify.annotations.NullMarked;
