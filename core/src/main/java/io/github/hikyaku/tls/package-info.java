/** TLS for servers and clients: certificates and keys from PEM, PKCS#12, or made at start. */
@NullMarked
package io.github.hikyaku.tls;

import org.jspecify.annotations.NullMarked;
