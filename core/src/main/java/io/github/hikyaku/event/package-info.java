/** What the server tells its host: one typed event for each decision, with the reason as data. */
@NullMarked
package io.github.hikyaku.event;

import org.jspecify.annotations.NullMarked;
