/** The stages a message passes, their verdicts, and the delivery to local accounts. */
@NullMarked
package io.github.hikyaku.pipeline;

import org.jspecify.annotations.NullMarked;
