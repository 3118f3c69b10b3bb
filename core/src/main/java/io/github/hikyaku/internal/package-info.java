/** What several packages of the server need and no user of it. */
@NullMarked
package io.github.hikyaku.internal;

import org.jspecify.annotations.NullMarked;
