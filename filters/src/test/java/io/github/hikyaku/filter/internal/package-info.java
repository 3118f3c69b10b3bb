@NullMarked
package io.github.hikyaku.filter.internal;

import org.jspecify.annotations.NullMarked;
