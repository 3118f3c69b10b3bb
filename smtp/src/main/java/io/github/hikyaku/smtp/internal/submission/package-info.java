/** The rules of RFC 6409 as a session of a submission service asks for them. */
@NullMarked
package io.github.hikyaku.smtp.internal.submission;

import org.jspecify.annotations.NullMarked;
