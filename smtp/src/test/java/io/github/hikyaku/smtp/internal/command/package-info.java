/** Tests of the command grammar. */
@NullMarked
package io.github.hikyaku.smtp.internal.command;

import org.jspecify.annotations.NullMarked;
