/** Networks, and what has come from them lately. */
@NullMarked
package io.github.hikyaku.net;

import org.jspecify.annotations.NullMarked;
