@NullMarked
package io.github.hikyaku.filter;

import org.jspecify.annotations.NullMarked;
