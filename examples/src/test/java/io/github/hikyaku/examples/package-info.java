/**
 * The example programs driven as users drive them: by real mail programs, by Angus Mail, and by clients that misbehave.
 * A test whose program is not installed is skipped and says so; where the environment variable
 * {@code HIKYAKU_REQUIRE_PROGRAMS} is 1 it fails.
 */
@NullMarked
package io.github.hikyaku.examples;

import org.jspecify.annotations.NullMarked;
