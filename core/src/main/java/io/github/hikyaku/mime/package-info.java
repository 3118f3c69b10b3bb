/** The structure of messages: header fields, encodings, and MIME parts with their exact octet offsets. */
@NullMarked
package io.github.hikyaku.mime;

import org.jspecify.annotations.NullMarked;
