/**
 * Mail addresses: the strict grammar of SMTP paths (RFC 5321 §4.1.2, RFC 6531 §3.3) and the tolerant reading of
 * address lists in header fields (RFC 5322 §3.4). Depends on nothing else of the project.
 */
@NullMarked
package io.github.hikyaku.address;

import org.jspecify.annotations.NullMarked;
