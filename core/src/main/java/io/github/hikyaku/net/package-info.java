/** Networks of IP addresses. */
@NullMarked
package io.github.hikyaku.net;

import org.jspecify.annotations.NullMarked;
