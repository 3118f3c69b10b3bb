/**
 * The protocol engine on sockets; the one package that sees Apache MINA, and uses it to move octets only. TLS is the JDK's.
 * {@link io.github.hikyaku.engine.mina.MinaEngine#create} is all that others need.
 */
@NullMarked
package io.github.hikyaku.engine.mina;

import org.jspecify.annotations.NullMarked;
