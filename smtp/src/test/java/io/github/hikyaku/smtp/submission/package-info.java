/** Tests of the SMTP services. */
@NullMarked
package io.github.hikyaku.smtp.submission;

import org.jspecify.annotations.NullMarked;
