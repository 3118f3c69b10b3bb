/** Tests of the SMTP services. */
@NullMarked
package io.github.hikyaku.smtp;

import org.jspecify.annotations.NullMarked;
