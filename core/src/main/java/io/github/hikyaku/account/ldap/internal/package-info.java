/** What JNDI loads by its name. */
@NullMarked
package io.github.hikyaku.account.ldap.internal;

import org.jspecify.annotations.NullMarked;
