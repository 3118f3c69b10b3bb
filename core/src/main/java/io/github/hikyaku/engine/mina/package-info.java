/** The protocol engine on sockets; the one package that sees Apache MINA. */
@NullMarked
package io.github.hikyaku.engine.mina;

import org.jspecify.annotations.NullMarked;
