/** A message on its way: the envelope, the octets in memory or in a spool file, and the trace fields. */
@NullMarked
package io.github.hikyaku.message;

import org.jspecify.annotations.NullMarked;
