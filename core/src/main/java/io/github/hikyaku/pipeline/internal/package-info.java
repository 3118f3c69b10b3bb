/** The server's own intake: it judges recipients, runs the stages and delivers to local accounts. */
@NullMarked
package io.github.hikyaku.pipeline.internal;

import org.jspecify.annotations.NullMarked;
