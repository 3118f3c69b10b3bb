/** Stages in dialogue with fakes of their filters, true and hostile. */
@NullMarked
package io.github.hikyaku.filter;

import org.jspecify.annotations.NullMarked;
