/** The SMTP server: message exchange and submission services. */
@NullMarked
package io.github.hikyaku.smtp;

import org.jspecify.annotations.NullMarked;
