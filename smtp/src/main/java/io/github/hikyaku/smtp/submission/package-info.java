/** What a submission service (RFC 6409) allows its users, and what it makes of the messages that they send. */
@NullMarked
package io.github.hikyaku.smtp.submission;

import org.jspecify.annotations.NullMarked;
