/** Preparation and comparison of names and secrets beyond ASCII (PRECIS, RFC 8264 and RFC 8265). */
@NullMarked
package io.github.hikyaku.precis;

import org.jspecify.annotations.NullMarked;
