/** The rules of the house, held by tests that read the class files and sources of all published modules. */
@NullMarked
package io.github.hikyaku.rules;

import org.jspecify.annotations.NullMarked;
