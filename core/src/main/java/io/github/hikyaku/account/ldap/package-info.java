/** Accounts from an LDAP directory (RFC 4510), over JNDI. */
@NullMarked
package io.github.hikyaku.account.ldap;

import org.jspecify.annotations.NullMarked;
