/** Tests of the SMTP services. */
@NullMarked
package io.github.hikyaku.smtp.internal.submission;

import org.jspecify.annotations.NullMarked;
