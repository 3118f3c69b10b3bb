/**
 * The structure of messages: header fields, encodings, and MIME parts with their exact octet offsets (RFC 5322, RFC 2045
 * to 2047, RFC 2231). Everything here reads hostile input: it is bounded by {@link MimeLimits}, takes linear time, and
 * degrades where the input is broken.
 *
 * <p>Header fields are octets. Where a {@code String} stands for octets, each char is one octet (ISO-8859-1); such values
 * are called octet strings here, and {@link HeaderDecoder} turns them into readable text.
 */
@NullMarked
package io.github.hikyaku.mime;

import org.jspecify.annotations.NullMarked;
