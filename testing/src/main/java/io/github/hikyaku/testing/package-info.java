/** A mail server for JUnit tests, and what a test asks of the mail it received. */
@NullMarked
package io.github.hikyaku.testing;

import org.jspecify.annotations.NullMarked;
