/** Tests of the SMTP session, without a network. */
@NullMarked
package io.github.hikyaku.smtp.internal.session;

import org.jspecify.annotations.NullMarked;
