/** The mail server and its builder. */
@NullMarked
package io.github.hikyaku.server;

import org.jspecify.annotations.NullMarked;
