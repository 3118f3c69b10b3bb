/** Fuzz targets: what each feeds, and what must hold whatever is fed. */
@NullMarked
package io.github.hikyaku.fuzz;

import org.jspecify.annotations.NullMarked;
